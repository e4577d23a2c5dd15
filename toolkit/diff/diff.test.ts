import { describe, expect, it } from "vitest";
import { bareResource, type Graph, type Resource } from "../graph/graph.ts";
import { diffGraphs } from "./diff.ts";

const graph = (...resources: readonly Resource[]): Graph => ({
  ...{ project: "p", stack: "s", outputs: {}, cannotTell: [] },
  resources: [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1)),
});
const resource = (type: string, name: string, inputs: Resource["inputs"], more: Partial<Resource> = {}): Resource =>
  bareResource({ urn: `urn:pulumi:s::p::${type}::${name}`, type, name, inputs, ...more });

describe("diffGraphs", () => {
  it("says nothing of what is the same", () => {
    const same = graph(resource("aws:ec2/vpc:Vpc", "network", { cidrBlock: "10.0.0.0/16" }));
    expect(diffGraphs(same, same)).toEqual({ changes: [], same: 1 });
  });
  it("tells a replacement from an update", () => {
    const [vpc, other] = ["10.0.0.0/16", "10.1.0.0/16"].map((cidrBlock) => resource("aws:ec2/vpc:Vpc", "network", { cidrBlock }));
    const queue = (seconds: number) => resource("aws:sqs/queue:Queue", "queue", { visibilityTimeoutSeconds: seconds });
    const { changes } = diffGraphs(graph(vpc as Resource, queue(30)), graph(other as Resource, queue(60)));
    expect(changes.map(({ operation, sure, after }) => [after?.name, operation, sure])).toEqual([
      ["network", "replace", true],
      ["queue", "update", true],
    ]);
  });
});
