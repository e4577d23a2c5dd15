import { describe, expect, it } from "vitest";
import { type Graph, type Json, type Resource, SECRET, UNKNOWN } from "../graph/graph.ts";
import { IN_CLEAR } from "./change.ts";
import { compareInputs } from "./compare.ts";
import { graphOf, output, resource } from "./testGraphs.ts";
import { translator } from "./translate.ts";

const GRAPH: Graph = graphOf([]);
const same = translator(GRAPH, GRAPH, new Map());

/** Paths that differ, with what stands there on either side. */
const differing = (type: string, before: Resource["inputs"], after: Resource["inputs"]): [string, Json?, Json?][] =>
  compareInputs(resource(type, "a", before), resource(type, "a", after), same).map(({ path, before: was, after: is }) => [
    path,
    was,
    is,
  ]);

const LB = "aws:lb/loadBalancer:LoadBalancer";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const containers = (...list: readonly Json[]): Resource["inputs"] => ({ spec: { template: { spec: { containers: list } } } });

describe("order", () => {
  it("means nothing in a set, and something in a list", () => {
    expect(differing(LB, { subnets: ["a", "b"] }, { subnets: ["b", "a"] })).toEqual([]);
    expect(differing("aws:eks/nodeGroup:NodeGroup", { instanceTypes: ["a", "b"] }, { instanceTypes: ["b", "a"] })).toEqual([
      ["instanceTypes", ["a", "b"], ["b", "a"]],
    ]);
  });
  it("means nothing for containers, their environment, ports and volumes, which have names", () => {
    const container = (name: string, ...env: string[]): Json => ({ name, env: env.map((key) => ({ name: key, value: key })) });
    expect(
      differing(
        DEPLOYMENT,
        containers(container("a", "X", "Y"), container("b")),
        containers(container("b"), container("a", "Y", "X")),
      ),
    ).toEqual([]);
    expect(
      differing(DEPLOYMENT, containers(container("a"), container("b", "X")), containers(container("b", "Z"), container("a"))),
    ).toEqual([
      ["spec.template.spec.containers[0].env[0]", { name: "X", value: "X" }, undefined],
      ["spec.template.spec.containers[0].env[0]", undefined, { name: "Z", value: "Z" }],
    ]);
  });
  it("matters for the cache behaviours of a distribution", () => {
    const behaviors = (...paths: string[]): Resource["inputs"] => ({
      orderedCacheBehaviors: paths.map((pathPattern) => ({ pathPattern })),
    });
    const distribution = "aws:cloudfront/distribution:Distribution";
    expect(differing(distribution, behaviors("/a", "/b"), behaviors("/b", "/a"))).toEqual([
      ["orderedCacheBehaviors", ["/a", "/b"], ["/b", "/a"]],
    ]);
    expect(differing(distribution, behaviors("/a", "/b"), behaviors("/c", "/a", "/b"))).toEqual([
      ["orderedCacheBehaviors[0]", undefined, { pathPattern: "/c" }],
    ]);
  });
  it("shifts nothing where one comes in between", () => {
    const steps = (...names: string[]): Resource["inputs"] => ({ steps: names.map((what) => ({ what })) });
    expect(differing("x:y:Z", steps("a", "c"), steps("a", "b", "c"))).toEqual([["steps[1]", undefined, { what: "b" }]]);
  });
  it("finds the one element of a set that changed", () => {
    const rules = (...ports: number[]): Resource["inputs"] => ({
      ingress: ports.map((port) => ({ fromPort: port, cidrBlocks: ["10.0.0.0/8"] })),
    });
    expect(differing("aws:ec2/securityGroup:SecurityGroup", rules(80, 443), rules(444, 80))).toEqual([
      ["ingress[0].fromPort", 443, 444],
    ]);
  });
});

describe("policies", () => {
  const statement = (sid: string, actions: Json, more: object = {}): object => ({
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: "*",
    ...more,
  });
  const policy = (...statements: object[]): Resource["inputs"] => ({
    policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  });
  const TYPE = "aws:iam/rolePolicy:RolePolicy";

  it("are sets of statements, actions and resources, however they are spelt", () => {
    const before = policy(statement("A", ["s3:Get", "s3:Put"]), statement("B", "sqs:Send"));
    const after = policy(statement("B", ["sqs:Send"]), statement("A", ["s3:Put", "s3:Get"], { Resource: ["*"] }));
    expect(differing(TYPE, before, after)).toEqual([]);
    expect(differing(TYPE, before, { policy: JSON.stringify(JSON.parse(before.policy as string), null, 2) })).toEqual([]);
  });
  it("differ in the statement that differs", () => {
    expect(differing(TYPE, policy(statement("A", "s3:Get")), policy(statement("A", ["s3:Get", "s3:Delete"])))).toEqual([
      ["policy.Statement[0].Action", ["s3:Get"], ["s3:Delete", "s3:Get"]],
    ]);
  });
  it("are texts where they are no documents", () => {
    expect(differing(TYPE, { policy: "{" }, { policy: "{}" })).toEqual([["policy", "{", "{}"]]);
  });
});

describe("what cannot be told", () => {
  it("is not said to change where both sides hide or lack it", () => {
    expect(differing("x:y:Z", { a: SECRET, b: UNKNOWN }, { a: SECRET, b: UNKNOWN })).toEqual([]);
  });
  it("is said where one side has it, without what the other has in clear", () => {
    expect(differing("x:y:Z", { a: "clear" }, { a: SECRET })).toEqual([["a", IN_CLEAR, SECRET]]);
    expect(differing("x:y:Z", { a: SECRET }, { a: { b: "clear" } })).toEqual([["a", SECRET, IN_CLEAR]]);
    expect(differing("x:y:Z", { a: SECRET }, {})).toEqual([["a", SECRET, undefined]]);
  });
  it("is not sure where one side is unknown, or known after deployment only", () => {
    const queue = resource("aws:sqs/queue:Queue", "q");
    const sure = (before: Json, after: Json): (boolean | undefined)[] =>
      compareInputs(resource("x:y:Z", "a", { v: before }), resource("x:y:Z", "a", { v: after }), same).map(
        (change) => change.sure,
      );
    expect(sure("x", UNKNOWN)).toEqual([false]);
    expect(sure("https://sqs/q", output(queue, "url"))).toEqual([false]);
    expect(sure(output(queue, "arn"), output(queue, "url"))).toEqual([true]);
    expect(sure("x", "y")).toEqual([true]);
  });
  it("takes nothing, null and an empty list for the same, and a number for its text", () => {
    expect(differing("x:y:Z", { a: null, b: [], port: "80" }, { c: [], port: 80 })).toEqual([]);
    expect(differing("x:y:Z", { tags: {} }, { metadata: { labels: {} } })).toEqual([["metadata", undefined, { labels: {} }]]);
    expect(differing("x:y:Z", { tags: {}, metadata: {} }, { metadata: { labels: {} } })).toEqual([]);
  });
  it("takes an empty object for something: which one stands there is what is said", () => {
    expect(differing("aws:wafv2/webAcl:WebAcl", { defaultAction: { block: {} } }, { defaultAction: { allow: {} } })).toEqual([
      ["defaultAction.block", {}, undefined],
      ["defaultAction.allow", undefined, {}],
    ]);
    const policy = (...ingress: readonly Json[]): Resource["inputs"] => ({ spec: { podSelector: {}, ingress } });
    expect(differing("kubernetes:networking.k8s.io/v1:NetworkPolicy", policy(), policy({}))).toEqual([
      ["spec.ingress[0]", undefined, {}],
    ]);
  });
});

describe("Kubernetes", () => {
  it("has quantities, which are written in more than one way", () => {
    const limits = (memory: Json, cpu: Json): Resource["inputs"] =>
      containers({ name: "a", resources: { limits: { memory, cpu } } });
    expect(differing(DEPLOYMENT, limits("1Gi", "500m"), limits("1024Mi", 0.5))).toEqual([]);
    expect(differing(DEPLOYMENT, limits("1Gi", "1"), limits("1G", "1000m"))).toEqual([
      ["spec.template.spec.containers[0].resources.limits.memory", "1Gi", "1G"],
    ]);
  });
  it("knows elements by what both sides have of their own", () => {
    const ports = (...list: readonly Json[]): Resource["inputs"] => ({ spec: { ports: list } });
    expect(
      differing(
        "kubernetes:core/v1:Service",
        ports({ port: 80 }),
        ports({ name: "web", port: 80 }, { name: "metrics", port: 9090 }),
      ),
    ).toEqual([
      ["spec.ports[0].name", undefined, "web"],
      ["spec.ports[1]", undefined, { name: "metrics", port: 9090 }],
    ]);
  });
});
