/** Namespaces, services, ingresses, accounts, secrets, versions: what is no pod. */
import { type CannotTell, type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { reachesAll } from "../addresses.ts";
import { either, fields, isHidden, isSet, isTrue, mostlyProduction, says, unknownAt } from "../judge.ts";
import { broken, cannotTell, EVERY_TYPE, kept, type Outcome, type Rule } from "../rule.ts";
import { isOpaque, told, type World } from "../world.ts";
import { KUBERNETES_SECRETS } from "./kubernetesSecrets.ts";
import { any, both, hasLabels, isBeside, isNamed, namespaceOf, valueAt } from "./kubernetesSelect.ts";
import { podLabels, SERVICE, WORKLOADS } from "./kubernetesWorkload.ts";

const SERVICES = "kubernetes:core/v1:Service";
const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";
const ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const RELEASE = "kubernetes:helm.sh/v3:Release";

/** Kinds that stand in no namespace, as far as programs make them; so do those that are called Cluster-something. */
const CLUSTER_WIDE = new Set([
  ...["Namespace", "Node", "PersistentVolume", "StorageClass", "IngressClass", "PriorityClass", "RuntimeClass", "CSIDriver"],
  ...["CustomResourceDefinition", "APIService", "FlowSchema", "PriorityLevelConfiguration", "CertificateSigningRequest"],
  ...["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "IngressClassParams"],
  ...["ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "NodePool"],
  ...["EC2NodeClass", "GatewayClass", "VolumeAttachment", "VolumeAttributesClass", "CSINode", "IPAddress", "ServiceCIDR"],
]);

/** Versions that Kubernetes 1.22 to 1.32 have stopped to serve. https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const REMOVED =
  /^(extensions\/v1beta1|apps\/v1beta[12]|batch\/v(1beta1|2alpha1)|policy\/v1beta1|networking\.k8s\.io\/v1beta1|rbac\.authorization\.k8s\.io\/v1(alpha|beta)1|autoscaling\/v2beta[12]|discovery\.k8s\.io\/v1beta1|storage\.k8s\.io\/v1beta1|admissionregistration\.k8s\.io\/v1beta1|apiextensions\.k8s\.io\/v1beta1|scheduling\.k8s\.io\/v1beta1|coordination\.k8s\.io\/v1beta1|certificates\.k8s\.io\/v1beta1|flowcontrol\.apiserver\.k8s\.io\/v1beta[123])$/;

/** Kinds that are served by a version of which all others are gone. */
const STILL_SERVED =
  /^(IPAddress|ServiceCIDR|(Validating|Mutating)AdmissionPolicy(Binding)?|VolumeAttributesClass|ClusterTrustBundle|LeaseCandidate)$/;

/** Levels of Pod Security that keep a namespace's pods from their node. */
const LEVELS = new Set<Json | undefined>(["baseline", "restricted"]);

/** Objects of Kubernetes, with `kubernetes:apps/v1:Deployment` split; null for whatever else there is. */
function objectOf({ type, custom }: Resource): { readonly version: string; readonly kind: string } | null {
  const [, version, kind] = /^kubernetes:([^:]+):(\w+?)(?:Patch)?$/.exec(type) ?? [];
  const isObject = custom && version !== undefined && kind !== undefined && !/^(helm\.sh|yaml|kustomize)(\/|$)/.test(version);
  return isObject ? { version, kind } : null;
}

const shown = (value: Json | undefined): string => (value === undefined ? "unset" : JSON.stringify(value));

const NAMESPACES: readonly Rule[] = [
  {
    id: "k8s-pod-security",
    ...{ service: SERVICE, of: ["kubernetes:core/v1:Namespace"] },
    title: "namespaces refuse pods that Pod Security does not admit",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "Without the label the cluster admits any pod: privileged, as root, in the node's network.",
    remedy: 'label the namespace "pod-security.kubernetes.io/enforce: restricted"',
    reference: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
    peers: ["CIS EKS 4.2.1", "CIS EKS 4.2.5", "Pod Security restricted"],
    judge: (resource) =>
      says(resource, 'metadata.labels["pod-security.kubernetes.io/enforce"]', (value) =>
        LEVELS.has(value) ? null : `enforces Pod Security ${shown(value)}`,
      ),
  },
  {
    id: "k8s-default-namespace",
    ...{ service: SERVICE, of: [EVERY_TYPE] },
    title: "nothing stands in the default namespace",
    severity: mostlyProduction("low"),
    reason: "Rights, quotas and network policies are given by namespace: what shares one shares them.",
    remedy: "name a namespace in metadata.namespace",
    reference: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
    peers: ["CKV_K8S_21", "CIS EKS 4.5.2"],
    judge: (resource, world) => {
      const object = objectOf(resource);
      if (object === null || CLUSTER_WIDE.has(object.kind) || /^Cluster[A-Z]/.test(object.kind)) return null;
      const namespace = namespaceOf(resource, world);
      if (namespace === UNKNOWN) return unknownAt("metadata.namespace");
      return namespace === "default" ? broken("stands in the default namespace", { path: "metadata.namespace" }) : kept;
    },
  },
  {
    id: "k8s-api-version",
    ...{ service: SERVICE, of: [EVERY_TYPE] },
    title: "objects are of versions that clusters still serve",
    severity: { production: "high", staging: "high", development: "medium" },
    reason: "The cluster refuses the object, at the latest after its next upgrade.",
    remedy: "use the class of the version that has followed it",
    reference: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
    peers: ["kube-score stable-version"],
    judge: (resource) => {
      const object = objectOf(resource);
      if (object === null) return null;
      return REMOVED.test(object.version) && !STILL_SERVED.test(object.kind)
        ? broken(`is of ${object.version}, which is no longer served`, { path: "apiVersion" })
        : kept;
    },
  },
];

const SERVICE_RULES: readonly Rule[] = [
  {
    id: "k8s-service-target",
    ...{ service: SERVICE, of: [SERVICES] },
    title: "services lead to pods",
    severity: mostlyProduction("medium"),
    reason: "Requests to a service whose selector is nobody's are refused.",
    remedy: "give the selector the labels of the pods",
    reference: "https://kubernetes.io/docs/concepts/services-networking/service/",
    peers: ["kube-score service-targets-pod"],
    judge: (service, world) => {
      const selector = told(service, "spec.selector");
      if (selector === undefined) return null; // its endpoints are somebody else's
      const workloads = world.ofType(...WORKLOADS);
      const answer = any([
        ...workloads.map((one) => both(isBeside(service, one, world), hasLabels(selector, podLabels(one)))),
        ...unseen(world),
      ]);
      if (answer === null) return cannotTell("which pods it leads to is not known before deployment", { path: "spec.selector" });
      return answer ? kept : broken("leads to no pod of the program", { path: "spec.selector" });
    },
  },
  {
    id: "k8s-service-type",
    ...{ service: SERVICE, of: [SERVICES] },
    title: "services open no port on the nodes",
    severity: mostlyProduction("medium"),
    reason: "A NodePort opens the same port on every node, past the load balancer and its firewall.",
    remedy: "make it a ClusterIP, and let the load balancer reach the pods",
    reference: "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport",
    peers: ["kube-score service-type"],
    judge: (resource) => says(resource, "spec.type", (value) => (value === "NodePort" ? "is a NodePort" : null)),
  },
  {
    id: "k8s-service-open",
    ...{ service: SERVICE, of: [SERVICES] },
    title: "load balancers of services are internal, or say who may reach them",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "The controller makes a load balancer that the whole world reaches, without a firewall before it.",
    remedy: 'annotate it "service.beta.kubernetes.io/aws-load-balancer-scheme: internal", or set loadBalancerSourceRanges',
    reference: "https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/",
    peers: [],
    judge: (resource) => {
      const type = told(resource, "spec.type");
      if (type === UNKNOWN) return unknownAt("spec.type");
      return type === "LoadBalancer" ? internal(resource) : null;
    },
  },
  {
    id: "k8s-ingress-target",
    ...{ service: SERVICE, of: [INGRESS] },
    title: "ingresses lead to services",
    severity: mostlyProduction("medium"),
    reason: "Requests to a path whose service is not there are answered with an error.",
    remedy: "name a service of the same namespace",
    reference: "https://kubernetes.io/docs/concepts/services-networking/ingress/",
    peers: ["kube-score ingress-targets-service"],
    judge: (ingress, world) => {
      const names = servicesIn(told(ingress, "spec"));
      const missing = names.map((name) =>
        any([
          ...world.ofType(SERVICES).map((service) => both(isBeside(ingress, service, world), isNamed(ingress, name, service))),
          ...unseen(world),
        ]),
      );
      const gone = names.filter((_, index) => missing[index] === false);
      if (gone.length > 0) return broken(`leads to ${gone.map(shown).join(", ")}, which is not there`, { path: "spec.rules" });
      return missing.includes(null) ? cannotTell("which services it leads to is not known before deployment") : kept;
    },
  },
  {
    id: "k8s-ingress-tls",
    ...{ service: SERVICE, of: [INGRESS] },
    title: "ingresses serve TLS",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "What is sent through it can be read and changed on its way.",
    remedy: 'set spec.tls, or annotate it with "alb.ingress.kubernetes.io/certificate-arn"',
    reference: "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
    peers: ["CIS EKS 5.4.5"],
    judge: (resource) => {
      const annotations = told(resource, "metadata.annotations");
      const tls = isSet(resource, "spec.tls", "serves no TLS");
      if (annotations === UNKNOWN) return either(tls, unknownAt("metadata.annotations"));
      const { [`${ALB}certificate-arn`]: certificate, [`${ALB}listen-ports`]: ports } = fields(annotations);
      if (certificate === undefined && isHidden(ports)) return either(tls, unknownAt("metadata.annotations"));
      // By the name of the host, the controller finds a certificate itself.
      return certificate === undefined && !String(ports).includes('"HTTPS"') ? tls : kept;
    },
  },
];

/** What the AWS Load Balancer Controller is told begins with it. */
const ALB = "alb.ingress.kubernetes.io/";

/** How the same is said where the cluster is none of AWS. */
const OTHER_CLOUDS = [
  ["networking.gke.io/load-balancer-type", "internal"],
  ["cloud.google.com/load-balancer-type", "internal"],
  ["service.beta.kubernetes.io/azure-load-balancer-internal", "true"],
] as const;

/** What charts and files of objects make, the plan does not have: another object may be among it. */
function unseen(world: World): readonly null[] {
  const makesMore = ({ resource, path }: CannotTell): boolean => {
    const component = world.get(resource);
    return path === null && component?.custom === false && component.parent !== null;
  };
  return world.ofType(RELEASE).length > 0 || world.graph.cannotTell.some(makesMore) ? [null] : [];
}

function internal(resource: Resource): Outcome {
  const annotation = (name: string) =>
    valueAt(resource, `metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-${name}"]`);
  const ranges = valueAt(resource, "spec.loadBalancerSourceRanges");
  const values = [annotation("scheme"), annotation("internal"), ranges];
  if (annotation("scheme") === "internal" || annotation("internal") === "true") return kept;
  if (OTHER_CLOUDS.some(([name, value]) => String(valueAt(resource, `metadata.annotations["${name}"]`)).toLowerCase() === value))
    return kept;
  if (values.some((value) => value === UNKNOWN || isHidden(value))) return unknownAt("metadata.annotations");
  if (Array.isArray(ranges) && ranges.length > 0 && !ranges.some(reachesAll)) return kept;
  // Without the annotation the in-tree controller is public, and the AWS Load Balancer Controller internal: nobody should have to know.
  return broken("may be reached by the whole world", { path: "spec.type" });
}

/** Where an ingress names services. */
const TO_SERVICES = ["defaultBackend", "rules", "http", "paths", "backend", "service"];

/** The services that an ingress names, wherever in its rules. */
function servicesIn(value: Json | undefined): readonly (Json | undefined)[] {
  if (isOpaque(value)) return [UNKNOWN];
  if (Array.isArray(value)) return value.flatMap(servicesIn);
  return Object.entries(fields(value)).flatMap(([step, item]) => {
    if (step === "service" && !isOpaque(item)) {
      const { name, port } = fields(item);
      // An action of AWS's load balancer controller is written as a service.
      return name === undefined || fields(port).name === "use-annotation" ? [] : [name];
    }
    return TO_SERVICES.includes(step) ? servicesIn(item) : [];
  });
}

const OTHERS: readonly Rule[] = [
  {
    id: "k8s-account-token",
    ...{ service: SERVICE, of: [ACCOUNT] },
    title: "service accounts put no token into pods by themselves",
    severity: mostlyProduction("low"),
    reason: "Every pod of the account gets a token, also those that never call the API.",
    remedy: "set automountServiceAccountToken to false on the ServiceAccount",
    reference: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    peers: ["CIS EKS 4.1.6", "CKV_K8S_41"],
    judge: (resource) =>
      says(resource, "automountServiceAccountToken", (value) => (value === false ? null : "puts a token into each of its pods")),
  },
  ...KUBERNETES_SECRETS,
  {
    id: "k8s-chart-version",
    ...{ service: SERVICE, of: [RELEASE] },
    title: "Helm releases name their chart's version",
    severity: mostlyProduction("medium"),
    reason: "Without one every deployment may bring another release of somebody else's software.",
    remedy: "set version on the Release (ours stand in infra/addons/matrix.ts)",
    reference: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/",
    peers: [],
    judge: (resource) => isSet(resource, "version", "names no version of its chart"),
  },
  {
    id: "k8s-chart-atomic",
    ...{ service: SERVICE, of: [RELEASE] },
    title: "a Helm release that fails is taken back",
    severity: mostlyProduction("low"),
    reason: "A failed upgrade stays half done, and the next one starts from there.",
    remedy: "set atomic to true on the Release",
    reference: "https://helm.sh/docs/helm/helm_upgrade/",
    peers: [],
    judge: (resource) => isTrue(resource, "atomic", "stays half done where it fails"),
  },
];

export const KUBERNETES_OBJECTS: readonly Rule[] = [...NAMESPACES, ...SERVICE_RULES, ...OTHERS];
