/**
 * What a change of provider means for the resources that use it. The engine asks the new provider to compare both configurations
 * (`providerChanged` in https://github.com/pulumi/pulumi/blob/v3.255.0/pkg/resource/deploy/step_generator.go), and replaces every
 * resource where that needs a new one: Kubernetes' provider, for another cluster. Those that are made from Terraform's need none
 * (`ForcesProviderReplace` in https://github.com/pulumi/pulumi-terraform-bridge, which AWS, Atlas, Cloudflare and random do not use).
 */
import type { Json, Resource } from "../graph/graph.ts";
import type { TypeFacts } from "./facts.ts";
import type { Translate } from "./translate.ts";

export interface ProviderChange {
  readonly replaces: "yes" | "no" | "perhaps";
  readonly words: string;
  readonly why: string;
}

export const isProvider = ({ type }: Pick<Resource, "type">): boolean => type.startsWith("pulumi:providers:");

const BRIDGED: ReadonlySet<string> = new Set(["aws", "cloudflare", "mongodbatlas", "random"]);
const CLUSTER = "clusterIdentifier";

/**
 * What of a provider's settings makes it another one. Kubernetes: `DiffConfig` in
 * https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/provider.go. Whoever names the cluster says that nothing
 * else counts; else another kubeconfig may lead to another one.
 */
export function providerFacts(before: Resource, after: Resource): TypeFacts {
  const [was, is] = [before.inputs[CLUSTER], after.inputs[CLUSTER]];
  const isKubernetes = after.type === "pulumi:providers:kubernetes";
  const isNamed = was !== undefined && is !== undefined;
  const replaces = isKubernetes ? ["renderYamlToDirectory", ...(isNamed ? [CLUSTER] : [])] : [];
  const decides = isKubernetes && !(isNamed && was === is) ? ["kubeconfig", "context", "cluster"] : [];
  return { replaces: new Set(replaces), decides: new Set(decides), kept: new Set(), defaults: new Map(), sets: new Set() };
}

export interface Providers {
  /** Undefined: Pulumi's default provider, whose configuration is no part of the graph. */
  readonly was: Resource | undefined;
  readonly is: Resource | undefined;
  /** Whether it is the same provider by name. */
  readonly isSame: boolean;
}

interface Used extends Providers {
  /** Type of the resource that uses it. */
  readonly type: string;
  readonly translate: Translate;
}

/** Null where nothing changes for the resource. */
export function providerChange({ type, was, is, isSame, translate }: Used): ProviderChange | null {
  const name = (provider: Resource | undefined): string => provider?.name ?? "the default provider";
  const moved = `provider ${name(was)} → ${name(is)}`;
  const [pkg = ""] = type.split(":");
  if (!was || !is) {
    if (isSame) return null;
    if (BRIDGED.has(pkg)) return { replaces: "no", words: moved, why: "" };
    const what = pkg === "kubernetes" ? "cluster" : "configuration";
    const why = `the default provider's ${what} is no part of the plan; if the other has another one, it is made anew`;
    return { replaces: "perhaps", words: moved, why };
  }
  const old = translate.inputs(was.inputs);
  const { replaces, decides } = providerFacts(was, is);
  const changed = (keys: ReadonlySet<string>): string | undefined =>
    [...keys].find((key) => text(old[key]) !== text(is.inputs[key]));
  const [key, open] = [changed(replaces), changed(decides)];
  const whose = isSame ? `provider ${is.name}` : moved;
  if (key !== undefined)
    return { replaces: "yes", words: `${whose} has another ${key}: ${text(old[key])} → ${text(is.inputs[key])}`, why: "" };
  if (open !== undefined) {
    const words = `${whose} has another ${open}`;
    return { replaces: "perhaps", words, why: `${words}: if it leads to another cluster, all of it is made anew there` };
  }
  return isSame ? null : { replaces: "no", words: moved, why: "" };
}

const text = (value: Json | undefined): string =>
  value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);
