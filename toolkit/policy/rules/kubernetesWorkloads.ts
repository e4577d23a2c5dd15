/** What keeps pods apart, and up: network policies, copies, budgets for disruption, spread, autoscalers. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { all, fields, itemsAt, mostlyProduction, onlyProduction, says, unknownAt } from "../judge.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import { hasUnknown, isOpaque, told, type World } from "../world.ts";
import { any, both, isBeside, isNamed, type Maybe, selects, valueAt } from "./kubernetesSelect.ts";
import { podLabels, podPath, podRule, SERVICE, WORKLOADS } from "./kubernetesWorkload.ts";

const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";
const AUTOSCALERS = ["v1", "v2"].map((version) => `kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`);
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SCALED = [DEPLOYMENT, "kubernetes:apps/v1:StatefulSet"];

const POLICIES = "https://kubernetes.io/docs/concepts/services-networking/network-policies/";
const SPREAD = "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/";
const BUDGETS = "https://kubernetes.io/docs/tasks/run-application/configure-pdb/";
const AUTOSCALING = "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/";

/** Whether an object's selector is for a workload's pods. */
const isFor = (object: Resource, selector: string, workload: Resource, world: World): Maybe =>
  both(isBeside(object, workload, world), selects(told(object, selector), podLabels(workload)));

/** Whether a network policy closes a direction, but for what it allows. Without types it is for what comes in, and for what it says of going out. */
function closes(policy: Resource, direction: "Ingress" | "Egress"): Maybe {
  const types = told(policy, "spec.policyTypes");
  if (types === UNKNOWN) return null;
  if (Array.isArray(types)) return hasUnknown(types) ? null : types.includes(direction);
  return direction === "Ingress" || told(policy, "spec.egress") !== undefined;
}

/** The autoscaler that decides how many pods a workload has. */
function scalerOf(workload: Resource, world: World): { readonly isScaled: Maybe; readonly scaler: Resource | undefined } {
  const answers = world.ofType(...AUTOSCALERS).map((scaler) => ({
    scaler,
    isScaled: both(isBeside(scaler, workload, world), isNamed(scaler, valueAt(scaler, "spec.scaleTargetRef.name"), workload)),
  }));
  return {
    isScaled: any(answers.map(({ isScaled }) => isScaled)),
    scaler: answers.find(({ isScaled }) => isScaled)?.scaler,
  };
}

/** How many pods there are at least; unknown where the plan cannot tell. */
function copiesOf(workload: Resource, world: World): number | typeof UNKNOWN {
  const { isScaled, scaler } = scalerOf(workload, world);
  if (isScaled === null) return UNKNOWN;
  const count = scaler ? told(scaler, "spec.minReplicas") : told(workload, "spec.replicas");
  return count === UNKNOWN ? UNKNOWN : Number(count ?? 1);
}

/** Whether the pods are kept off each other's zone or node, as far as it goes. */
function spreadsOver(resource: Resource, topology: string): Maybe {
  const path = podPath(resource);
  const constraints = itemsAt(resource, `${path}.topologySpreadConstraints`);
  const affinity = `${path}.affinity.podAntiAffinity`;
  const required = itemsAt(resource, `${affinity}.requiredDuringSchedulingIgnoredDuringExecution`);
  const preferred = itemsAt(resource, `${affinity}.preferredDuringSchedulingIgnoredDuringExecution`);
  const terms = [constraints, required, preferred];
  const given = terms.flatMap((items, index) =>
    (items ?? []).map(({ value }): Maybe => {
      const term = index === 2 ? fields(value).podAffinityTerm : value;
      if (isOpaque(value) || isOpaque(term) || isOpaque(fields(term).topologyKey)) return null;
      if (fields(term).topologyKey !== topology) return false;
      return selects(fields(term).labelSelector, podLabels(resource));
    }),
  );
  return any([...given, ...(terms.includes(null) ? [null] : [])]);
}

const answered = (answer: Maybe, otherwise: string, path: string): Outcome => {
  if (answer === null) return cannotTell(`whether ${otherwise} is not known before deployment`, { path });
  return answer ? kept : broken(otherwise, { path });
};

/** Spread asks for pods of which there is more than one. */
const spread = (topology: string, otherwise: string) => (resource: Resource, path: string, world: World) => {
  const copies = copiesOf(resource, world);
  if (copies === 1) return null;
  return answered(spreadsOver(resource, topology), otherwise, `${path}.topologySpreadConstraints`);
};

const PODS = [
  podRule({
    id: "k8s-network-policy",
    title: "network policies close pods in both directions, but for what they allow",
    severity: { production: "high", staging: "medium", development: "low" },
    reason:
      "A pod that no policy selects can be reached by every pod of the cluster, and reaches everything: a break-in goes on from there.",
    remedy: "select the pods by a NetworkPolicy with policyTypes Ingress and Egress",
    reference: POLICIES,
    peers: ["CKV2_K8S_6", "CIS EKS 4.3.2", "kube-score pod-networkpolicy"],
    judge: (resource, _, world) =>
      all(
        (["Ingress", "Egress"] as const).map((direction): Outcome => {
          const answer = any(
            world
              .ofType(POLICY)
              .map((policy) => both(closes(policy, direction), isFor(policy, "spec.podSelector", resource, world))),
          );
          if (answer === null) return cannotTell(`which network policies select its pods is not known before deployment`);
          return answer
            ? kept
            : broken(`no network policy closes ${direction === "Ingress" ? "what comes in to" : "what goes out of"} its pods`);
        }),
      ),
  }),
  podRule({
    id: "k8s-zones",
    title: "pods spread over zones",
    severity: onlyProduction("medium"),
    reason: "Where all pods run in one zone, they go down with it.",
    remedy: "set topologySpreadConstraints with topologyKey topology.kubernetes.io/zone that select the pods",
    reference: SPREAD,
    peers: ["kube-score pod-topology-spread-constraints"],
    of: SCALED,
    judge: spread("topology.kubernetes.io/zone", "nothing spreads its pods over zones"),
  }),
  podRule({
    id: "k8s-nodes",
    title: "pods spread over nodes",
    severity: mostlyProduction("medium"),
    reason: "Where all pods run on one node, they go down with it, at every upgrade of the node too.",
    remedy: "set topologySpreadConstraints or podAntiAffinity with topologyKey kubernetes.io/hostname that select the pods",
    reference: SPREAD,
    peers: ["kube-score deployment-has-host-podantiaffinity"],
    of: SCALED,
    judge: spread("kubernetes.io/hostname", "nothing spreads its pods over nodes"),
  }),
  podRule({
    id: "k8s-copies",
    title: "deployments have two pods or more",
    severity: mostlyProduction("medium"),
    reason: "One pod is none while it is moved to another node.",
    remedy: "set two replicas or more, or minReplicas of the autoscaler (monitor:api.replicas.min)",
    reference: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
    peers: ["kube-score deployment-replicas", "kube-score horizontalpodautoscaler-replicas"],
    of: [DEPLOYMENT],
    judge: (resource, _, world) => {
      const copies = copiesOf(resource, world);
      if (copies === UNKNOWN) return unknownAt("spec.replicas");
      return copies >= 2 ? kept : broken(`runs with ${copies === 1 ? "one pod" : `${copies} pods`}`, { path: "spec.replicas" });
    },
  }),
  podRule({
    id: "k8s-budget",
    title: "pods of which there are several have a disruption budget",
    severity: mostlyProduction("medium"),
    reason: "Draining nodes for an upgrade may take all pods at once.",
    remedy: "add a PodDisruptionBudget that selects the pods",
    reference: BUDGETS,
    peers: ["kube-score deployment-has-poddisruptionbudget"],
    of: SCALED,
    judge: (resource, _, world) => {
      if (copiesOf(resource, world) === 1) return null;
      const answer = any(world.ofType(BUDGET).map((budget) => isFor(budget, "spec.selector", resource, world)));
      return answered(answer, "no disruption budget selects its pods", "spec.template.metadata.labels");
    },
  }),
  podRule({
    id: "k8s-rollout",
    title: "deployments roll out pod by pod",
    severity: mostlyProduction("medium"),
    reason: "Recreate ends every old pod before the first new one is ready.",
    remedy: "set strategy.type to RollingUpdate",
    reference: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy",
    peers: ["kube-score deployment-strategy"],
    of: [DEPLOYMENT],
    judge: (resource) =>
      says(resource, "spec.strategy.type", (value) => (value === "Recreate" ? "ends all pods before the first new one" : null)),
  }),
  podRule({
    id: "k8s-scaled-replicas",
    title: "whoever is autoscaled says no number of pods itself",
    severity: mostlyProduction("medium"),
    reason: "Every deployment sets the number back, at the busiest hour too.",
    remedy: "take spec.replicas away where an autoscaler decides it",
    reference: AUTOSCALING,
    peers: ["kube-score deployment-targeted-by-hpa-does-not-have-replicas-configured"],
    of: SCALED,
    judge: (resource, _, world) => {
      const { isScaled } = scalerOf(resource, world);
      if (isScaled === false) return null;
      if (isScaled === null) return cannotTell("whether an autoscaler decides its pods is not known before deployment");
      const isIgnored = resource.options.ignoreChanges.some((path) => path === "spec" || path === "spec.replicas");
      const isSet = valueAt(resource, "spec.replicas") !== undefined;
      return isSet && !isIgnored ? broken("sets spec.replicas, which its autoscaler decides", { path: "spec.replicas" }) : kept;
    },
  }),
];

const OBJECTS: readonly Rule[] = [
  {
    id: "k8s-scaler-target",
    ...{ service: SERVICE, of: AUTOSCALERS },
    title: "autoscalers scale something that is there",
    severity: mostlyProduction("medium"),
    reason: "An autoscaler without its target scales nothing, and says so only in its events.",
    remedy: "name in scaleTargetRef a workload of the same namespace",
    reference: AUTOSCALING,
    peers: ["kube-score horizontalpodautoscaler-has-target"],
    judge: (scaler, world) => {
      const name = valueAt(scaler, "spec.scaleTargetRef.name");
      const answer = any(
        world.ofType(...WORKLOADS).map((workload) => both(isBeside(scaler, workload, world), isNamed(scaler, name, workload))),
      );
      return answered(answer, `scales ${shown(name)}, which is not there`, "spec.scaleTargetRef.name");
    },
  },
  {
    id: "k8s-budget-evicts",
    ...{ service: SERVICE, of: [BUDGET] },
    title: "disruption budgets say what may go, and let something go",
    severity: mostlyProduction("medium"),
    reason: "A budget that lets no pod go stops every drain of a node: upgrades hang until somebody deletes it.",
    remedy: "set maxUnavailable to 1 or more, or minAvailable below the number of pods",
    reference: BUDGETS,
    peers: ["kube-score poddisruptionbudget-has-policy"],
    judge: (budget, world) => {
      const [most, least] = [told(budget, "spec.maxUnavailable"), told(budget, "spec.minAvailable")];
      if (most === UNKNOWN || least === UNKNOWN) return unknownAt("spec.maxUnavailable");
      if (most === undefined && least === undefined)
        return broken("says neither maxUnavailable nor minAvailable", { path: "spec" });
      if (most !== undefined && Number.parseInt(String(most), 10) === 0)
        return broken(`lets no pod go: maxUnavailable ${shown(most)}`, { path: "spec.maxUnavailable" });
      if (least === "100%") return broken("lets no pod go: minAvailable 100%", { path: "spec.minAvailable" });
      // Of an autoscaled workload that is so whenever little is asked of it.
      const stuck = world.ofType(...SCALED).find((workload) => {
        const copies = copiesOf(workload, world);
        return copies !== UNKNOWN && Number(least) >= copies && isFor(budget, "spec.selector", workload, world) === true;
      });
      return stuck
        ? broken(`lets no pod of ${stuck.name} go: minAvailable ${shown(least)}`, { path: "spec.minAvailable" })
        : kept;
    },
  },
  {
    id: "k8s-namespace-closed",
    ...{ service: SERVICE, of: ["kubernetes:core/v1:Namespace"] },
    title: "namespaces are closed to pods that no policy is about",
    severity: mostlyProduction("medium"),
    reason: "A pod that comes later, a debug shell among them, is open until somebody thinks of it.",
    remedy: "add a NetworkPolicy with an empty podSelector and policyTypes Ingress and Egress to the namespace",
    reference: `${POLICIES}#default-policies`,
    peers: ["CIS EKS 4.3.2"],
    judge: (namespace, world) => {
      const name = valueAt(namespace, "metadata.name");
      const answer = any(
        world
          .ofType(POLICY)
          .map((policy) =>
            both(
              policy.propertyDependencies.metadata?.includes(namespace.urn) ? true : sameName(policy, name),
              selects(told(policy, "spec.podSelector"), {}),
              closes(policy, "Ingress"),
              closes(policy, "Egress"),
            ),
          ),
      );
      return answered(answer, "no network policy closes the namespace to all pods", "metadata.name");
    },
  },
];

function sameName(policy: Resource, name: Json | undefined): Maybe {
  const own = valueAt(policy, "metadata.namespace");
  if (own === UNKNOWN || name === UNKNOWN) return null;
  return own !== undefined && own === name;
}

const shown = (value: Json | undefined): string => (value === undefined ? "nothing" : String(value));

export const KUBERNETES_WORKLOADS: readonly Rule[] = [...PODS, ...OBJECTS];
