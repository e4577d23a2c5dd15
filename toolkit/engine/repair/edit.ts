/** What the engine keeps of a stack, and how it is put right. Pure. https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go */
import { nameIn } from "../steps.ts";
import type { Making } from "./search.ts";

export interface KeptResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom?: boolean;
  /** Whether the engine refuses to delete it. */
  readonly protect?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  /** Waits to be deleted: its replacement is there. */
  readonly delete?: boolean;
  /** Has been deleted, and waits for its replacement. */
  readonly pendingReplacement?: boolean;
  /** The engine looks at the resource before it does anything else. */
  readonly refreshBeforeUpdate?: boolean;
}

export interface Operation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: KeptResource;
}

export interface Deployment {
  readonly manifest?: { readonly time?: string };
  readonly resources?: readonly KeptResource[];
  readonly pending_operations?: readonly Operation[];
}

const STACK = "pulumi:pulumi:Stack";

export const rootOf = ({ resources = [] }: Deployment): string | undefined => resources.find(({ type }) => type === STACK)?.urn;

/**
 * What an earlier repair has put among the resources, but could not look at to the end, is being made again: a resource without
 * outputs, or one that its cloud is not done with.
 */
export function reopened(deployment: Deployment): Deployment {
  const { resources = [], pending_operations: pending = [] } = deployment;
  const half = resources.filter(
    (one) => one.refreshBeforeUpdate === true && one.custom === true && !one.delete && isHalfMade(one),
  );
  if (half.length === 0) return deployment;
  const operations = half.map((resource): Operation => ({ type: "creating", resource }));
  return {
    ...deployment,
    resources: resources.filter((one) => !half.includes(one)),
    pending_operations: [...pending, ...operations],
  };
}

/** Whether others would build on outputs that are not there yet: large things exist long before they are ready. */
export const isHalfMade = ({ type, outputs = {} }: KeptResource): boolean =>
  Object.keys(outputs).length === 0 || (UNREADY[type]?.(outputs) ?? false);

const is =
  (name: string, ...values: readonly string[]) =>
  (outputs: Readonly<Record<string, unknown>>): boolean =>
    values.includes(String(outputs[name]));

const UNREADY: Readonly<Record<string, (outputs: Readonly<Record<string, unknown>>) => boolean>> = {
  "aws:eks/cluster:Cluster": is("status", "CREATING", "PENDING"),
  "aws:eks/nodeGroup:NodeGroup": is("status", "CREATING"),
  "aws:elasticache/replicationGroup:ReplicationGroup": (outputs) =>
    !outputs.configurationEndpointAddress && !outputs.primaryEndpointAddress,
  "mongodbatlas:index/advancedCluster:AdvancedCluster": is("stateName", "CREATING"),
  "mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint": is("status", "INITIATING"),
};

/** What was being made, with what its search needs of the rest. */
export function makingsIn({ resources = [], pending_operations: pending = [] }: Deployment): Making[] {
  return (
    pending
      // A component is nothing in a cloud: it is registered again.
      .filter(({ type, resource }) => type === "creating" && resource.custom === true)
      .map(({ resource: { urn, type, id, inputs = {}, provider } }) => ({
        ...{ urn, type, inputs },
        name: nameIn(urn),
        id: id || null,
        region: regionOf(resources.find((one) => `${one.urn}::${one.id}` === provider)),
        known: resources.flatMap((one) => (one.type === type && one.id ? [one.id] : [])),
      }))
  );
}

const regionOf = (provider: KeptResource | undefined): string | null => {
  const region = provider?.inputs?.region;
  return typeof region === "string" ? region : null;
};

/**
 * Puts what was being made among the resources, under its id and still without outputs, and forgets every pending operation.
 * @param ids of what is to be kept, by URN; the rest is forgotten, and will be made again
 */
export function adopted(deployment: Deployment, ids: ReadonlyMap<string, string>): Deployment {
  const { pending_operations: pending = [], ...rest } = deployment;
  let resources = deployment.resources ?? [];
  for (const { type, resource } of pending) {
    const id = ids.get(resource.urn);
    if (type !== "creating" || id === undefined) continue;
    // Whoever ends us before it was looked at: no `up` or preview goes ahead without that.
    resources = withResource(resources, { ...resource, id, refreshBeforeUpdate: true });
  }
  return { ...rest, resources };
}

/** A resource stands behind all that it needs, and in front of the one that it replaces: so the engine itself writes them. */
function withResource(resources: readonly KeptResource[], made: KeptResource): KeptResource[] {
  const others = resources.filter(({ urn, pendingReplacement }) => urn !== made.urn || !pendingReplacement);
  const needs = new Set([made.parent, ...(made.dependencies ?? [])]);
  const provider = made.provider?.split("::").slice(0, -1).join("::");
  const behind = others.findLastIndex(({ urn }) => needs.has(urn) || urn === provider);
  const replaced = others.findIndex(({ urn }) => urn === made.urn);
  const at = replaced > behind ? replaced : others.length;
  const kept = others.map((one) => (one.urn === made.urn ? { ...one, delete: true } : one));
  return [...kept.slice(0, at), made, ...kept.slice(at)];
}

/**
 * Gives resources back the inputs they were made with. A provider that imports a resource makes up inputs from what it finds; with
 * those, names that Pulumi has given would count as the program's, and the next `up` would replace the resource.
 * https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/schema.go
 */
export function withInputs(deployment: Deployment, makings: readonly Making[]): Deployment {
  const inputs = new Map(makings.map((making) => [making.urn, making.inputs]));
  const resources = (deployment.resources ?? []).map((one) => {
    const given = one.delete ? undefined : inputs.get(one.urn);
    if (given === undefined) return one;
    return { ...one, inputs: given, ...(isHalfMade(one) && { refreshBeforeUpdate: true }) };
  });
  return { ...deployment, resources };
}
