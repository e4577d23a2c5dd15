import { describe, expect, it } from "vitest";
import { adopted, type Deployment, type KeptResource, makingsIn, reopened, withInputs } from "./edit.ts";

const urn = (type: string, name: string) => `urn:pulumi:prod::monitor::${type}::${name}`;
const STACK = { urn: urn("pulumi:pulumi:Stack", "monitor-prod"), type: "pulumi:pulumi:Stack" };
const PROVIDER = {
  urn: urn("pulumi:providers:aws", "aws"),
  type: "pulumi:providers:aws",
  id: "p1",
  inputs: { region: "eu-west-1" },
};
const resource = (name: string, more: Partial<KeptResource> = {}): KeptResource => ({
  ...{ urn: urn("t:t:T", name), type: "t:t:T", custom: true, parent: STACK.urn, provider: `${PROVIDER.urn}::p1`, ...more },
});
const creating = (one: KeptResource) => ({ type: "creating", resource: one }) as const;
const names = ({ resources = [] }: Deployment) =>
  resources.map((one) => `${one.urn.split("::").at(-1)}${one.delete ? " (goes)" : ""}`);

const made = resource("made", { inputs: { name: "made-1a2b", __defaults: ["name"] } });

describe("what was being made", () => {
  it("comes with its provider's region and the others of its type", () => {
    const deployment = { resources: [STACK, PROVIDER, resource("other", { id: "o1" })], pending_operations: [creating(made)] };
    expect(makingsIn(deployment)).toEqual([
      {
        ...{ urn: made.urn, type: "t:t:T", name: "made", inputs: made.inputs },
        ...{ id: null, region: "eu-west-1", known: ["o1"] },
      },
    ]);
  });

  it("is never a component", () => {
    const component = { urn: urn("monitor:workloads:ApiService", "api"), type: "monitor:workloads:ApiService", custom: false };
    const deployment = { resources: [STACK], pending_operations: [creating(component), creating(made)] };
    expect(makingsIn(deployment).map(({ name }) => name)).toEqual(["made"]);
    expect(adopted(deployment, new Map()).pending_operations).toBeUndefined();
  });

  it("is kept under its id, to be looked at before anything else, and the rest is forgotten", () => {
    const deployment = { resources: [STACK, PROVIDER], pending_operations: [creating(made), creating(resource("never"))] };
    const after = adopted(deployment, new Map([[made.urn, "m1"]]));
    expect(names(after)).toEqual(["monitor-prod", "aws", "made"]);
    expect(after.resources?.at(-1)).toEqual({ ...made, id: "m1", refreshBeforeUpdate: true });
    expect(after.pending_operations).toBeUndefined();
  });

  const old = resource("made", { id: "m0" });
  const child = resource("child", { id: "c1", dependencies: [made.urn] });
  const late = resource("late", { id: "l1" });
  const places: [what: string, KeptResource[], KeptResource, string[]][] = [
    ["in front of the one it replaces", [old, child], made, ["made", "made (goes)", "child"]],
    ["behind what it needs", [old, late], { ...made, dependencies: [late.urn] }, ["made (goes)", "late", "made"]],
    ["instead of one that was deleted for it", [{ ...old, pendingReplacement: true }, late], made, ["late", "made"]],
  ];
  it.each(places)("stands %s", (_, resources, one, order) => {
    const after = adopted(
      { resources: [STACK, PROVIDER, ...resources], pending_operations: [creating(one)] },
      new Map([[one.urn, "m1"]]),
    );
    expect(names(after)).toEqual(["monitor-prod", "aws", ...order]);
  });

  it("gets back the inputs it was made with", () => {
    const goes = resource("made", { id: "m0", delete: true, inputs: { name: "made-0" } });
    const looked = { ...made, id: "m1", inputs: { name: "made-1a2b" }, outputs: { arn: "a" } };
    const [making] = makingsIn({ pending_operations: [creating(made)] });
    const after = withInputs({ resources: [looked, goes] }, making ? [making] : []);
    expect(after.resources).toEqual([{ ...looked, inputs: made.inputs }, goes]);
  });

  const cluster = (status: string): KeptResource => ({
    ...resource("cluster", { type: "aws:eks/cluster:Cluster", id: "c", refreshBeforeUpdate: true, outputs: { status } }),
  });
  const half: [what: string, KeptResource, reopened: boolean][] = [
    ["that nobody has looked at yet", resource("made", { id: "m1", refreshBeforeUpdate: true }), true],
    ["that its cloud is not done with", cluster("CREATING"), true],
    ["that is ready", cluster("ACTIVE"), false],
    ["that was not being made", resource("made", { id: "m1" }), false],
  ];
  it.each(half)("%s: is being made again, or not", (_, one, again) => {
    const { resources = [], pending_operations: pending = [] } = reopened({ resources: [STACK, one] });
    expect(pending).toEqual(again ? [creating(one)] : []);
    expect(resources).toEqual(again ? [STACK] : [STACK, one]);
  });

  it("is looked at again by whoever comes next, as long as it is not ready", () => {
    const [making] = makingsIn({ pending_operations: [creating(cluster("CREATING"))] });
    const flags = ["CREATING", "ACTIVE"].map((status) => {
      const found = { ...cluster(status), refreshBeforeUpdate: false };
      return withInputs({ resources: [found] }, making ? [making] : []).resources?.[0]?.refreshBeforeUpdate;
    });
    expect(flags).toEqual([true, false]);
  });
});
