/** What has changed in the world behind the engine's back, from the events of a refresh. Pure. */
import type { EngineEvent, StepEventStateMetadata } from "@pulumi/pulumi/automation/index.js";
import { byText, type Json, joinPath } from "../graph/graph.ts";
import { reasonToIgnore } from "./driftRules.ts";
import { nameIn } from "./steps.ts";

/** A difference between what was deployed and what is there. */
export interface Drift {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The property; null where the whole resource is gone. */
  readonly path: string | null;
  /** As it was deployed; absent where nothing was. */
  readonly deployed?: Json;
  /** As it is; absent where nothing is. */
  readonly found?: Json;
  /** Why nobody need act; null where somebody should. */
  readonly ignored: string | null;
}

/**
 * What nobody can look at who may read no secrets, and what is read of it: a refresh fails there, and tells nothing of the rest. The one
 * is asked for together with its value (https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/secretsmanager/secret_version.go),
 * the other is kept by Helm in Secrets of its namespace (https://helm.sh/docs/topics/advanced/#storage-backends).
 */
const READ_WITH_SECRETS: ReadonlySet<string> = new Set([
  "aws:secretsmanager/secretVersion:SecretVersion",
  "kubernetes:helm.sh/v3:Release",
]);

export const isReadWithSecrets = ({ type }: { readonly type: string }): boolean => READ_WITH_SECRETS.has(type);

/** The differences, by resource and path. Secrets are masked by the engine. */
export function driftIn(events: readonly EngineEvent[]): Drift[] {
  const types = new Set(events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata.type ?? []));
  return events
    .flatMap(({ resOutputsEvent }): Drift[] => {
      if (!resOutputsEvent) return [];
      const { urn, type, op, old, new: now } = resOutputsEvent.metadata;
      if (old?.custom !== true || type.startsWith("pulumi:providers:")) return [];
      const about = { urn, type, name: nameIn(urn) };
      const inputs = (old.inputs ?? {}) as Record<string, Json>;
      if (!now || op === "delete") return [{ ...about, path: null, ignored: null }];
      return differences(old, now).map((difference) => ({
        ...about,
        ...difference,
        ignored: reasonToIgnore(type, difference.path, inputs, types),
      }));
    })
    .sort((a, b) => byText(a.urn, b.urn) || byText(a.path ?? "", b.path ?? ""));
}

type Difference = { readonly path: string; readonly deployed?: Json; readonly found?: Json };

/** Of what the program sets: what a cloud adds on its own account is not ours to compare. */
function differences(old: StepEventStateMetadata, now: StepEventStateMetadata): Difference[] {
  const [inputs, deployed, found] = [old.inputs, old.outputs, now.outputs] as Record<string, Json | undefined>[];
  return Object.keys(inputs ?? {}).flatMap((key) => compared(key, deployed?.[key], found?.[key]));
}

function compared(path: string, deployed: Json | undefined, found: Json | undefined): Difference[] {
  if (deployed === found || (isEmpty(deployed) && isEmpty(found))) return [];
  if (isNested(deployed) && isNested(found) && Array.isArray(deployed) === Array.isArray(found)) {
    const keys = [...new Set([...Object.keys(deployed), ...Object.keys(found)])];
    const at = (value: Nested, key: string) => (value as Record<string, Json>)[key];
    return keys.flatMap((key) =>
      compared(joinPath(path, Array.isArray(deployed) ? Number(key) : key), at(deployed, key), at(found, key)),
    );
  }
  return [{ path, ...(deployed !== undefined && { deployed }), ...(found !== undefined && { found }) }];
}

type Nested = readonly Json[] | { readonly [key: string]: Json };
const isNested = (value: Json | undefined): value is Nested => typeof value === "object" && value !== null;

/** Providers write nothing, null and an empty list for the same. */
const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === "" || (isNested(value) && Object.keys(value).length === 0);
