import { describe, expect, it } from "vitest";
import type { Json } from "../../graph/graph.ts";
import { KUBERNETES } from "./kubernetes.ts";
import { APP, CONTAINER, DEPLOYMENT, deployment, metadata, POD, SAMPLE, spread } from "./testKubernetes.ts";
import {
  both,
  expectRow,
  messages,
  options,
  outcomes,
  type Row,
  type Sample,
  set,
  thing,
  unknown,
  withMore,
  without,
} from "./testTable.ts";

const SPEC = "spec.template.spec";
const ONE = `${SPEC}.containers[0]`;
const inPod = (path: string, value: Json | undefined) => set("api", `${SPEC}.${path}`, value);
const inContainer = (path: string, value: Json | undefined) => set("api", `${ONE}.${path}`, value);
const untoldPod = (path: string) => unknown("api", `${SPEC}.${path}`);
const untoldContainer = (path: string) => unknown("api", `${ONE}.${path}`);

/** An amount, a probe: taken away, or unknown. */
const absent = (path: string, words: string): Row => ({
  ...{ broken: inContainer(path, undefined), says: `container api ${words}` },
  untold: untoldContainer(path),
});
const contained = (path: string, value: Json | undefined, words: string): Row => ({
  ...{ broken: inContainer(path, value), says: `container api ${words}` },
  untold: untoldContainer(path),
});
const roleAllows = (rule: Json, says: string): Row => ({
  ...{ broken: set("role", "rules[0]", rule), says },
  untold: unknown("role", "rules"),
});

const ROWS: Readonly<Record<string, Row>> = {
  "k8s-cpu-request": absent("resources.requests.cpu", "sets no resources.requests.cpu"),
  "k8s-cpu-limit": absent("resources.limits.cpu", "sets no resources.limits.cpu"),
  "k8s-memory-request": absent("resources.requests.memory", "sets no resources.requests.memory"),
  "k8s-memory-limit": absent("resources.limits.memory", "sets no resources.limits.memory"),
  "k8s-ephemeral-storage-request": absent(
    'resources.requests["ephemeral-storage"]',
    'sets no resources.requests["ephemeral-storage"]',
  ),
  "k8s-ephemeral-storage-limit": absent('resources.limits["ephemeral-storage"]', 'sets no resources.limits["ephemeral-storage"]'),
  "k8s-image-tag": contained(
    "image",
    "registry.example.com:5000/api",
    "runs registry.example.com:5000/api without a tag, which is latest",
  ),
  "k8s-image-digest": contained("image", "api:1.2.3", "runs api:1.2.3, which is no digest"),
  "k8s-image-registry": contained("image", "library/nginx:1.29", "runs library/nginx:1.29, which names no registry"),
  "k8s-image-pull": contained("imagePullPolicy", "IfNotPresent", "has imagePullPolicy IfNotPresent"),
  "k8s-liveness": absent("livenessProbe", "has no liveness probe"),
  "k8s-readiness": absent("readinessProbe", "has no readiness probe"),
  "k8s-probes-differ": contained(
    "livenessProbe",
    { periodSeconds: 5, httpGet: { port: 3000, path: "/ready" } },
    "has the same liveness and readiness probe",
  ),
  "k8s-privileged": contained("securityContext.privileged", true, "is privileged"),
  "k8s-escalation": contained("securityContext.allowPrivilegeEscalation", undefined, "has allowPrivilegeEscalation unset"),
  "k8s-read-only-root": contained("securityContext.readOnlyRootFilesystem", false, "may write into its root file system"),
  "k8s-non-root": contained("securityContext.runAsNonRoot", false, "does not say runAsNonRoot: true"),
  "k8s-user-id": contained("securityContext.runAsGroup", 1001, "has runAsGroup 1001"),
  "k8s-capabilities": contained("securityContext.capabilities", { drop: ["ALL"], add: ["SYS_ADMIN"] }, "adds SYS_ADMIN"),
  "k8s-seccomp": contained("securityContext.seccompProfile", { type: "Unconfined" }, 'has seccomp profile "Unconfined"'),
  "k8s-context": contained("securityContext", undefined, "has no security context"),
  "k8s-host-port": contained("ports[0].hostPort", 80, "takes port 80 of its node"),
  "k8s-probe-host": contained("livenessProbe.httpGet.host", "10.0.0.1", "has a livenessProbe that asks 10.0.0.1"),
  "k8s-secret-env": contained(
    "env[0]",
    { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
    "has secrets in its environment: PASSWORD",
  ),
  "k8s-host-namespaces": { broken: inPod("hostPID", true), says: "pods have hostPID", untold: untoldPod("hostNetwork") },
  "k8s-volumes": {
    ...{ broken: inPod("volumes[0]", { name: "node", hostPath: { path: "/" } }), says: 'volume "node" is hostPath' },
    untold: untoldPod("volumes"),
  },
  "k8s-isolation": {
    ...{ broken: inPod("securityContext.sysctls", [{ name: "a", value: "1" }]), says: "pods set sysctls" },
    untold: untoldPod("securityContext"),
  },
  "k8s-token": {
    ...{ broken: inPod("automountServiceAccountToken", undefined), says: "pods get a token for the Kubernetes API" },
    untold: untoldPod("automountServiceAccountToken"),
  },
  "k8s-account": {
    ...{ broken: inPod("serviceAccountName", undefined), says: "pods run as the namespace's default account" },
    untold: untoldPod("serviceAccountName"),
  },
  "k8s-network-policy": {
    broken: set("closed", "spec.policyTypes", undefined),
    says: "no network policy closes what goes out of its pods",
    untold: unknown("closed", "spec.podSelector.matchLabels"),
  },
  "k8s-zones": {
    ...{ broken: inPod("topologySpreadConstraints[0]", spread("region")), says: "nothing spreads its pods over zones" },
    untold: untoldPod("topologySpreadConstraints"),
  },
  "k8s-nodes": {
    broken: inPod("topologySpreadConstraints[1].labelSelector", { matchLabels: { app: "other" } }),
    says: "nothing spreads its pods over nodes",
    untold: untoldPod("topologySpreadConstraints"),
  },
  "k8s-copies": {
    ...{ broken: set("scaler", "spec.minReplicas", undefined), says: "runs with one pod" },
    untold: unknown("scaler", "spec.minReplicas"),
  },
  "k8s-budget": {
    ...{ broken: set("budget", "metadata.namespace", "other"), says: "no disruption budget selects its pods" },
    untold: unknown("budget", "spec.selector"),
  },
  "k8s-rollout": {
    ...{ broken: set("api", "spec.strategy.type", "Recreate"), says: "ends all pods before the first new one" },
    untold: unknown("api", "spec.strategy"),
  },
  "k8s-scaled-replicas": {
    ...{ broken: set("api", "spec.replicas", 3), says: "sets spec.replicas, which its autoscaler decides" },
    untold: unknown("scaler", "spec.scaleTargetRef.name"),
  },
  "k8s-scaler-target": {
    ...{ broken: set("scaler", "spec.scaleTargetRef.name", "web"), says: "scales web, which is not there" },
    untold: unknown("scaler", "metadata.namespace"),
  },
  "k8s-budget-evicts": {
    ...{ broken: set("budget", "spec.maxUnavailable", 0), says: "lets no pod go: maxUnavailable 0" },
    untold: unknown("budget", "spec.maxUnavailable"),
  },
  "k8s-namespace-closed": {
    broken: set("closed", "spec.podSelector", { matchLabels: APP }),
    says: "no network policy closes the namespace to all pods",
    untold: unknown("closed", "metadata.namespace"),
  },
  "k8s-pod-security": {
    broken: set("shop", "metadata.labels", { "pod-security.kubernetes.io/enforce": "privileged" }),
    says: 'enforces Pod Security "privileged"',
    untold: unknown("shop", "metadata.labels"),
  },
  "k8s-default-namespace": {
    ...{ broken: set("service", "metadata.namespace", undefined), says: "stands in the default namespace" },
    untold: unknown("service", "metadata.namespace"),
  },
  "k8s-api-version": {
    broken: withMore(thing("kubernetes:extensions/v1beta1:Ingress", "old")),
    says: "is of extensions/v1beta1, which is no longer served",
    untold: null,
  },
  "k8s-service-target": {
    broken: both(without("chart"), set("service", "spec.selector", { app: "web" })),
    says: "leads to no pod of the program",
    untold: unknown("service", "spec.selector"),
  },
  "k8s-service-type": {
    ...{ broken: set("service", "spec.type", "NodePort"), says: "is a NodePort" },
    untold: unknown("service", "spec.type"),
  },
  "k8s-service-open": {
    ...{ broken: set("balancer", "metadata.annotations", undefined), says: "may be reached by the whole world" },
    untold: unknown("balancer", "metadata.annotations"),
  },
  "k8s-ingress-target": {
    broken: both(without("chart"), set("ingress", "spec.rules[0].http.paths[0].backend.service.name", "gone")),
    says: 'leads to "gone", which is not there',
    untold: unknown("ingress", "spec.rules[0].http.paths[0].backend.service.name"),
  },
  "k8s-ingress-tls": {
    ...{ broken: set("ingress", "spec.tls", undefined), says: "serves no TLS" },
    untold: unknown("ingress", "spec.tls"),
  },
  "k8s-account-token": {
    broken: set("account", "automountServiceAccountToken", undefined),
    says: "puts a token into each of its pods",
    untold: unknown("account", "automountServiceAccountToken"),
  },
  "k8s-secret-clear": {
    ...{ broken: set("secret", "stringData", { password: "hunter2" }), says: "holds password in clear" },
    untold: unknown("secret", "data"),
  },
  "k8s-secret-config": {
    ...{ broken: set("map", "data.password", "[secret]"), says: "holds password, a secret of the program" },
    untold: unknown("map", "data"),
  },
  "k8s-secret-store": {
    ...{ broken: set("secret", "type", undefined), says: "is written by the program" },
    untold: unknown("secret", "type"),
  },
  "k8s-chart-version": {
    ...{ broken: set("chart", "version", undefined), says: "names no version of its chart" },
    untold: unknown("chart", "version"),
  },
  "k8s-chart-atomic": {
    ...{ broken: set("chart", "atomic", undefined), says: "stays half done where it fails" },
    untold: unknown("chart", "atomic"),
  },
  "k8s-rbac-wildcard": roleAllows({ resources: ["pods"], verbs: ["*"] }, "allows every verb"),
  "k8s-rbac-secrets": roleAllows({ resources: ["secrets"], verbs: ["list"] }, "opens all secrets"),
  "k8s-rbac-pods": roleAllows({ resources: ["pods"], verbs: ["create"] }, "may make pods or run commands in them"),
  "k8s-rbac-escalation": roleAllows({ resources: ["roles"], verbs: ["bind"] }, "may bind any role to itself"),
  "k8s-cluster-admin": {
    ...{ broken: set("binding", "roleRef.name", "cluster-admin"), says: "gives cluster-admin" },
    untold: unknown("binding", "roleRef"),
  },
  "k8s-anybody": {
    broken: set("binding", "subjects[0]", { kind: "Group", name: "system:unauthenticated" }),
    says: "gives rights to system:unauthenticated",
    untold: unknown("binding", "subjects"),
  },
  "k8s-default-account": {
    broken: set("binding", "subjects[0].name", "default"),
    says: "gives rights to a default account",
    untold: unknown("binding", "subjects"),
  },
};

const rule = (id: string) => KUBERNETES.find((one) => one.id === id);

describe("rules about Kubernetes", () => {
  it.each(Object.entries(ROWS))("%s: kept, broken, and not to be told", (id, row) => expectRow(rule(id), SAMPLE, row));

  it("are all in the table", () => expect(KUBERNETES.map(({ id }) => id).sort()).toEqual(Object.keys(ROWS).sort()));

  it("look into the pods of every kind that makes some, and into init and ephemeral containers", () => {
    const privileged = { ...(CONTAINER as object), securityContext: { privileged: true } } as Json;
    const ephemeral = { ...(privileged as object), name: "debugger" } as Json;
    const spec = { ...(POD as object), initContainers: [privileged], ephemeralContainers: [ephemeral] } as Json;
    const template = { metadata: { labels: APP }, spec };
    const kinds: Readonly<Record<string, Json>> = {
      "core/v1:Pod": spec,
      "core/v1:ReplicationController": { template },
      "apps/v1:DaemonSet": { template },
      "apps/v1:Deployment": { template },
      "apps/v1:ReplicaSet": { template },
      "apps/v1:StatefulSet": { template },
      "batch/v1:Job": { template },
      "batch/v1:CronJob": { jobTemplate: { spec: { template } } },
    };
    for (const [kind, spec] of Object.entries(kinds)) {
      const resources = [thing(`kubernetes:${kind}`, "x", { inputs: { metadata: { labels: APP }, spec } })];
      const found = rule("k8s-privileged");
      expect(messages(found ? outcomes(found, { resources }) : [], "broken"), kind).toEqual([
        "container api is privileged",
        "container debugger is privileged",
      ]);
    }
  });

  it.each(["[unknown]", "[secret]", "${urn:pulumi:test::p::x:y:Z::made#spec}"])(
    "cannot tell anything of pods that are %s",
    (spec) => {
      const sample = { resources: [thing(DEPLOYMENT, "api", { inputs: { spec } })] };
      for (const id of ["k8s-privileged", "k8s-token", "k8s-liveness", "k8s-network-policy", "k8s-copies"]) {
        const found = rule(id);
        expect(found && outcomes(found, sample).map(({ kind }) => kind), id).toContain("cannotTell");
      }
    },
  );
});

describe("objects find each other", () => {
  const broken = (id: string, change: (sample: Sample) => Sample) => {
    const found = rule(id);
    return messages(found ? outcomes(found, change(SAMPLE)) : [], "broken");
  };

  it("by the resource that a name follows from", () => {
    const scaler = thing("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "scaler", {
      inputs: { metadata: metadata("scaler"), spec: { minReplicas: 1, scaleTargetRef: { name: "[unknown]" } } },
      propertyDependencies: { spec: [deployment.urn] },
    });
    expect(broken("k8s-copies", both(without("scaler"), withMore(scaler)))).toEqual(["runs with one pod"]);
  });

  it("by expressions", () => {
    const selector = (operator: string, values?: string[]) =>
      set("budget", "spec.selector", { matchExpressions: [{ key: "app", operator, ...(values && { values }) }] });
    const none = ["no disruption budget selects its pods"];
    expect(broken("k8s-budget", selector("In", ["web", "api"]))).toEqual([]);
    expect(broken("k8s-budget", selector("In", ["web"]))).toEqual(none);
    expect(broken("k8s-budget", selector("NotIn", ["web"]))).toEqual([]);
    expect(broken("k8s-budget", selector("NotIn", ["api"]))).toEqual(none);
    expect(broken("k8s-budget", selector("Exists"))).toEqual([]);
    expect(broken("k8s-budget", selector("DoesNotExist"))).toEqual(none);
  });

  it("in the namespace that their provider gives them", () => {
    const provider = thing("pulumi:providers:kubernetes", "provider", { inputs: { namespace: "shop" } });
    const service = thing("kubernetes:core/v1:ConfigMap", "map", { provider: provider.urn });
    expect(broken("k8s-default-namespace", withMore(service))).toEqual(["stands in the default namespace"]);
    expect(broken("k8s-default-namespace", withMore(provider, service))).toEqual([]);
  });
});

describe("what is well in other ways too", () => {
  it.each([
    [
      "k8s-service-open",
      set("balancer", "metadata.annotations", undefined),
      set("balancer", "spec.loadBalancerSourceRanges", ["203.0.113.0/24"]),
    ],
    [
      "k8s-ingress-tls",
      set("ingress", "spec.tls", undefined),
      set("ingress", 'metadata.annotations["alb.ingress.kubernetes.io/certificate-arn"]', "arn:aws:acm:x"),
    ],
    ["k8s-scaled-replicas", set("api", "spec.replicas", 3), options("api", { ignoreChanges: ["spec.replicas"] })],
    [
      "k8s-rbac-secrets",
      set("role", "rules[0]", { resources: ["secrets"], verbs: ["get"] }),
      set("role", "rules[0].resourceNames", ["own"]),
    ],
    ["k8s-non-root", inContainer("securityContext.runAsNonRoot", false), inContainer("securityContext.runAsNonRoot", true)],
    [
      "k8s-nodes",
      inPod("topologySpreadConstraints[1]", spread("region")),
      inPod("affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution", [spread("kubernetes.io/hostname")]),
    ],
  ])("%s", (id, worse, mended) => {
    const found = rule(id);
    if (!found) throw new Error(id);
    expect(messages(outcomes(found, worse(SAMPLE)), "broken")).toHaveLength(1);
    expect(messages(outcomes(found, both(worse, mended)(SAMPLE)), "broken")).toEqual([]);
  });
});
