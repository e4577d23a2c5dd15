import { beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { VALID } from "../../infra/config/testConfig.ts";
import { bareResource, type Graph, type Json } from "../graph/graph.ts";
import { symbol } from "../graph/symbols.ts";
import { type PlannedStack, planStacks } from "../plan/plan.ts";
import { planConfig, ROOT } from "../plan/testGraph.ts";
import { renderYaml } from "../report/renderYaml.ts";
import { objectsOf, releasesOf } from "./objects.ts";

const ENVIRONMENTS = ["dev", "staging", "prod"];
let stacks: PlannedStack[];

beforeAll(async () => {
  stacks = await planStacks({ folder: ROOT, stacks: ENVIRONMENTS });
});

const graphOf = (name: string): Graph => {
  const stack = stacks.find((candidate) => candidate.name === name);
  if (!stack) throw new Error(`no stack ${name}`);
  return stack.graph;
};
const rendered = (graph: Graph) => renderYaml(objectsOf(graph), releasesOf(graph));

describe("the Kubernetes objects of an environment", () => {
  it.each(ENVIRONMENTS)("%s: are what its golden says", async (name) => {
    await expect(rendered(graphOf(name))).toMatchFileSnapshot(`testdata/${name}.yaml`);
  });

  it("are YAML that says what the graph says", () => {
    for (const { graph } of stacks) {
      const documents = parseAllDocuments(rendered(graph)).map((document) => document.toJS());
      expect(documents.filter((document) => document !== null)).toEqual(objectsOf(graph));
    }
  });

  it("keep texts that other readers of YAML would take for something else", () => {
    const data = { yes: "no", on: "y", start: "12:30", day: "2026-01-01", many: "1_000", flags: "0b1", mode: "0644", none: "~" };
    const inputs = { apiVersion: "v1", kind: "ConfigMap", data };
    const type = "kubernetes:core/v1:ConfigMap";
    const map = bareResource({ urn: `urn:pulumi:test::app::${type}::map`, type, name: "map", inputs });
    const graph: Graph = { project: "app", stack: "test", resources: [map], outputs: {}, cannotTell: [] };
    for (const version of ["1.1", "1.2"] as const) expect(parse(rendered(graph), { version }).data, version).toEqual(data);
  });

  it("have the names that the deployment plan gives them", () => {
    const named = objectsOf(graphOf("prod")).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(named).toEqual(
      expect.arrayContaining([
        "Deployment monitor-api",
        "Service monitor-api-service",
        "HorizontalPodAutoscaler monitor-api-hpa",
        "ConfigMap monitor-config",
        "ExternalSecret monitor-secrets",
      ]),
    );
  });

  it("stand after what they need: namespace, operators' stores, inputs of the pods, service", () => {
    const kinds = objectsOf(graphOf("prod")).map(({ kind }) => kind);
    const precede = (first: string, second: string) => expect(kinds.indexOf(first)).toBeLessThan(kinds.indexOf(second));
    expect(kinds[0]).toBe("Namespace");
    precede("SecretStore", "ExternalSecret");
    for (const input of ["ServiceAccount", "ConfigMap", "ExternalSecret", "NetworkPolicy"]) precede(input, "Deployment");
    precede("Service", "TargetGroupBinding");
  });

  it("come in the order of their dependencies, whatever that of the graph", () => {
    const graph = graphOf("prod");
    const reversed = { ...graph, resources: [...graph.resources].reverse() };
    expect(objectsOf(reversed)).toEqual(objectsOf(graph));
  });

  it("hold no secret, and no Secret", () => {
    for (const { graph } of stacks) {
      expect(rendered(graph)).not.toContain("[secret]");
      expect(objectsOf(graph).map(({ kind }) => kind)).not.toContain("Secret");
    }
  });

  it("name every controller they need, with its version", () => {
    const names = releasesOf(graphOf("prod")).map(({ name, version }) => `${name} ${version}`);
    expect(names).toEqual(["aws-load-balancer-controller 3.5.0", "external-secrets 2.8.0", "metrics-server 3.13.1"]);
  });

  it("have Karpenter's after its controller, where it is asked for", async () => {
    const graph = await planConfig({ ...VALID, addons: { karpenter: { maxVcpus: 64 } } });
    expect(releasesOf(graph).map(({ name }) => name)).toContain("karpenter");
    const objects = objectsOf(graph);
    const index = (kind: string) => objects.findIndex((object) => object.kind === kind);
    expect(index("EC2NodeClass")).toBeGreaterThanOrEqual(0);
    expect(index("EC2NodeClass")).toBeLessThan(index("NodePool"));
    for (const { type, dependsOn } of graph.resources) {
      if (!type.startsWith("kubernetes:karpenter.")) continue;
      expect(dependsOn.join()).toMatch(/karpenter-release|karpenter-node-class/);
    }
  });
});

describe("an object's name", () => {
  const object = (kind: string, name: string, inputs: { [key: string]: Json }) => {
    const type = `kubernetes:v1:${kind}`;
    return bareResource({
      urn: `urn:pulumi:test::app::${type}::${name}`,
      type,
      name,
      inputs: { apiVersion: "v1", kind, ...inputs },
    });
  };
  const space = object("Namespace", "apps", {});
  const map = object("ConfigMap", "map", { metadata: { namespace: symbol(space.urn, "metadata.name") } });
  const hex = symbol("urn:pulumi:test::app::random:index/randomId:RandomId::suffix", "hex");
  const pod = object("Pod", "web", {
    metadata: { name: `web-${hex}`, namespace: symbol(space.urn, "id"), labels: { suffix: hex } },
    spec: { map: symbol(map.urn, "metadata.name"), uid: symbol(map.urn, "metadata.uid") },
  });
  const service = object("Service", "web", { metadata: { name: "front" }, spec: { name: symbol(pod.urn, "metadata.name") } });
  const graph: Graph = { project: "app", stack: "test", resources: [space, map, pod, service], outputs: {}, cannotTell: [] };
  const [, , front, web] = objectsOf(graph);

  it("is its resource's where Pulumi gives it one, in it and wherever others name it", () => {
    expect(objectsOf(graph).map(({ metadata }) => metadata)).toEqual([
      { name: "apps" },
      { name: "map", namespace: "apps" },
      { name: "front" },
      { name: "web-suffix.hex", namespace: "apps", labels: { suffix: "${suffix.hex}" } },
    ]);
    expect(web?.spec).toEqual({ map: "map", uid: "${map.metadata.uid}" });
  });

  it("has no braces, by which checkov would take the whole object for a template", () => {
    expect(front?.spec).toEqual({ name: "web-suffix.hex" });
  });
});

describe("a custom resource", () => {
  it("depends on the release that brings its kind", () => {
    const operators = {
      "kubernetes:external-secrets.io/v1:SecretStore": "addons-external-secrets",
      "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding": "addons-aws-load-balancer-controller",
    };
    for (const { graph } of stacks) {
      for (const [type, release] of Object.entries(operators)) {
        const found = graph.resources.filter((resource) => resource.type === type);
        expect(found).toHaveLength(1);
        expect(found[0]?.dependsOn.some((urn) => urn.endsWith(`::${release}`))).toBe(true);
      }
    }
  });
});
