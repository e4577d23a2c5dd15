import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type PolicyResource, Secret, unknownCheckingProxy } from "@pulumi/policy";
import { secretsPreservingProxy } from "@pulumi/policy/secret.js";
import { describe, expect, it } from "vitest";
import { STACK_TYPE } from "../../graph/graph.ts";
import { ROOT } from "../../plan/testGraph.ts";
import type { Finding } from "../finding.ts";
import { stackConfig } from "./config.ts";
import { EngineInputs, engineGraph, withRetained } from "./engineGraph.ts";
import { violationsOf } from "./violations.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const OPTIONS: PolicyResource["opts"] = {
  ...{ protect: true, ignoreChanges: ["spec"], aliases: [], additionalSecretOutputs: [] },
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
};

/** As the engine shows a resource in the end. */
const shown = (type: string, name: string, props: object, more: Partial<PolicyResource> = {}): PolicyResource => ({
  ...{ type, name, urn: `urn:pulumi:dev::shop::${type}::${name}`, props: unknownCheckingProxy(props), opts: OPTIONS },
  ...{ dependencies: [], propertyDependencies: {}, isType: () => false, asType: () => undefined },
  ...more,
});

/** As the engine shows inputs to what may remedy them. */
const guarded = (props: object): unknown => unknownCheckingProxy((secretsPreservingProxy as (props: object) => object)(props));

describe("the engine's resources", () => {
  const stack = shown(STACK_TYPE, "shop-dev", { host: "example.com", uri: "mongodb://secret", later: UNKNOWN });
  const bucket = shown("aws:s3/bucket:Bucket", "bucket", { bucket: "b", arn: UNKNOWN }, { parent: stack });
  const provider = (name: string) => ({
    type: "pulumi:providers:aws",
    name,
    urn: `urn:pulumi:dev::shop::pulumi:providers:aws::${name}`,
    props: {},
  });
  const user = shown(
    "x:y:User",
    "user",
    { password: "mongodb://secret", token: UNKNOWN },
    { dependencies: [bucket], propertyDependencies: { token: [bucket] }, provider: provider("own"), parent: stack },
  );
  const inputs = new EngineInputs();
  inputs.note(
    user.urn,
    guarded({ __defaults: [], password: new Secret("mongodb://secret"), rows: [{ token: UNKNOWN, size: 1 }] }),
  );
  const tagging = { defaultTags: '{"tags":{"owner":"platform"}}' };
  const graph = engineGraph([user, stack, bucket, shown("pulumi:providers:aws", "default_7_48_0", tagging)], inputs);
  const of = (name: string) => graph.resources.find((resource) => resource.name === name);

  it("become a graph, with the providers that nobody asked for: they say what all are tagged with", () => {
    expect(graph).toMatchObject({ project: "shop", stack: "dev" });
    expect(graph.resources.map(({ name }) => name)).toEqual(["bucket", "default_7_48_0", "shop-dev", "user"]);
    expect(of("default_7_48_0")).toMatchObject({ custom: true, inputs: tagging });
    expect(of("user")).toMatchObject({ parent: stack.urn, dependsOn: [bucket.urn], custom: true, provider: provider("own").urn });
    expect(of("user")).toMatchObject({
      propertyDependencies: { token: [bucket.urn] },
      options: { protect: true, ignoreChanges: ["spec"] },
    });
  });

  it("have the inputs that the program gave, secrets and unknowns as in a plan", () => {
    expect(of("user")?.inputs).toEqual({ password: "[secret]", rows: [{ token: "[unknown]", size: 1 }] });
    expect(of("user")).toMatchObject({ secrets: ["password"], unknowns: ["rows[0].token"] });
    expect(of("bucket")?.inputs).toEqual({ bucket: "b", arn: "[unknown]" });
  });

  it("have outputs in which what was secret somewhere still is", () => {
    expect(graph.outputs).toEqual({ host: "example.com", uri: "[secret]", later: "[unknown]" });
    expect(JSON.stringify(graph)).not.toContain("mongodb://");
  });

  it("of ours are retained where the configuration says so", () => {
    const kept = (config: object) => withRetained(graph, { ...config }).resources.filter(({ options }) => options.retainOnDelete);
    expect(kept({ protection: { retain: true } }).map(({ name }) => name)).toEqual(["bucket"]);
    expect(kept({ protection: { retain: false } })).toEqual([]);
  });
});

describe("violations", () => {
  const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
    ...{ rule, service: "S3", severity: "high", kind: "broken", resource: `urn:${rule}`, name: rule, path: null },
    ...{ message: "is open", reason: "Others read it.", remedy: "close it", reference: "https://example.com", source: null },
    ...more,
  });

  it("are mandatory where they are high, and say all that a person needs", () => {
    expect(violationsOf({ findings: [finding("s3-open"), finding("s3-low", { severity: "medium" })], cannotTell: [] })).toEqual([
      {
        ...{
          name: "s3-open",
          description: "Others read it.",
          urn: "urn:s3-open",
          severity: "high",
          enforcementLevel: "mandatory",
        },
        message: "is open\nOthers read it.\n→ close it\nhttps://example.com",
      },
      expect.objectContaining({ name: "s3-low", enforcementLevel: "advisory" }),
    ]);
  });

  it("are advised where the engine hides what matters", () => {
    expect(violationsOf({ findings: [finding("env-outputs-clear")], cannotTell: [] })).toMatchObject([
      { enforcementLevel: "advisory" },
    ]);
  });

  it("tell once for each rule what nobody can tell, and refuse nothing for it", () => {
    const untold = (resource: string): Finding =>
      finding("s3-policy", { kind: "cannotTell", resource, message: "its policy is not known" });
    expect(violationsOf({ findings: [untold("a")], cannotTell: [untold("b"), untold("c")] })).toEqual([
      expect.objectContaining({
        ...{ name: "s3-policy", enforcementLevel: "advisory", urn: "a" },
        message: "cannot tell: its policy is not known; nor of 2 more",
      }),
    ]);
  });
});

describe("the stack's configuration", () => {
  it("is typed, from its file", () => {
    expect(stackConfig({ project: "monitor", stack: "prod" }, { env: {}, folder: ROOT })).toMatchObject({
      ...{ kind: "environment", mongodb: { topology: "sharded" }, policy: { profile: "production" } },
    });
  });

  it("is what the engine hands over, as it is where it is none of ours", () => {
    const env = { PULUMI_CONFIG: JSON.stringify({ "shop:size": "3", "monitor:policy": '{"profile":"staging"}' }) };
    const config = stackConfig({ project: "shop", stack: "dev" }, { env, folder: "/" });
    expect(config).toEqual({ "shop:size": "3", "monitor:policy": '{"profile":"staging"}' });
  });

  it("may be none", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-config-"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(path.join(folder, "index.ts"), "");
    try {
      expect(stackConfig({ project: "shop", stack: "dev" }, { env: {}, folder })).toEqual({});
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
