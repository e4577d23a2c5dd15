import * as aws from "@pulumi/aws";
import { CustomResource, type CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { Deployment, type DeploymentArgs } from "@pulumi/kubernetes/apps/v1/deployment.js";
import {
  HorizontalPodAutoscaler,
  type HorizontalPodAutoscalerArgs,
} from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler.js";
import { ConfigMap, type ConfigMapArgs } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Service, type ServiceArgs } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount, type ServiceAccountArgs } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy, type NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget, type PodDisruptionBudgetArgs } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { API_PORT } from "../core/context.ts";
import { policy, type Statement, trustPods } from "../core/iam.ts";
import type { SecretName, Secrets } from "../data/secrets.ts";
import {
  type ApiConfig,
  autoscalerSpec,
  deploymentSpec,
  disruptionBudgetSpec,
  NAMES,
  NAMESPACE,
  SELECTOR,
  SERVICE_PORT,
  serviceSpec,
  VERSIONS,
} from "./apiObjects.ts";
import { type ApiPolicyArgs, apiPolicy, denyAll } from "./networkPolicies.ts";

export interface ApiServiceArgs {
  readonly config: ApiConfig;
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  /** Image by digest. */
  readonly image: pulumi.Input<string>;
  readonly secrets: Secrets;
  /** Settings that are no secrets, by variable; PORT and LOG_LEVEL are added. */
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>;
  /** Target group that the pods join. */
  readonly targetGroupArn: pulumi.Input<string>;
  readonly network: ApiPolicyArgs;
  /** What the pods do in AWS. */
  readonly permissions: readonly Statement[];
  /** Seconds in which a leaving pod may finish its requests. */
  readonly drainSeconds: number;
  /** Seconds that the load balancer keeps an idle connection. */
  readonly idleSeconds: number;
  /** What must run before: the controllers whose resources these are. */
  readonly controllers: { readonly externalSecrets: pulumi.Resource; readonly loadBalancer: pulumi.Resource };
  readonly namespace: pulumi.Resource;
  readonly transform?: Transforms<ApiServiceChildren>;
}

export interface ApiServiceChildren {
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  identity: aws.eks.PodIdentityAssociationArgs;
  serviceAccount: ServiceAccountArgs;
  configMap: ConfigMapArgs;
  secretStore: CustomResourceArgs;
  externalSecret: CustomResourceArgs;
  deployment: DeploymentArgs;
  service: ServiceArgs;
  targetGroupBinding: CustomResourceArgs;
  autoscaler: HorizontalPodAutoscalerArgs;
  disruptionBudget: PodDisruptionBudgetArgs;
  networkPolicy: NetworkPolicyArgs;
}

const STORE = "aws-secrets-manager";
/** How often external-secrets looks for a new version. */
const REFRESH = "1h";

/**
 * The API in the cluster: pods that are nobody, behind a target group, scaled by load, spread over zones, with exactly the network
 * and the AWS permissions they need. Its objects carry the deployment plan's names.
 */
export class ApiService extends Component<ApiServiceChildren> {
  constructor(name: string, args: ApiServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("workloads:ApiService", name, args, opts);
    const identity = this.createIdentity(name, args);
    const inputs = [
      this.createSettings(name, args),
      this.createSecrets(name, args),
      ...this.createPolicies(name, args),
      identity,
    ];
    const { secrets } = args;
    const names = Object.keys(secrets.entries) as SecretName[];
    new Deployment(
      `${name}-deployment`,
      {
        metadata: metadata(NAMES.api),
        spec: deploymentSpec({
          config: args.config,
          image: args.image,
          secrets: names,
          settings: pulumi.jsonStringify(settings(args)),
          secretVersions: versionsOf(secrets),
          drainSeconds: args.drainSeconds,
          idleSeconds: args.idleSeconds,
        }),
      },
      // The load balancer's controller adds a readiness gate when a pod is made: it must be there before.
      this.child("deployment", { dependsOn: [...inputs, args.controllers.loadBalancer] }),
    );
    const service = new Service(
      `${name}-service`,
      { metadata: metadata(NAMES.service), spec: serviceSpec() },
      this.child("service", { dependsOn: args.namespace }),
    );
    new CustomResource(
      `${name}-target-group-binding`,
      {
        apiVersion: "elbv2.k8s.aws/v1beta1",
        kind: "TargetGroupBinding",
        metadata: metadata(NAMES.api),
        spec: { serviceRef: { name: NAMES.service, port: SERVICE_PORT }, targetGroupARN: args.targetGroupArn, targetType: "ip" },
      },
      this.child("targetGroupBinding", { dependsOn: [service, args.controllers.loadBalancer] }),
    );
    new HorizontalPodAutoscaler(
      `${name}-autoscaler`,
      { metadata: metadata(NAMES.autoscaler), spec: autoscalerSpec(args.config) },
      this.child("autoscaler", { dependsOn: args.namespace }),
    );
    new PodDisruptionBudget(
      `${name}-disruption-budget`,
      { metadata: metadata(NAMES.api), spec: disruptionBudgetSpec() },
      this.child("disruptionBudget", { dependsOn: args.namespace }),
    );
    this.registerOutputs({});
  }

  /** The service account, and what whoever runs under it may do in AWS. */
  private createIdentity(name: string, args: ApiServiceArgs): pulumi.Resource {
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata: metadata(NAMES.api), automountServiceAccountToken: false },
      this.child("serviceAccount", { dependsOn: args.namespace }),
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      { description: "Pods of the API", assumeRolePolicy: trustPods() },
      this.child("role"),
    );
    const allowed = new aws.iam.RolePolicy(
      `${name}-role`,
      { role: role.id, policy: policy(args.permissions) },
      this.child("rolePolicy"),
    );
    return new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      { clusterName: args.clusterName, namespace: NAMESPACE, serviceAccount: NAMES.api, roleArn: role.arn },
      this.child("identity", { dependsOn: [account, allowed] }),
    );
  }

  private createSettings(name: string, args: ApiServiceArgs): pulumi.Resource {
    return new ConfigMap(
      `${name}-config`,
      {
        metadata: metadata(NAMES.config),
        data: settings(args),
      },
      this.child("configMap", { dependsOn: args.namespace }),
    );
  }

  /** `monitor-secrets`, kept equal to Secrets Manager by external-secrets. https://external-secrets.io/latest/provider/aws-secrets-manager/ */
  private createSecrets(name: string, args: ApiServiceArgs): pulumi.Resource {
    const store = new CustomResource(
      `${name}-secret-store`,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "SecretStore",
        metadata: metadata(STORE),
        spec: { provider: { aws: { service: "SecretsManager", region: args.region } } },
      },
      this.child("secretStore", { dependsOn: [args.namespace, args.controllers.externalSecrets] }),
    );
    return new CustomResource(
      `${name}-secrets`,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        // A new annotation makes external-secrets fetch at once; pods start only when it has.
        metadata: {
          ...metadata(NAMES.secrets),
          annotations: { [VERSIONS]: versionsOf(args.secrets), "pulumi.com/waitFor": "condition=Ready" },
        },
        spec: {
          refreshInterval: REFRESH,
          secretStoreRef: { kind: "SecretStore", name: STORE },
          target: { name: NAMES.secrets, creationPolicy: "Owner", deletionPolicy: "Retain" },
          data: Object.entries(args.secrets.entries).map(([secretKey, { arn }]) => ({ secretKey, remoteRef: { key: arn } })),
        },
      },
      this.child("externalSecret", { dependsOn: store }),
    );
  }

  private createPolicies(name: string, args: ApiServiceArgs): pulumi.Resource[] {
    const policies = { "deny-all": denyAll(), [NAMES.api]: apiPolicy(args.network) };
    return Object.entries(policies).map(
      ([key, spec]) =>
        new NetworkPolicy(
          `${name}-network-${key}`,
          { metadata: metadata(key), spec },
          this.child("networkPolicy", { dependsOn: args.namespace }),
        ),
    );
  }
}

/** What the plan's ConfigMap holds, and what else the pods must know that is no secret. */
const settings = (args: ApiServiceArgs): Readonly<Record<string, pulumi.Input<string>>> => ({
  NODE_ENV: "production",
  PORT: `${API_PORT}`,
  LOG_LEVEL: args.config.logLevel,
  ...args.settings,
});

/** Changes whenever a secret has a new value. */
const versionsOf = ({ entries }: Secrets): pulumi.Output<string> =>
  pulumi.all(Object.values(entries).map(({ version }) => version)).apply((versions) => versions.join(","));

const metadata = (name: string) => ({ name, namespace: NAMESPACE, labels: SELECTOR });
