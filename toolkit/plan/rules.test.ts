/** Rules that every environment keeps, whatever its configuration: mistakes that no compiler and no golden tells. */
import { beforeAll, describe, expect, it } from "vitest";
import { VALID } from "../../infra/config/testConfig.ts";
import type { Graph, Json, Resource } from "../graph/graph.ts";
import { symbolsIn } from "../graph/symbols.ts";
import { planConfig } from "./testGraph.ts";

const ACCOUNT = "999988887777";
const REGION = "eu-west-1";

/** Another account and region than any committed environment's. */
const ELSEWHERE = JSON.parse(
  JSON.stringify({ ...VALID, mongodb: { ...(VALID.mongodb as object), pointInTime: "72h" } })
    .replaceAll("111122223333", ACCOUNT)
    .replaceAll("us-east-1", REGION),
) as Readonly<Record<string, unknown>>;

let graph: Graph;
beforeAll(async () => {
  graph = await planConfig(ELSEWHERE);
});

/** Every text in a value, with the key it stands under. */
function texts(value: Json, key = ""): [key: string, text: string][] {
  if (typeof value === "string") return [[key, value]];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => texts(item, key));
  return Object.entries(value).flatMap(([name, item]) => texts(item, name));
}
const named = ({ type, name }: Resource): string => `${type.split(":").pop()} ${name}`;

describe("an environment in another account and region", () => {
  it("names no account but its own", () => {
    const accounts = graph.resources.flatMap((resource) =>
      texts(resource.inputs).flatMap(([, text]) =>
        (text.match(/(?<=arn:aws:[\w-]*:[\w-]*:)\d{12}(?=:)/g) ?? []).map((id) => [named(resource), id]),
      ),
    );
    expect(accounts.filter(([, id]) => id !== ACCOUNT)).toEqual([]);
    expect(accounts.length).toBeGreaterThan(0);
  });

  it("asks CloudFront's own region for what belongs to CloudFront", () => {
    const ofCloudFront = graph.resources.filter(
      ({ type, inputs }) =>
        type.startsWith("aws:cloudwatch/logDelivery") &&
        symbolsIn(JSON.stringify(inputs)).some(({ urn }) =>
          /cloudfront\/distribution|logDeliverySource|logDeliveryDestination/.test(urn),
        ),
    );
    expect(ofCloudFront.length).toBeGreaterThan(2);
    expect(ofCloudFront.filter(({ inputs }) => inputs.region !== "us-east-1").map(named)).toEqual([]);
  });
});

describe("any environment", () => {
  it("gives an ARN wherever one is asked for", () => {
    // A name ends in Arn, or Arns; what only a cloud knows is an output of such a name, or a resource's `arn`.
    const isArn = (text: string): boolean =>
      text.startsWith("arn:") ||
      text === "[secret]" ||
      symbolsIn(text).some(({ urn, path }) => /arns?$/i.test(path) || (path === "id" && /:Policy::|:Topic::/.test(urn)));
    const wrong = graph.resources.flatMap((resource) =>
      resource.type.startsWith("aws:")
        ? texts(resource.inputs).flatMap(([key, text]) =>
            /Arns?$/.test(key) && !isArn(text) ? [`${named(resource)}.${key} = ${text}`] : [],
          )
        : [],
    );
    expect(wrong).toEqual([]);
  });

  it("has its tags on what others than AWS bill, too", () => {
    const tagged = ["AdvancedCluster", "Project", "PineconeIndex"].map(
      (type) => graph.resources.find((resource) => resource.type.endsWith(`:${type}`))?.inputs.tags,
    );
    for (const tags of tagged) expect(tags).toMatchObject({ app: "monitor", environment: "test", owner: "platform" });
  });
});
