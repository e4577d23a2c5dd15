/** The rendered objects on a real control plane, and before its field's linters. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VIEWERS } from "../../infra/cluster/viewers.ts";
import { VALID } from "../../infra/config/testConfig.ts";
import type { Graph } from "../graph/graph.ts";
import { planStacks } from "../plan/plan.ts";
import { planConfig, ROOT } from "../plan/testGraph.ts";
import { renderYaml } from "../report/renderYaml.ts";
import { RIG } from "../testServers.ts";
import { objectsOf, releasesOf } from "./objects.ts";
import { filledIn, installOperatorKinds, run, startCluster, type TestCluster, writeSchemas } from "./testCluster.ts";

const ENVIRONMENTS = ["dev", "staging", "prod"];
const MINUTES = 60_000;

describe.skipIf(RIG === undefined)("on a control plane", () => {
  let cluster: TestCluster;
  let folder: string;
  let yaml: ReadonlyMap<string, string>;
  const inNamespace = (...args: string[]) => cluster.kubectl(["--namespace", "monitor", ...args]);
  const apply = (text: string) => cluster.kubectl(["apply", "--server-side", "--validate=strict", "--filename", "-"], text);
  const rollout = () => inNamespace("rollout", "status", "deployment/monitor-api", "--timeout=180s");
  const of = (name: string): string => yaml.get(name) ?? "";
  const rendered = (graph: Graph) => filledIn(renderYaml(objectsOf(graph), releasesOf(graph)));

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-render-"));
    const stacks = await planStacks({ folder: ROOT, stacks: ENVIRONMENTS });
    yaml = new Map(stacks.map(({ name, graph }) => [name, rendered(graph)]));
    for (const [name, text] of yaml) writeFileSync(path.join(folder, `${name}.yaml`), text);
    cluster = await startCluster(RIG ?? "");
    await installOperatorKinds(cluster);
  }, 5 * MINUTES);

  afterAll(async () => {
    await cluster?.down();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(ENVIRONMENTS)(
    "%s: applies with the server's strict validation, and rolls out",
    async (name) => {
      await apply(of(name));
      expect(await rollout()).toContain("successfully rolled out");
    },
    4 * MINUTES,
  );

  it("finds nothing to change when the same is applied again", async () => {
    const version = () => inNamespace("get", "deployment/monitor-api", "-o", "jsonpath={.metadata.generation}");
    const before = await version();
    await apply(of("prod"));
    expect(await version()).toBe(before);
  });

  it("refuses a field that there is not, and a pod that could become root", async () => {
    await expect(apply(of("prod").replace("revisionHistoryLimit", "revisionHistoryLimt"))).rejects.toThrow(/revisionHistoryLimt/);
    const root = { containers: [{ name: "x", image: "x", securityContext: { runAsUser: 0 } }] };
    const pod = JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "root", namespace: "monitor" }, spec: root });
    await expect(cluster.kubectl(["create", "--filename", "-"], pod)).rejects.toThrow(/violates PodSecurity "restricted/);
  });

  it("scales to the minimum of the environment, a pod in each zone", async () => {
    const nodes = await inNamespace("get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}");
    expect(new Set(nodes.split(" ")).size).toBe(3);
  });

  it("lets a drain take one pod at a time", async () => {
    const allowed = "--for=jsonpath={.status.disruptionsAllowed}=1";
    await inNamespace("wait", allowed, "poddisruptionbudget/monitor-api", "--timeout=60s");
  });

  it(
    "rolls forward to a new digest and back, never with fewer pods than its minimum",
    async () => {
      const field = (path: string) => inNamespace("get", "deployment/monitor-api", "-o", `jsonpath={${path}}`);
      const image = () => field(".spec.template.spec.containers[0].image");
      const fewestPods = async (change: Promise<unknown>): Promise<number> => {
        let [fewest, isOver] = [Number.POSITIVE_INFINITY, false];
        const over = change.finally(() => {
          isOver = true;
        });
        while (!isOver) {
          fewest = Math.min(fewest, Number(await field(".status.availableReplicas")));
          await setTimeout(300);
        }
        await over;
        return fewest;
      };
      const first = await image();
      const next = first.replace(/sha256:\w+$/, `sha256:${"1".repeat(64)}`);
      expect(next).not.toBe(first);

      await apply(of("prod").replaceAll(first, next));
      expect(await fewestPods(rollout())).toBe(3);
      expect(await image()).toBe(next);
      await inNamespace("rollout", "undo", "deployment/monitor-api");
      expect(await fewestPods(rollout())).toBe(3);
      expect(await image()).toBe(first);
    },
    6 * MINUTES,
  );

  it("lets a viewer read all that a refresh reads, change nothing, and see no secret", async () => {
    const viewer = ["--as", "somebody", "--as-group", "system:authenticated", "--as-group", VIEWERS];
    const all = ["get", "--output", "name", "--filename", "-"];
    expect(await cluster.kubectl([...viewer, ...all], of("prod"))).toBe(await cluster.kubectl(all, of("prod")));
    // What the provider asks about a Deployment and a Service besides.
    for (const kind of ["replicasets", "pods", "persistentvolumeclaims", "endpoints"]) await inNamespace(...viewer, "get", kind);
    const forbidden = /forbidden: User "somebody" cannot/i;
    for (const refused of [["secrets"], ["--raw", "/api/v1/secrets"], ["secrets", "monitor-secrets"]])
      await expect(inNamespace(...viewer, "get", ...refused)).rejects.toThrow(/forbidden/i);
    // The dry run by which a preview asks the server: refused too, and the provider goes on with what it knows itself.
    const dryRun = ["apply", "--server-side", "--dry-run=server", "--validate=false", "--filename", "-"];
    await expect(cluster.kubectl([...viewer, ...dryRun], of("prod"))).rejects.toThrow(forbidden);
  });

  it("takes Karpenter's objects too", async () => {
    const graph = await planConfig({ ...VALID, addons: { karpenter: { maxVcpus: 64 } } });
    const text = rendered(graph);
    expect(text).toContain("kind: NodePool");
    const answer = await cluster.kubectl(
      ["apply", "--server-side", "--force-conflicts", "--validate=strict", "--dry-run=server", "--filename", "-"],
      text,
    );
    expect(answer).toContain("nodepool.karpenter.sh/default serverside-applied");
  });

  it("pleases kubeconform, with the server's own schemas", async () => {
    const location = await writeSchemas(cluster, folder);
    const files = ENVIRONMENTS.map((name) => path.join(folder, `${name}.yaml`));
    const summary = await run("kubeconform", ["-summary", "-schema-location", location, ...files]);
    expect(summary).toBe("Summary: 42 resources found in 3 files - Valid: 42, Invalid: 0, Errors: 0, Skipped: 0\n");
    const spoilt = path.join(folder, "spoilt.yaml");
    writeFileSync(spoilt, of("prod").replace("revisionHistoryLimit", "revisionHistoryLimt"));
    await expect(run("kubeconform", ["-schema-location", location, spoilt])).rejects.toThrow(/'revisionHistoryLimt' not allowed/);
  });
});
