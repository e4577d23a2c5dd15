/** What makes pods reachable, or keeps others from them, in words. */
import type { Json, Resource } from "../../graph/graph.ts";
import { type Fields, fields, list } from "../../graph/values.ts";
import { isEverybody, isMuch, type Opening, opened } from "./network.ts";
import { changesAt, dig, inputsOf, type Saying, settings, type Teller, tellers } from "./saying.ts";
import { shown } from "./units.ts";

const typeOf = (value: Json | undefined): string => shown(value ?? "ClusterIP");

const serviceType: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const type = (inputs: Resource["inputs"]): string => typeOf(dig(inputs, "spec.type"));
  const isPublic = (name: string): boolean => name === "LoadBalancer" || name === "NodePort";
  const [was, is] = [type(before), type(after)];
  if (!subject.after || (subject.before && was === is) || !isPublic(is))
    return settings({ path: "spec.type", label: "type", unit: typeOf }, { path: "spec.ports", label: "ports" })(subject);
  return [
    {
      text: subject.before ? `type ${was} → ${is}` : `type ${is}`,
      tells: ["spec.type"],
      level: "medium",
      exposure: `reachable from outside the cluster (${is})`,
    },
  ];
};

/** A balancer that admits some addresses alone; without a list, everybody. */
const admitted = settings({
  path: "spec.loadBalancerSourceRanges",
  label: "admits",
  unit: (value) => (list(value).length === 0 ? "everybody" : shown(value)),
  means: (before, after) => {
    const isOpen = (ranges: Json | undefined): boolean => list(ranges).length === 0 || list(ranges).some(isEverybody);
    return isOpen(after) && !isOpen(before) ? { level: "high", exposure: "reachable from everywhere" } : {};
  },
});

/** What tells AWS's controller to put a balancer on the internet. https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
const SCHEMES = ["alb.ingress.kubernetes.io/scheme", "service.beta.kubernetes.io/aws-load-balancer-scheme"];

export const scheme: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const value = (inputs: Resource["inputs"], key: string): Json | undefined => fields(dig(inputs, "metadata.annotations"))[key];
  return SCHEMES.filter((key) => value(after, key) === "internet-facing" && value(before, key) !== "internet-facing").map(
    (key): Saying => ({
      ...{ text: "its load balancer is on the internet", tells: [`metadata.annotations["${key}"]`] },
      ...{ level: "medium", exposure: "a load balancer on the internet" },
    }),
  );
};

export const service: Teller = tellers(serviceType, (subject) => (subject.before ? admitted(subject) : []), scheme);

/** A policy that goes opens what it kept out; a rule without peers lets in everybody. */
export const networkPolicy: Teller = (subject) => {
  if (subject.operation === "delete")
    return [{ text: "what it kept out is let in", tells: [], level: "medium", exposure: "a network policy is taken away" }];
  const { before, after } = inputsOf(subject);
  if (!subject.before || !subject.after) return [];
  const all = (inputs: Resource["inputs"]): Opening[] => [...rulesIn(inputs, "ingress"), ...rulesIn(inputs, "egress")];
  return [...opened(all(before), all(after), ["spec.ingress", "spec.egress"]), ...ways(subject), ...whose(subject)];
};

/** What is no longer among the policy's types is not kept out any more. */
const ways: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const [was, is] = [before, after].map((inputs) => list(dig(inputs, "spec.policyTypes")).map(String)) as [string[], string[]];
  // Where none is named, the API sets them by the rules there are.
  if (was.length === 0 || is.length === 0) return [];
  return was
    .filter((way) => !is.includes(way))
    .map((way): Saying => {
      const text = way === "Egress" ? "pods may reach everything" : "lets in everybody";
      return { text: `no longer about ${way}: ${text}`, tells: ["spec.policyTypes"], level: "medium", exposure: text };
    });
};

/** The pods that it is about: others are open to all from now on. */
const whose: Teller = (subject) => {
  if (changesAt(subject, "spec.podSelector").length === 0) return [];
  const { before, after } = inputsOf(subject);
  const [was, is] = [before, after].map((inputs) => peerText({ podSelector: dig(inputs, "spec.podSelector") ?? {} }));
  return was === is ? [] : [{ text: `about ${was} → ${is}`, tells: ["spec.podSelector"], level: "medium" }];
};

function rulesIn(inputs: Resource["inputs"], way: "ingress" | "egress"): Opening[] {
  return list(dig(inputs, `spec.${way}`)).flatMap((item) => {
    const { ports, from, to } = fields(item);
    const peers = list(way === "ingress" ? from : to).map((peer) => {
      const { cidr } = fields(fields(peer).ipBlock);
      return { peer: peerText(fields(peer)), isPublic: isEverybody(cidr), isMuch: isMuch(cidr) };
    });
    const at = list(ports).map((port) => portText(fields(port)));
    return (peers.length > 0 ? peers : [{ peer: "anywhere", isPublic: true }]).flatMap((peer) =>
      (at.length > 0 ? at : ["everything"]).map((port) => ({ ...peer, ports: port, isIn: way === "ingress" })),
    );
  });
}

const portText = ({ port, endPort, protocol }: Fields): string =>
  `${shown(port)}${endPort === undefined ? "" : `–${shown(endPort)}`}${protocol === undefined || protocol === "TCP" ? "" : `/${shown(protocol)}`}`;

function peerText({ ipBlock, podSelector, namespaceSelector }: Fields): string {
  if (ipBlock !== undefined) {
    const { cidr, except } = fields(ipBlock);
    return `${shown(cidr)}${list(except).length > 0 ? ` but ${shown(except)}` : ""}`;
  }
  const labels = (selector: Json | undefined): string => selectorText(fields(selector)) || "all";
  const pods = podSelector === undefined ? "" : `pods ${labels(podSelector)}`;
  const namespaces = namespaceSelector === undefined ? "" : `namespace ${labels(namespaceSelector)}`;
  return [pods, namespaces].filter(Boolean).join(" in ");
}

/** `app=api, tier in a, b`. */
function selectorText({ matchLabels, matchExpressions }: Fields): string {
  const expression = ({ key, operator, values }: Fields): string =>
    [shown(key), shown(operator).toLowerCase(), ...(list(values).length > 0 ? [shown(values)] : [])].join(" ");
  return [
    ...Object.entries(fields(matchLabels)).map(([key, value]) =>
      /^(app|name|app\.kubernetes\.io\/name|kubernetes\.io\/metadata\.name|k8s-app)$/.test(key)
        ? shown(value)
        : `${shown(key)}=${shown(value)}`,
    ),
    ...list(matchExpressions).map((item) => expression(fields(item))),
  ].join(", ");
}
