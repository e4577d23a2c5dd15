/** What we say of two programs, beside what Pulumi's real engine says of them, with the lab for its clouds. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, startLab } from "../engine/lab/lab.ts";
import { pulumi } from "../engine/lab/project.ts";
import { planInChild } from "../plan/child.ts";
import { removeProjects, testProject } from "../plan/testProject.ts";
import { RIG } from "../testServers.ts";
import type { Change } from "./change.ts";
import { diffGraphs } from "./diff.ts";

const MINUTES = 60_000;

/** Pieces of one program, before and after, that have nothing to do with each other; names begin with the piece's. */
const PIECES: Readonly<Record<string, readonly [before: string, after: string]>> = {
  same: ['queue("same", {})', 'queue("same", {})'],
  updated: ['queue("updated", { delaySeconds: 1 })', 'queue("updated", { delaySeconds: 2 })'],
  gone: ['queue("gone", {}, { retainOnDelete: true })', ""],
  renamed: ['queue("renamed-a", {})', 'queue("renamed-b", {})'],
  aliased: ['queue("aliased-a", {})', 'queue("aliased-b", {}, { aliases: [{ name: "aliased-a" }] })'],
  inside: ['queue("inside", {})', 'queue("inside", {}, { parent: new Part("inside-part") })'],
  "inside, aliased": [
    'queue("within", {})',
    'queue("within", {}, { parent: new Part("within-part"), aliases: [{ parent: pulumi.rootStackResource }] })',
  ],
  "an aliased component": [
    'queue("whole-a-q", {}, { parent: new Part("whole-a") })',
    'queue("whole-b-q", {}, { parent: new Part("whole-b", { aliases: [{ name: "whole-a" }] }) })',
  ],
  "a renamed component": [
    'queue("half-a-q", {}, { parent: new Part("half-a") })',
    'queue("half-b-q", {}, { parent: new Part("half-b") })',
  ],
  replaced: ['vpc("replaced", "10.0.0.0/16")', 'vpc("replaced", "10.1.0.0/16")'],
  "replaced, with what is in it": [
    'subnet("outer-in", vpc("outer", "10.0.0.0/16"))',
    'subnet("outer-in", vpc("outer", "10.1.0.0/16"))',
  ],
  "deleted first, with what is in it": [
    'subnet("first-in", vpc("first", "10.0.0.0/16"))',
    'subnet("first-in", vpc("first", "10.1.0.0/16", { deleteBeforeReplace: true }))',
  ],
  "a name that is given": [
    'log("named", { name: "/named", logGroupClass: "STANDARD" })',
    'log("named", { name: "/named", logGroupClass: "INFREQUENT_ACCESS" })',
  ],
  "a name that is given, the new one first": [
    'log("kept", { name: "/kept", logGroupClass: "STANDARD" })',
    'log("kept", { name: "/kept", logGroupClass: "INFREQUENT_ACCESS" }, { deleteBeforeReplace: false })',
  ],
  "replaceOnChanges below": [
    'queue("below", { tags: { a: "1", b: "1" } })',
    'queue("below", { tags: { a: "2", b: "1" } }, { replaceOnChanges: ["tags.a"] })',
  ],
  "replaceOnChanges beside": [
    'queue("beside", { tags: { a: "1", b: "1" } })',
    'queue("beside", { tags: { a: "1", b: "2" } }, { replaceOnChanges: ["tags.a"] })',
  ],
  "ignoreChanges of what would replace": [
    'vpc("ignored", "10.0.0.0/16")',
    'vpc("ignored", "10.1.0.0/16", { ignoreChanges: ["cidrBlock"] })',
  ],
  "ignoreChanges below": [
    'queue("partly", { tags: { a: "1", b: "1" } })',
    'queue("partly", { tags: { a: "2", b: "2" } }, { ignoreChanges: ["tags.a"] })',
  ],
  "ignoreChanges of what is new": [
    'queue("fresh", {})',
    'queue("fresh", { delaySeconds: 2 }, { ignoreChanges: ["delaySeconds"] })',
  ],
  "another provider of the same region": [
    'queue("moved", {}, { provider: new aws.Provider("moved-a", { region: "us-east-1" }) })',
    'queue("moved", {}, { provider: new aws.Provider("moved-b", { region: "us-east-1" }) })',
  ],
  "a provider that comes": [
    'queue("provided", {})',
    'queue("provided", {}, { provider: new aws.Provider("provided-a", { region: "us-east-1" }) })',
  ],
  "what it waits for": ['queue("waits", {})', 'queue("waits", {}, { dependsOn: queue("waits-for", {}) })'],
  "what goes with another": ['queue("with", {}, { deletedWith: vpc("with-it", "10.0.0.0/16") })', ""],
  "what is replaced with another": [
    'queue("along", {}, { replaceWith: [vpc("along-with", "10.0.0.0/16")] })',
    'queue("along", {}, { replaceWith: [vpc("along-with", "10.1.0.0/16")] })',
  ],
  "what begins to be replaced with another": [
    'vpc("joined-with", "10.0.0.0/16"); queue("joined", {})',
    'queue("joined", {}, { replaceWith: [vpc("joined-with", "10.1.0.0/16")] })',
  ],
  "what is replaced with another that goes first": [
    'queue("before", {}, { replaceWith: [vpc("before-with", "10.0.0.0/16")] })',
    'queue("before", {}, { replaceWith: [vpc("before-with", "10.1.0.0/16", { deleteBeforeReplace: true })] })',
  ],
  "what is replaced with what is replaced with another": [
    'queue("third", {}, { replaceWith: [queue("third-second", {}, { replaceWith: [vpc("third-first", "10.0.0.0/16")] })] })',
    'queue("third", {}, { replaceWith: [queue("third-second", {}, { replaceWith: [vpc("third-first", "10.1.0.0/16")] })] })',
  ],
  "what is deleted with another that is replaced": [
    'queue("follows", {}, { deletedWith: vpc("follows-it", "10.0.0.0/16") })',
    'queue("follows", {}, { deletedWith: vpc("follows-it", "10.1.0.0/16") })',
  ],
  "what is deleted with another that is only changed": [
    'queue("stays", {}, { deletedWith: queue("stays-with", { delaySeconds: 1 }) })',
    'queue("stays", {}, { deletedWith: queue("stays-with", { delaySeconds: 2 }) })',
  ],
  "a trigger that is another": [
    'queue("triggered", {}, { replacementTrigger: { a: [1] } })',
    'queue("triggered", {}, { replacementTrigger: { a: [2] } })',
  ],
  "a trigger that is the same": [
    'queue("untriggered", { delaySeconds: 1 }, { replacementTrigger: { a: [1], b: "x" } })',
    'queue("untriggered", { delaySeconds: 2 }, { replacementTrigger: { b: "x", a: [1] } })',
  ],
  "a trigger that is new": ['queue("armed", {})', 'queue("armed", {}, { replacementTrigger: "1" })'],
  "a trigger that goes": ['queue("disarmed", {}, { replacementTrigger: "1" })', 'queue("disarmed", {})'],
  "a trigger in another order": [
    'queue("order", {}, { replacementTrigger: ["a", "b"] })',
    'queue("order", {}, { replacementTrigger: ["b", "a"] })',
  ],
  "a trigger by what is made anew": [
    'queue("led", {}, { replacementTrigger: [vpc("led-by", "10.0.0.0/16").id] })',
    'queue("led", {}, { replacementTrigger: [vpc("led-by", "10.1.0.0/16").id] })',
  ],
  "a trigger by what goes first": [
    'queue("led-first", {}, { replacementTrigger: vpc("led-first-by", "10.0.0.0/16").id })',
    'queue("led-first", {}, { replacementTrigger: vpc("led-first-by", "10.1.0.0/16", { deleteBeforeReplace: true }).id })',
  ],
  "a trigger by what is only changed": [
    'queue("calm", {}, { replacementTrigger: queue("calm-by", { delaySeconds: 1 }).arn })',
    'queue("calm", {}, { replacementTrigger: queue("calm-by", { delaySeconds: 2 }).arn })',
  ],
  "a trigger of what goes first": [
    'queue("shot", {}, { replacementTrigger: "1" })',
    'queue("shot", {}, { replacementTrigger: "2", deleteBeforeReplace: true })',
  ],
  "other times to wait": ['queue("times", {})', 'queue("times", {}, { customTimeouts: { create: "1m" } })'],
  "a password anew": [
    'new random.RandomPassword("password", { length: 16, keepers: { a: "1" } })',
    'new random.RandomPassword("password", { length: 16, keepers: { a: "2" } })',
  ],
  "a ConfigMap that keeps its name": ['config("config", "1")', 'config("config", "2")'],
};

const PROGRAM = `
const aws = require("@pulumi/aws");
const k8s = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");
const random = require("@pulumi/random");
class Part extends pulumi.ComponentResource { constructor(name, opts) { super("own:parts:Part", name, {}, opts); } }
const queue = (name, args, opts) => new aws.sqs.Queue(name, args, opts);
const vpc = (name, cidrBlock, opts) => new aws.ec2.Vpc(name, { cidrBlock }, opts);
const subnet = (name, network) => new aws.ec2.Subnet(name, { vpcId: network.id, cidrBlock: "10.0.1.0/24" });
const log = (name, args, opts) => new aws.cloudwatch.LogGroup(name, args, opts);
const config = (name, value) => new k8s.core.v1.ConfigMap(name, { metadata: { name }, data: { value } });
`;

interface Step {
  readonly op: string;
  readonly urn: string;
}

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

/** By resource, what the engine does with it, in its order: `delete-replaced create-replacement`. */
function saidByEngine(steps: readonly Step[]): Map<string, string> {
  const said = new Map<string, string>();
  for (const { op, urn } of steps) {
    if (op === "same" || op === "replace" || urn.includes("pulumi:pulumi:Stack") || urn.includes("pulumi:providers:")) continue;
    said.set(nameOf(urn), [said.get(nameOf(urn)), op].filter(Boolean).join(" "));
  }
  return said;
}

/** The same of our changes. */
function saidByUs(changes: readonly Change[]): Map<string, string> {
  const said = new Map<string, string>();
  for (const { operation, before, after, words } of changes) {
    const [was, is] = [before?.urn ?? "", after?.urn ?? ""];
    if ((after ?? before)?.type.startsWith("pulumi:providers:")) continue;
    const first = words.includes("deleted before the new one is made");
    if (operation === "create" || operation === "update") said.set(nameOf(is), operation);
    else if (operation === "delete") said.set(nameOf(was), operation);
    else if (
      operation === "replace" &&
      was !== is &&
      words.some((word) => /renamed|another parent|with its component/.test(word))
    )
      for (const [urn, op] of [
        [is, "create"],
        [was, "delete"],
      ] as const)
        said.set(nameOf(urn), [said.get(nameOf(urn)), op].filter(Boolean).join(" "));
    else if (operation === "replace")
      said.set(nameOf(is), first ? "delete-replaced create-replacement" : "create-replacement delete-replaced");
  }
  return said;
}

describe.skipIf(RIG === undefined)("the engine and we", () => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-diff-"));
    lab = await startLab({ folder });
  });
  afterAll(async () => {
    await lab?.stop();
    if (folder) rmSync(folder, { recursive: true });
    removeProjects();
  });

  it(
    "say the same of every piece of a program",
    async () => {
      const pieces = Object.values(PIECES);
      const [was, is] = [0, 1].map((side) => PROGRAM + pieces.map((piece) => piece[side as 0 | 1]).join(";\n"));
      const stackFile = "config:\n  aws:region: us-east-1\n";
      const file = "name: app\nruntime:\n  name: nodejs\n  options: { typescript: false }\n";
      const project = testProject({ "Pulumi.yaml": file, "index.js": was ?? "", "Pulumi.one.yaml": stackFile });
      const plan = async () => (await planInChild({ folder: project, stacks: ["one"] }))[0]?.graph;
      const before = await plan();
      const run = (...args: string[]) => pulumi(project, lab.env, [...args, "--stack", "one"]);
      await run("stack", "init");
      const up = await run("up", "--yes", "--skip-preview");
      expect(up.code, up.stdout + up.stderr).toBe(0);
      writeFileSync(path.join(project, "index.js"), is ?? "");
      const preview = await run("preview", "--json", "--show-replacement-steps");
      expect(preview.code, preview.stderr + preview.stdout.slice(-2000)).toBe(0);
      const after = await plan();
      if (!before || !after) throw new Error("not planned");
      const { steps } = JSON.parse(preview.stdout) as { readonly steps: readonly Step[] };
      const [engine, we] = [saidByEngine(steps), saidByUs(diffGraphs(before, after).changes)];
      const sorted = (said: ReadonlyMap<string, string>) => Object.fromEntries([...said].sort(([a], [b]) => (a < b ? -1 : 1)));
      expect(sorted(we)).toEqual(sorted(engine));
    },
    3 * MINUTES,
  );
});
