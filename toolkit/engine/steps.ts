/** What the engine would do, or did, resource by resource, read from its events. Pure. */
import type { DiffKind, EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";

export type Op = "create" | "update" | "replace" | "delete" | "read" | "import" | "same";

export interface Change {
  /** Path of a property, as Pulumi writes it. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Whether the resource must be replaced for it. */
  readonly replaces: boolean;
}

export interface Step {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly op: Op;
  /** What changes, by path; for updates and replacements. */
  readonly changes: readonly Change[];
  /** Whether the engine would refuse to delete it. */
  readonly protected: boolean;
}

/** The engine's own words, by ours. A replacement is three of its steps. https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/ */
const OPS: Readonly<Record<string, Op>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "discard-replaced": "replace",
  "remove-pending-replace": "replace",
  "import-replacement": "replace",
  "read-replacement": "replace",
  delete: "delete",
  discard: "delete",
  read: "read",
  import: "import",
  same: "same",
};

export const opOf = (op: OpType | string): Op => OPS[op] ?? "same";

const typeIn = (urn: string): string => (urn.split("::")[2] ?? "").split("$").pop() ?? "";
export const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");

export const stepOf = (metadata: StepEventMetadata): Step => ({
  urn: metadata.urn,
  type: metadata.type || typeIn(metadata.urn),
  name: nameIn(metadata.urn),
  op: opOf(metadata.op),
  changes: changesOf(metadata),
  protected: metadata.old?.protect === true,
});

/** What a deployment makes: no component, provider or reference to another stack. As the offline tree counts. */
const isDeployed = ({ type, new: next, old }: StepEventMetadata): boolean =>
  (next ?? old)?.custom === true && !type.startsWith("pulumi:providers:") && type !== "pulumi:pulumi:StackReference";

/** One step for each resource that a deployment makes, in the order in which the engine reaches them; a replacement is one. */
export function stepsOf(events: readonly EngineEvent[]): Step[] {
  const steps = new Map<string, Step>();
  for (const { resourcePreEvent } of events) {
    if (!resourcePreEvent || !isDeployed(resourcePreEvent.metadata)) continue;
    const step = stepOf(resourcePreEvent.metadata);
    const known = steps.get(step.urn);
    // A resource that is deleted and made again in one go, under whatever words, is replaced.
    const op = known && known.op !== step.op && known.op !== "same" && step.op !== "same" ? "replace" : step.op;
    const changes = step.changes.length > 0 ? step.changes : (known?.changes ?? []);
    steps.set(step.urn, { ...step, op, changes, protected: step.protected || known?.protected === true });
  }
  return [...steps.values()];
}

/** Steps that change something a provider or the engine keeps. */
export const changing = (steps: readonly Step[]): Step[] => steps.filter(({ op }) => op !== "same" && op !== "read");

/** Whether the stack would tell others something else than now, though perhaps no resource changes. */
export const outputsChange = (events: readonly EngineEvent[]): boolean =>
  events.some(({ resOutputsEvent }) => {
    if (resOutputsEvent?.metadata.type !== "pulumi:pulumi:Stack") return false;
    const { old, new: next } = resOutputsEvent.metadata;
    return JSON.stringify(old?.outputs ?? {}) !== JSON.stringify(next?.outputs ?? {});
  });

function changesOf({ detailedDiff, diffs, keys }: StepEventMetadata): Change[] {
  const detailed = Object.entries(detailedDiff ?? {}).map(([path, { diffKind }]) => ({ path, ...kindOf(diffKind) }));
  if (detailed.length > 0) return detailed;
  return (diffs ?? []).map((path) => ({ path, kind: "update", replaces: keys?.includes(path) === true }));
}

function kindOf(kind: DiffKind): Pick<Change, "kind" | "replaces"> {
  const [what = "update", replace] = kind.split("-");
  return { kind: what as Change["kind"], replaces: replace === "replace" };
}
