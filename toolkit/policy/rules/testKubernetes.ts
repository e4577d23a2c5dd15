/** Kubernetes objects as they should be. */
import type { Json } from "../../graph/graph.ts";
import { type Sample, thing } from "./testTable.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
export const APP = { app: "api" };
export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const RBAC = "kubernetes:rbac.authorization.k8s.io/v1";

export const metadata = (name: string, more: object = {}): Json => ({ name, namespace: "shop", ...more });
export const spread = (topologyKey: string): Json => ({ topologyKey, labelSelector: { matchLabels: APP } });

export const CONTAINER: Json = {
  name: "api",
  image: `\${urn:pulumi:test::p::x::registry#url}@${DIGEST}`,
  imagePullPolicy: "Always",
  env: [{ name: "LEVEL", value: "info" }],
  ports: [{ containerPort: 3000 }],
  resources: {
    requests: { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" },
    limits: { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" },
  },
  livenessProbe: { httpGet: { path: "/health", port: 3000 } },
  readinessProbe: { httpGet: { path: "/ready", port: 3000 } },
  securityContext: {
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
};

export const POD: Json = {
  automountServiceAccountToken: false,
  serviceAccountName: "api",
  securityContext: { runAsNonRoot: true, runAsUser: 20_000, runAsGroup: 20_000, seccompProfile: { type: "RuntimeDefault" } },
  containers: [CONTAINER],
  volumes: [{ name: "tmp", emptyDir: {} }],
  topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
};

export const deployment = thing(DEPLOYMENT, "api", {
  inputs: {
    metadata: metadata("api"),
    spec: { strategy: { type: "RollingUpdate" }, template: { metadata: { labels: APP }, spec: POD } },
  },
});

const policy = (name: string, podSelector: Json) =>
  thing("kubernetes:networking.k8s.io/v1:NetworkPolicy", name, {
    inputs: { metadata: metadata(name), spec: { podSelector, policyTypes: ["Ingress", "Egress"] } },
  });

export const SAMPLE: Sample = {
  resources: [
    deployment,
    policy("closed", {}),
    thing("kubernetes:core/v1:Namespace", "shop", {
      inputs: { metadata: { name: "shop", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
    }),
    thing("kubernetes:core/v1:Service", "service", {
      inputs: { metadata: metadata("service"), spec: { selector: APP, type: "ClusterIP" } },
    }),
    thing("kubernetes:core/v1:Service", "balancer", {
      inputs: {
        metadata: metadata("balancer", {
          annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" },
        }),
        spec: { selector: APP, type: "LoadBalancer" },
      },
    }),
    thing("kubernetes:core/v1:ServiceAccount", "account", {
      inputs: { metadata: metadata("account"), automountServiceAccountToken: false },
    }),
    thing("kubernetes:core/v1:ConfigMap", "map", { inputs: { metadata: metadata("map"), data: { level: "info" } } }),
    thing("kubernetes:core/v1:Secret", "secret", {
      inputs: { metadata: metadata("secret"), type: "kubernetes.io/tls", data: { "tls.key": "[secret]" } },
    }),
    thing("kubernetes:policy/v1:PodDisruptionBudget", "budget", {
      inputs: { metadata: metadata("budget"), spec: { maxUnavailable: 1, selector: { matchLabels: APP } } },
    }),
    thing("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "scaler", {
      inputs: { metadata: metadata("scaler"), spec: { minReplicas: 2, maxReplicas: 9, scaleTargetRef: { name: "api" } } },
    }),
    thing("kubernetes:networking.k8s.io/v1:Ingress", "ingress", {
      inputs: {
        metadata: metadata("ingress"),
        spec: {
          tls: [{ hosts: ["shop.example.com"] }],
          rules: [{ http: { paths: [{ path: "/", backend: { service: { name: "service", port: { number: 80 } } } }] } }],
        },
      },
    }),
    thing("kubernetes:helm.sh/v3:Release", "chart", { inputs: { chart: "x", version: "1.2.3", atomic: true } }),
    thing(`${RBAC}:Role`, "role", {
      inputs: { metadata: metadata("role"), rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }] },
    }),
    thing(`${RBAC}:RoleBinding`, "binding", {
      inputs: {
        metadata: metadata("binding"),
        roleRef: { name: "role" },
        subjects: [{ kind: "ServiceAccount", name: "account" }],
      },
    }),
  ],
};
