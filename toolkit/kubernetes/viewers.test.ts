/** Who only looks into a cluster sees what the program deploys there, and no secret. */
import { beforeAll, describe, expect, it } from "vitest";
import { VIEWERS, viewerRules } from "../../infra/cluster/viewers.ts";
import { VALID } from "../../infra/config/testConfig.ts";
import type { Graph } from "../graph/graph.ts";
import { planConfig } from "../plan/testGraph.ts";
import { objectsOf } from "./objects.ts";

const ROLE = "arn:aws:iam::111122223333:role/monitor-ci-preview";
const PERSON = "arn:aws:iam::111122223333:user/somebody";

const withViewers = (viewers: readonly string[]): Promise<Graph> =>
  planConfig({ ...VALID, cluster: { ...(VALID.cluster as object), viewers }, addons: { karpenter: { maxVcpus: 64 } } });
const ofType = ({ resources }: Graph, type: string) => resources.filter((resource) => resource.type.endsWith(`:${type}`));

describe("viewers of a cluster", () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await withViewers([ROLE, PERSON]);
  });

  it("may read every kind that is deployed, in whatever environment", () => {
    const readable = new Set(viewerRules().flatMap(({ apiGroups, resources }) => resources.map((it) => `${apiGroups[0]} ${it}`)));
    const deployed = objectsOf(graph).map(({ apiVersion, kind }) => {
      const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
      return `${group} ${kind.toLowerCase().replace(/y$/, "ie").replace(/s$/, "se")}s`;
    });
    expect(deployed.length).toBeGreaterThan(12);
    expect([...new Set(deployed)].filter((kind) => !readable.has(kind))).toEqual([]);
  });

  it("may read no secret, and change nothing", () => {
    expect(new Set(viewerRules().flatMap(({ verbs }) => verbs))).toEqual(new Set(["get", "list", "watch"]));
    const resources = viewerRules().flatMap((rule) => rule.resources);
    expect(resources.filter((it) => /^secrets$|\*|\//.test(it))).toEqual([]);
  });

  it("enter by the group that the role is bound to, and by no policy of AWS's", () => {
    const entries = ofType(graph, "AccessEntry").filter(({ inputs }) => inputs.kubernetesGroups !== undefined);
    expect(entries.map(({ inputs }) => [inputs.principalArn, inputs.kubernetesGroups])).toEqual([
      [ROLE, [VIEWERS]],
      [PERSON, [VIEWERS]],
    ]);
    expect(ofType(graph, "AccessPolicyAssociation")).toEqual([]);
    const [binding] = ofType(graph, "ClusterRoleBinding");
    expect(binding?.inputs).toMatchObject({ roleRef: { name: VIEWERS }, subjects: [{ kind: "Group", name: VIEWERS }] });
    expect(ofType(graph, "ClusterRole")[0]?.inputs).toMatchObject({ metadata: { name: VIEWERS } });
  });

  it("are none where none are named", async () => {
    const none = await withViewers([]);
    expect([...ofType(none, "ClusterRole"), ...ofType(none, "AccessEntry")]).toEqual([]);
  });
});
