/**
 * What a change of provider means for the resources that use it. The engine asks the new provider to compare both configurations
 * (`providerChanged` in https://github.com/pulumi/pulumi/blob/v3.255.0/pkg/resource/deploy/step_generator.go), and replaces every
 * resource where that needs a new one: another region, another cluster.
 */
import type { Json, Resource } from "../graph/graph.ts";

export interface ProviderChange {
  readonly replaces: "yes" | "no" | "perhaps";
  readonly words: string;
  readonly why: string;
}

export const isProvider = ({ type }: Pick<Resource, "type">): boolean => type.startsWith("pulumi:providers:");

/**
 * Settings of a provider that say which cloud it speaks to, by package. AWS: `ForcesProviderReplace` in
 * https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go; Kubernetes: `DiffConfig` in
 * https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/provider.go
 */
const PLACE: Readonly<Record<string, readonly string[]>> = {
  aws: ["region"],
  kubernetes: ["clusterIdentifier"],
};

/** Settings of a provider whose change makes it another one. */
export const placeOf = ({ type }: Pick<Resource, "type">): ReadonlySet<string> => new Set(PLACE[type.split(":")[2] ?? ""]);

interface Used {
  /** Type of the resource that uses it. */
  readonly type: string;
  /** Undefined: Pulumi's default provider, whose configuration is no part of the graph. */
  readonly was: Resource | undefined;
  readonly is: Resource | undefined;
  /** Whether it is the same provider by name. */
  readonly isSame: boolean;
}

/** Null where nothing changes for the resource. */
export function providerChange({ type, was, is, isSame }: Used): ProviderChange | null {
  const pkg = type.split(":")[0] ?? "";
  const name = (provider: Resource | undefined): string => provider?.name ?? "the default provider";
  const moved = `provider ${name(was)} → ${name(is)}`;
  if (was && is) {
    const changed = (PLACE[pkg] ?? []).filter(
      (key) => text(was.inputs[key]) !== text(is.inputs[key]) && was.inputs[key] !== undefined,
    );
    const [key] = changed;
    if (key !== undefined)
      return {
        ...{ replaces: "yes", why: "" },
        words: `${isSame ? `provider ${is.name}` : moved} has another ${key}: ${text(was.inputs[key])} → ${text(is.inputs[key])}`,
      };
    return isSame ? null : { replaces: "no", words: moved, why: "" };
  }
  if (isSame) return null;
  const [place = "configuration"] = PLACE[pkg] ?? [];
  return {
    replaces: "perhaps",
    words: moved,
    why: `the default provider's ${place} is no part of the plan; if the other has another one, it is made anew`,
  };
}

const text = (value: Json | undefined): string =>
  value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);
