/** What becomes of a resource that is deleted or made anew: whether the engine does it at all, in which order, and what is lost. */
import type { Json, Resource } from "../graph/graph.ts";
import { type Change, type RiskLevel, subjectOf } from "./change.ts";
import { factsOf } from "./facts.ts";
import { stopOf } from "./serving.ts";
import { keptBy } from "./stateful.ts";

export interface End {
  readonly level: RiskLevel;
  readonly dataLoss: string | null;
  readonly downtime: string | null;
  readonly words: readonly string[];
}

const NONE: End = { level: "none", dataLoss: null, downtime: null, words: [] };

/** @param isNewUrn whether the engine knows the new one for another: then it deletes the old one, and replaces nothing */
export function endOf(change: Pick<Change, "operation" | "before" | "after">, isNewUrn: boolean): End {
  const { operation, before, after } = change;
  if ((operation !== "replace" && operation !== "delete") || !before?.custom) return NONE;
  const isDeleted = operation === "delete" || isNewUrn;
  // "We do allow unprotecting and replacing to happen in a single update cycle": `generateStepsFromDiff` in
  // https://github.com/pulumi/pulumi/blob/v3.255.0/pkg/resource/deploy/step_generator.go. A deletion asks the state alone.
  const isRefused = before.options.protect && (isDeleted || after?.options.protect === true);
  const isFirstDeleted = operation === "replace" && !isNewUrn && goesFirst(before, after);
  const { type } = subjectOf(change);
  const kept = keptBy(type);
  // The old one goes by what the state says of it. https://github.com/pulumi/pulumi/issues/13428
  const isRetained = before.options.retainOnDelete;
  const stop = isRetained ? null : stopOf(type, operation, isFirstDeleted);
  const level = kept ? (isRetained && operation === "delete" ? "medium" : kept.level) : stop === null ? "none" : "medium";
  const lost = kept ? lossText(kept.data, { operation, isRetained }) : null;
  const refused = "protected, so that the engine refuses";
  return {
    level,
    dataLoss: lost === null || !isRefused ? lost : `${lost}; ${refused}`,
    downtime: stop,
    words: [
      ...(isRefused && lost === null ? [refused] : []),
      ...(isFirstDeleted ? ["deleted before the new one is made"] : []),
      ...(isRetained && lost === null ? ["the old one stays in the cloud, and the engine forgets it"] : []),
      ...(!isRetained && after?.options.retainOnDelete
        ? ["retainOnDelete counts from the next deployment on: this one deletes the old one"]
        : []),
    ],
  };
}

function lossText(
  data: string,
  { operation, isRetained }: { operation: "delete" | "replace"; isRetained: boolean },
): string | null {
  if (!isRetained) return `lost: ${data}`;
  return operation === "delete" ? null : "the new one is empty; the old one stays in the cloud, and the engine forgets it";
}

/**
 * Whether the old one is deleted before there is a new one: as the option says, else as the provider does, because a name that is given
 * is taken. AWS: `nameRequiresDeleteBeforeReplace` in https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/schema.go;
 * Kubernetes: `Diff` in https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/provider.go.
 */
function goesFirst(before: Resource, after: Resource | null): boolean {
  if (!after) return false;
  const { options, type } = after;
  if (options.deleteBeforeReplace !== null) return options.deleteBeforeReplace;
  const [was, is] = [nameOf(before), nameOf(after)];
  if (is === undefined || JSON.stringify(was) !== JSON.stringify(is)) return false;
  return type.startsWith("kubernetes:") || (type.startsWith("aws:") && factsOf(type)?.replaces.has("name") === true);
}

/** As the program gives it; undefined where the provider makes one up. */
function nameOf({ type, inputs: { metadata, name } }: Resource): Json | undefined {
  if (!type.startsWith("kubernetes:") || type.startsWith("kubernetes:helm.sh/")) return name ?? undefined;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return undefined;
  const object = metadata as { readonly [key: string]: Json };
  return object.name === undefined ? undefined : [object.name, object.namespace ?? null];
}
