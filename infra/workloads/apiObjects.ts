/** The API's Kubernetes objects as pure data, under the names the deployment plan gives them. */
import type * as k8s from "@pulumi/kubernetes/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import { apiRequests } from "../cluster/capacity.ts";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { mebibytes, millicores } from "../config/units.ts";
import { API_PORT } from "../core/context.ts";
import type { SecretName } from "../data/secrets.ts";

export const NAMESPACE = "monitor";

export const NAMES = {
  api: "monitor-api",
  service: "monitor-api-service",
  autoscaler: "monitor-api-hpa",
  config: "monitor-config",
  secrets: "monitor-secrets",
} as const;

export const SERVICE_PORT = 80;

/** Annotation with the version of every secret. */
export const VERSIONS = "monitor/secret-versions";

/** Pods of the API. */
export const SELECTOR = { app: NAMES.api } as const;

/**
 * User and group of the pods. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted asks for one that is not
 * root; one above 10,000, unlike the image's own 1001, is nobody on a node either.
 */
const USER = 10_001;
/** Where the secrets stand, each as a file named like its variable: what is in the environment goes on to children and into crash reports. */
const SECRETS_FOLDER = "/run/secrets/monitor";
/** Its owner and group may read a file, and nobody write it. */
const READ_ONLY = 0o440;
/** Share of the memory limit that Node's heap may fill; the rest is for buffers, code and stacks. */
const HEAP_SHARE = 0.7;
/** A pod adds its twin when its processors, or its memory, are this busy on average, in percent of what it requests. */
export const TARGETS = { cpu: 70, memory: 80 } as const;
/** A leaving pod waits this long before it stops, so that the load balancer has stopped asking it. */
const LEAVE_SECONDS = 15;

/** The variables that hold secrets, by the key each one has in `monitor-secrets`. */
const SECRET_VARIABLES = {
  MONGODB_URI: "mongodb-uri",
  REDIS_URL: "redis-url",
  WEBHOOK_URL: "webhook-url",
  SMTP_PASSWORD: "smtp-password",
  PINECONE_API_KEY: "pinecone-api-key",
  OPENAI_API_KEY: "openai-api-key",
} as const satisfies Record<string, SecretName>;

export type ApiConfig = EnvironmentConfig["api"];

/** What Node's heap may take, in mebibytes. */
export const heapMebibytes = ({ memory }: Pick<ApiConfig, "memory">): number => Math.floor(mebibytes(memory) * HEAP_SHARE);

export interface ApiPodArgs {
  readonly config: ApiConfig;
  /** Image by digest. */
  readonly image: pulumi.Input<string>;
  /** Secrets that there are. */
  readonly secrets: readonly SecretName[];
  /** What the pods read when they start: with a new one they start again. */
  readonly secretVersions: pulumi.Input<string>;
  readonly settings: pulumi.Input<string>;
  /** Seconds in which a leaving pod may finish its requests. */
  readonly drainSeconds: number;
  /** Seconds that the load balancer keeps an idle connection. */
  readonly idleSeconds: number;
}

export function deploymentSpec(args: ApiPodArgs): k8s.apps.v1.DeploymentSpec {
  return {
    // No `replicas`: the autoscaler has them.
    selector: { matchLabels: SELECTOR },
    revisionHistoryLimit: 5,
    minReadySeconds: 10,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: {
        labels: SELECTOR,
        annotations: { [VERSIONS]: args.secretVersions, "monitor/settings": args.settings },
      },
      spec: podSpec(args),
    },
  };
}

const podSpec = (args: ApiPodArgs): k8s.core.v1.PodSpec => ({
  serviceAccountName: NAMES.api,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: LEAVE_SECONDS + args.drainSeconds + 5,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    seccompProfile: { type: "RuntimeDefault" },
  },
  topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: SELECTOR },
  })),
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: SELECTOR } } },
      ],
    },
  },
  containers: [container(args)],
  volumes: [
    { name: "tmp", emptyDir: { sizeLimit: "256Mi" } },
    { name: "secrets", secret: { secretName: NAMES.secrets, defaultMode: READ_ONLY, items: secretFiles(args.secrets) } },
  ],
});

/** Of the secrets that there are, those that the API reads. */
const secretFiles = (secrets: readonly SecretName[]): { key: string; path: string }[] =>
  Object.entries(SECRET_VARIABLES).flatMap(([path, key]) => (secrets.includes(key) ? [{ key, path }] : []));

function container({ config, image, drainSeconds, idleSeconds }: ApiPodArgs): k8s.core.v1.Container {
  const requests = apiRequests(config);
  const memory = `${mebibytes(config.memory)}Mi`;
  return {
    name: "api",
    image,
    imagePullPolicy: "Always",
    ports: [{ name: "http", containerPort: API_PORT }],
    envFrom: [{ configMapRef: { name: NAMES.config } }],
    env: [
      { name: "NODE_OPTIONS", value: `--max-old-space-size=${heapMebibytes(config)}` },
      { name: "DRAIN_SECONDS", value: `${drainSeconds}` },
      { name: "KEEP_ALIVE_SECONDS", value: `${idleSeconds + 15}` },
      { name: "SECRETS_FOLDER", value: SECRETS_FOLDER },
    ],
    resources: {
      requests: { cpu: `${requests.cpu}m`, memory, "ephemeral-storage": "128Mi" },
      limits: { cpu: `${millicores(config.cpu)}m`, memory, "ephemeral-storage": "512Mi" },
    },
    livenessProbe: { httpGet: { path: "/health", port: API_PORT }, initialDelaySeconds: 30, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: "/ready", port: API_PORT }, initialDelaySeconds: 10, periodSeconds: 5 },
    lifecycle: { preStop: { sleep: { seconds: LEAVE_SECONDS } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      privileged: false,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      { name: "secrets", mountPath: SECRETS_FOLDER, readOnly: true },
    ],
  };
}

export const serviceSpec = (): k8s.core.v1.ServiceSpec => ({
  type: "ClusterIP",
  selector: SELECTOR,
  ports: [{ name: "http", protocol: "TCP", port: SERVICE_PORT, targetPort: API_PORT }],
});

const target = (name: string, averageUtilization: number): k8s.autoscaling.v2.MetricSpec => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

export const autoscalerSpec = ({ replicas }: ApiConfig): k8s.autoscaling.v2.HorizontalPodAutoscalerSpec => ({
  scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: NAMES.api },
  minReplicas: replicas.min,
  maxReplicas: replicas.max,
  metrics: [target("cpu", TARGETS.cpu), target("memory", TARGETS.memory)],
  behavior: {
    scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: "Percent", value: 100, periodSeconds: 60 }] },
    scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] },
  },
});

/** One pod at a time may be taken away by a drain. */
export const disruptionBudgetSpec = (): k8s.policy.v1.PodDisruptionBudgetSpec => ({
  maxUnavailable: 1,
  selector: { matchLabels: SELECTOR },
});
