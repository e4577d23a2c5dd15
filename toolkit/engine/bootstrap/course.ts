/** What a bootstrap has to do, from what is there already: nothing is made twice, and no state is written over. Pure. */
import { placeOf } from "../doctor/check.ts";

/** A backend that is chosen by PULUMI_BACKEND_URL, Pulumi.yaml or a login. */
export interface Configured {
  readonly url: string;
  /** Whether the stack has state there; a text where it could not be asked, saying why. */
  readonly holds: boolean | string;
}

/** State on this machine. */
export interface Local {
  /** Where it is to go; null while the bucket is not made yet. */
  readonly target: string | null;
}

export interface Situation {
  readonly stack: string;
  readonly configured: Configured | null;
  /** Where an earlier run has moved the state. */
  readonly moved: string | null;
  readonly local: Local | null;
  /** Buckets that the account has from this stack; asked where nothing here knows of any. */
  readonly buckets: readonly string[];
}

export type Course =
  /** Deploy with the state on this machine, as far as that is left to do, then move it. */
  | { readonly do: "deploy" }
  /** It was moved: see that it is there, and clean up. */
  | { readonly do: "finish"; readonly url: string }
  | { readonly do: "refuse"; readonly cause: string; readonly remedy: string };

export function courseOf({ stack, configured, moved, local, buckets }: Situation): Course {
  const place = configured && placeOf(configured.url);
  if (moved !== null && (local !== null || configured?.holds !== true)) return { do: "finish", url: moved };
  if (typeof configured?.holds === "string")
    return {
      do: "refuse",
      cause: `it cannot be told whether ${place} has state of ${stack}: ${configured.holds}`,
      remedy: "mend that, or configure no backend: unset PULUMI_BACKEND_URL, and take backend.url out of Pulumi.yaml",
    };
  // Killed behind the move, and then configured by hand: there is still something to verify and to clean up.
  const isTarget = local?.target != null && placeOf(local.target) === place;
  if (configured?.holds === true && !isTarget)
    return {
      do: "refuse",
      cause: `${stack} has its state in ${place} already: there is nothing to bootstrap`,
      remedy: `monitor up ${stack} works on it`,
    };
  const [bucket] = buckets;
  if (local === null && bucket !== undefined)
    return {
      do: "refuse",
      cause: `the account has a bucket of ${stack} already, and its state is not on this machine: ${bucket}`,
      remedy: `if it holds the state, backend: { url: "s3://${bucket}" } in Pulumi.yaml reaches it; if it holds nothing, delete it first`,
    };
  return { do: "deploy" };
}

/** Where the state is to be, as Pulumi takes it. https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3 */
export const stateUrl = (bucket: string, region: string): string => `s3://${bucket}?region=${region}&awssdk=v2`;
