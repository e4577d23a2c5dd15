/** Who may reach whom, as it follows from the network policies: nothing else is allowed where a policy selects a pod. */
import type { Json } from "../graph/graph.ts";
import { type Fields, fields } from "../graph/values.ts";
import type { KubernetesObject } from "./objects.ts";

export interface Reach {
  readonly from: string;
  readonly to: string;
  /** `TCP 443`, `TCP 1024–65535`; `any` where a rule names no port. */
  readonly ports: string;
  /** The policy that allows it. */
  readonly policy: string;
}

const list = (value: Json | undefined): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);

/** One row for each peer of each rule. A policy without rules forbids, so it adds none. */
export function reachOf(objects: readonly KubernetesObject[]): Reach[] {
  return objects
    .filter(({ kind }) => kind === "NetworkPolicy")
    .flatMap(({ metadata, spec }) => {
      const policy = metadata.name;
      const { podSelector, ingress, egress } = fields(spec);
      const namespace = metadata.namespace ?? "default";
      const own = pods(podSelector, namespace);
      const rows = (rules: Json | undefined, side: "from" | "to"): Reach[] =>
        list(rules).flatMap((rule) => {
          const ports = portsOf(rule.ports);
          const peers = rule[side] === undefined ? ["anywhere"] : list(rule[side]).map((peer) => peerOf(peer, namespace));
          return peers.map((peer) => ({
            ...(side === "from" ? { from: peer, to: own } : { from: own, to: peer }),
            ports,
            policy,
          }));
        });
      return [...rows(ingress, "from"), ...rows(egress, "to")];
    });
}

/** Pods that some policy selects, with the directions it closes but for what is allowed. */
export const closedPods = (objects: readonly KubernetesObject[]): string[] =>
  objects
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map(({ metadata, spec }) => {
      const { podSelector, policyTypes, egress } = fields(spec);
      // Without types a policy is for what comes in, and for what goes out only if it says something of that.
      const types = Array.isArray(policyTypes) ? policyTypes : ["Ingress", ...(egress === undefined ? [] : ["Egress"])];
      return `${pods(podSelector, metadata.namespace ?? "default")}: ${types.join(" and ").toLowerCase()} (${metadata.name})`;
    });

const pods = (selector: Json | undefined, place: string): string =>
  labelsOf(selector) === "" ? `every pod of ${place}` : `${place}: ${labelsOf(selector)}`;

/** A label selector in words; empty where it selects everything. */
function labelsOf(selector: Json | undefined): string {
  const { matchLabels, matchExpressions } = fields(selector);
  return [
    ...Object.entries(fields(matchLabels)).map(([key, value]) => `${key}=${String(value)}`),
    ...list(matchExpressions).map(({ key, operator, values }) => {
      const among = Array.isArray(values) ? ` (${values.join(", ")})` : "";
      return `${String(key)} ${String(operator)}${among}`;
    }),
  ].join(",");
}

function peerOf({ ipBlock, namespaceSelector, podSelector }: Fields, namespace: string): string {
  if (ipBlock !== undefined) {
    const { cidr, except } = fields(ipBlock);
    return Array.isArray(except) ? `${String(cidr)} but ${except.join(", ")}` : String(cidr);
  }
  return pods(podSelector, namespaceSelector === undefined ? namespace : namespaces(namespaceSelector));
}

/** Kubernetes labels each namespace with its name. */
function namespaces(selector: Json): string {
  const name = fields(fields(selector).matchLabels)["kubernetes.io/metadata.name"];
  if (name !== undefined) return String(name);
  return labelsOf(selector) === "" ? "any namespace" : `namespaces with ${labelsOf(selector)}`;
}

function portsOf(ports: Json | undefined): string {
  const told = list(ports).map(({ protocol = "TCP", port, endPort }) => {
    if (port === undefined) return `any ${String(protocol)}`;
    return `${String(protocol)} ${String(port)}${endPort === undefined ? "" : `–${String(endPort)}`}`;
  });
  return told.length === 0 ? "any" : told.join(", ");
}
