/** The Kubernetes objects of a graph, in the order in which they can be applied. */
import { byText, type Graph, type Json, type Resource } from "../graph/graph.ts";
import { replaceSymbols, type SymbolReference } from "../graph/symbols.ts";
import { fields, isFields } from "../graph/values.ts";

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: { readonly [key: string]: string } };
  readonly [field: string]: Json;
}

/** A Helm release: what it installs is in its chart, which an offline plan does not have. */
export interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
}

const HELM_RELEASE = "kubernetes:helm.sh/v3:Release";

export const isObject = ({ type, custom, inputs }: Resource): boolean =>
  custom && type.startsWith("kubernetes:") && type !== HELM_RELEASE && typeof inputs.kind === "string";

/** Kinds that others of a namespace need first; what is not here comes after them. */
const RANK = [
  "Namespace",
  "ServiceAccount",
  "ConfigMap",
  "SecretStore",
  "ExternalSecret",
  "NetworkPolicy",
  "Service",
  "Deployment",
];
const rank = ({ inputs }: Resource): number => (RANK.indexOf(String(inputs.kind)) + RANK.length + 1) % (RANK.length + 1);

/** Each object after those it depends on, by whatever resources between; else by kind and name. */
export function objectsOf(graph: Graph): KubernetesObject[] {
  const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
  const waiting = graph.resources.filter(isObject).sort((a, b) => rank(a) - rank(b) || byText(a.name, b.name));
  const pending = new Set(waiting.map(({ urn }) => urn));
  const ordered: Resource[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((resource) => ![...reachable(resource, byUrn)].some((urn) => pending.has(urn)));
    const [resource] = waiting.splice(Math.max(next, 0), 1) as [Resource];
    pending.delete(resource.urn);
    ordered.push(resource);
  }
  const read = reader(byUrn);
  return ordered.map(
    (resource) =>
      read({
        ...resource.inputs,
        metadata: { ...fields(resource.inputs.metadata), name: nameOf(resource) },
      }) as KubernetesObject,
  );
}

/** The Helm releases of a graph, by name. */
export const releasesOf = (graph: Graph): HelmRelease[] =>
  graph.resources
    .filter(({ type }) => type === HELM_RELEASE)
    .map(({ inputs, name }) => ({
      name: String(inputs.name ?? name),
      namespace: String(inputs.namespace ?? "default"),
      chart: String(inputs.chart),
      version: String(inputs.version ?? "(whichever is the newest)"),
    }))
    .sort((a, b) => byText(a.name, b.name));

/** Everything a resource depends on, however far. */
function reachable(from: Resource, byUrn: ReadonlyMap<string, Resource>, seen = new Set<string>()): Set<string> {
  for (const urn of from.dependsOn) {
    const resource = byUrn.get(urn);
    if (seen.has(urn) || !resource) continue;
    seen.add(urn);
    reachable(resource, byUrn, seen);
  }
  return seen;
}

/** One that Pulumi names when it makes it goes by its resource's name here. */
const nameOf = ({ inputs, name }: Resource): Json => fields(inputs.metadata).name ?? name;

/** Shows each symbol as `${name.output}`: what a deployment fills in. Names of objects stand as they are. */
function reader(byUrn: ReadonlyMap<string, Resource>): (value: Json) => Json {
  const shown = ({ urn, path }: SymbolReference, isName: boolean): string => {
    const named = byUrn.get(urn);
    const asksName = path === "metadata.name" || (path === "id" && named?.inputs.kind === "Namespace");
    if (named && isObject(named) && asksName) return String(read(nameOf(named), "name"));
    const text = `${urn.split("::").pop()}.${path}`;
    // checkov takes what has braces in a name for a template, and passes over the whole object without a word.
    return isName ? text : `\${${text}}`;
  };
  const read = (value: Json, key?: string): Json => {
    if (typeof value === "string") return replaceSymbols(value, (reference) => shown(reference, key === "name"));
    if (Array.isArray(value)) return value.map((item) => read(item));
    return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, read(item, name)])) : value;
  };
  return read;
}
