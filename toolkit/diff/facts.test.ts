import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { factsOf as labFacts } from "../engine/lab/facts.ts";
import { TABLE } from "../graph/outputs/index.ts";
import { factFile, factsOf, isWithin } from "./facts.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const OURS = Object.keys(TABLE.resources);
const hasTable = (type: string): boolean => !type.startsWith("kubernetes:") || type.startsWith("kubernetes:helm.sh/");
const declared = JSON.parse(readFileSync(path.join(ROOT, "toolkit/engine/lab/testdata/schema.json"), "utf8")) as {
  readonly types: { readonly [type: string]: { readonly [property: string]: string } };
};

describe("the facts", () => {
  it("were read for the SDKs that are installed", () => {
    for (const [name, { sdk }] of Object.entries(factFile().sources)) {
      const file = path.join(ROOT, "node_modules/@pulumi", name, "package.json");
      const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
      expect(version, `${name}: run toolkit/diff/facts/generate.ts`).toBe(sdk);
    }
  });

  it.each(OURS.filter(hasTable))("know %s", (type) => expect(factsOf(type)).not.toBeNull());

  it("name properties as the SDKs do", () => {
    const strange = Object.entries(declared.types).flatMap(([type, properties]) => {
      const facts = factsOf(type);
      const names = new Set(Object.keys(properties).map((name) => name.replace(/!$/, "")));
      const paths = [...(facts?.replaces ?? []), ...(facts?.decides ?? []), ...(facts?.sets ?? [])];
      return paths.filter((at) => !names.has(at.split(/[.#]/)[0] ?? "")).map((at) => `${type} ${at}`);
    });
    expect(strange).toEqual([]);
  });

  /**
   * The stand-ins of clouds have facts of their own, written by hand, to make replacements happen. Where both know a property, these are
   * what they say otherwise: there the provider's source is right.
   */
  it("say what the clouds' stand-ins say, but for what is listed", () => {
    const others = OURS.filter(hasTable).flatMap((type) => {
      const ours = factsOf(type);
      const known = new Set(Object.keys(declared.types[type] ?? {}).map((name) => name.replace(/!$/, "")));
      return (labFacts(type).replaces ?? [])
        .filter((at) => known.has(at.split(".")[0] ?? ""))
        .filter((at) => ours !== null && !isWithin(ours.replaces, at) && !isWithin(ours.decides, at))
        .filter((at) => ![...(ours?.replaces ?? [])].some((path) => path.startsWith(`${at}.`) || path === `${at}#`))
        .map((at) => `${type} ${at}`);
    });
    expect(others).toMatchInlineSnapshot(`
      [
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination deliveryDestinationType",
        "aws:eks/cluster:Cluster remoteNetworkConfig",
        "aws:secretsmanager/secretVersion:SecretVersion secretString",
        "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule clusterName",
        "mongodbatlas:index/databaseUser:DatabaseUser authDatabaseName",
      ]
    `);
  });
});
