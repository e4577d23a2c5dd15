/** Production with one thing broken each time, and what other people's scanners must say to it. */
import type { Graph, Json, Resource } from "../../graph/graph.ts";

export interface Mutant {
  /** Checks that fail now and did not before; those, and no others. */
  readonly fails: readonly string[];
  /** The resource that is broken, by its name and the end of its type. */
  readonly of: string;
  /** What its inputs are then, by path; undefined takes one away. Where this is missing, the whole resource is. */
  readonly set?: Readonly<Record<string, Json | undefined>>;
}

const ANYBODY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});
const EVERYTHING = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const READ_BY_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" }],
});
const WRITE_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }],
});
const KEY_OF_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*" }],
});

export const AWS_MUTANTS: readonly Mutant[] = [
  // Load balancer
  { fails: ["CKV_AWS_131"], of: "alb-balancer:LoadBalancer", set: { dropInvalidHeaderFields: false } },
  { fails: ["CKV_AWS_150"], of: "alb-balancer:LoadBalancer", set: { enableDeletionProtection: false } },
  { fails: ["CKV_AWS_91"], of: "alb-balancer:LoadBalancer", set: { accessLogs: undefined } },
  { fails: ["CKV_AWS_328"], of: "alb-balancer:LoadBalancer", set: { desyncMitigationMode: "monitor" } },
  { fails: ["CKV_AWS_103", "CKV2_AWS_74"], of: "alb-https:Listener", set: { sslPolicy: "ELBSecurityPolicy-2016-08" } },
  // CloudFront
  {
    fails: ["CKV_AWS_34"],
    of: "sdk-site-distribution:Distribution",
    set: { "defaultCacheBehavior.viewerProtocolPolicy": "allow-all" },
  },
  {
    fails: ["CKV_AWS_174"],
    of: "sdk-site-distribution:Distribution",
    set: { "viewerCertificate.minimumProtocolVersion": "TLSv1" },
  },
  { fails: ["CKV_AWS_305"], of: "sdk-site-distribution:Distribution", set: { defaultRootObject: undefined } },
  { fails: ["CKV_AWS_68"], of: "sdk-site-distribution:Distribution", set: { webAclId: undefined } },
  {
    fails: ["CKV2_AWS_32"],
    of: "sdk-site-distribution:Distribution",
    set: { "defaultCacheBehavior.responseHeadersPolicyId": undefined },
  },
  { fails: ["CKV2_AWS_46"], of: "sdk-site-distribution:Distribution", set: { "origins.0.originAccessControlId": undefined } },
  {
    fails: ["CKV_AWS_259"],
    of: "sdk-site-headers:ResponseHeadersPolicy",
    set: { "securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec": 3600 },
  },
  // Firewall
  { fails: ["CKV2_AWS_31"], of: "alb-firewall-logging:WebAclLoggingConfiguration" },
  {
    fails: ["CKV_AWS_192"],
    of: "alb-firewall-acl:WebAcl",
    set: { "rules.3.statement.managedRuleGroupStatement.name": "AWSManagedRulesLinuxRuleSet" },
  },
  // Network
  { fails: ["CKV2_AWS_11"], of: "network-flow-log:FlowLog" },
  { fails: ["CKV2_AWS_12"], of: "network-default:DefaultSecurityGroup" },
  { fails: ["CKV_AWS_130"], of: "network-private-a:Subnet", set: { mapPublicIpOnLaunch: true } },
  {
    fails: ["CKV_AWS_24"],
    of: "redis-from-pods:SecurityGroupIngressRule",
    set: { fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: undefined },
  },
  { fails: ["CKV_AWS_23"], of: "redis-from-pods:SecurityGroupIngressRule", set: { description: undefined } },
  // Cluster and nodes
  { fails: ["CKV_AWS_37"], of: "cluster-cluster:Cluster", set: { enabledClusterLogTypes: ["audit"] } },
  { fails: ["CKV_AWS_38"], of: "cluster-cluster:Cluster", set: { "vpcConfig.publicAccessCidrs": ["0.0.0.0/0"] } },
  { fails: ["CKV_AWS_58"], of: "cluster-cluster:Cluster", set: { encryptionConfig: undefined } },
  { fails: ["CKV_AWS_339"], of: "cluster-cluster:Cluster", set: { version: "1.21" } },
  { fails: ["CKV_AWS_79"], of: "cluster-main-template:LaunchTemplate", set: { "metadataOptions.httpTokens": "optional" } },
  { fails: ["CKV_AWS_341"], of: "cluster-main-template:LaunchTemplate", set: { "metadataOptions.httpPutResponseHopLimit": 3 } },
  // Cache
  { fails: ["CKV_AWS_29"], of: "redis-group:ReplicationGroup", set: { atRestEncryptionEnabled: false } },
  { fails: ["CKV_AWS_30", "CKV_AWS_31"], of: "redis-group:ReplicationGroup", set: { transitEncryptionEnabled: false } },
  { fails: ["CKV_AWS_31"], of: "redis-group:ReplicationGroup", set: { authToken: undefined } },
  { fails: ["CKV_AWS_191"], of: "redis-group:ReplicationGroup", set: { kmsKeyId: undefined } },
  { fails: ["CKV2_AWS_50"], of: "redis-group:ReplicationGroup", set: { automaticFailoverEnabled: false } },
  // Buckets: what protects one is a resource of its own each time
  { fails: ["CKV2_AWS_6"], of: "storage-public-access:BucketPublicAccessBlock" },
  { fails: ["CKV_AWS_53", "CKV2_AWS_6"], of: "storage-public-access:BucketPublicAccessBlock", set: { blockPublicAcls: false } },
  { fails: ["CKV_AWS_21"], of: "storage-versioning:BucketVersioning" },
  { fails: ["CKV_AWS_18"], of: "storage-logging:BucketLogging" },
  {
    fails: ["CKV_AWS_145"],
    of: "storage-encryption:BucketServerSideEncryptionConfiguration",
    set: { "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm": "AES256" },
  },
  { fails: ["CKV2_AWS_61"], of: "storage-lifecycle:BucketLifecycleConfiguration" },
  {
    fails: ["CKV_AWS_300"],
    of: "storage-lifecycle:BucketLifecycleConfiguration",
    set: { "rules.0.abortIncompleteMultipartUpload": undefined },
  },
  { fails: ["CKV2_AWS_65"], of: "storage-ownership:BucketOwnershipControls", set: { "rule.objectOwnership": "ObjectWriter" } },
  { fails: ["CKV2_AWS_62"], of: "storage-notifications:BucketNotification" },
  { fails: ["CKV_AWS_70"], of: "logs-policy:BucketPolicy", set: { policy: READ_BY_ALL } },
  // Identity, keys, secrets
  { fails: ["CKV_AWS_60"], of: "ai-role:Role", set: { assumeRolePolicy: ANYBODY } },
  {
    fails: [
      "CKV_AWS_62",
      "CKV_AWS_63",
      "CKV_AWS_286",
      "CKV_AWS_287",
      "CKV_AWS_288",
      "CKV_AWS_289",
      "CKV_AWS_290",
      "CKV_AWS_355",
      "CKV2_AWS_40",
    ],
    of: "ai-role:RolePolicy",
    set: { policy: EVERYTHING },
  },
  { fails: ["CKV_AWS_290", "CKV_AWS_355"], of: "ai-role:RolePolicy", set: { policy: WRITE_ALL } },
  {
    fails: ["CKV_AWS_274"],
    of: "ai-network:RolePolicyAttachment",
    set: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
  },
  { fails: ["CKV_AWS_7"], of: "encryption-key:Key", set: { enableKeyRotation: false } },
  { fails: ["CKV_AWS_33"], of: "encryption-key:Key", set: { policy: KEY_OF_ALL } },
  { fails: ["CKV2_AWS_64"], of: "encryption-key:Key", set: { policy: undefined } },
  { fails: ["CKV_AWS_149"], of: "secrets-redis-url:Secret", set: { kmsKeyId: undefined } },
  // What works and what is logged
  { fails: ["CKV_AWS_50"], of: "ai-function:Function", set: { tracingConfig: undefined } },
  { fails: ["CKV_AWS_115"], of: "ai-function:Function", set: { reservedConcurrentExecutions: undefined } },
  { fails: ["CKV_AWS_116"], of: "ai-function:Function", set: { deadLetterConfig: undefined } },
  { fails: ["CKV_AWS_117", "CKV2_AWS_5"], of: "ai-function:Function", set: { vpcConfig: undefined } },
  { fails: ["CKV_AWS_173"], of: "ai-function:Function", set: { kmsKeyArn: undefined } },
  { fails: ["CKV_AWS_363"], of: "ai-function:Function", set: { runtime: "nodejs12.x" } },
  { fails: ["CKV_AWS_27"], of: "ai-queue:Queue", set: { kmsMasterKeyId: undefined } },
  { fails: ["CKV_AWS_158"], of: "ai-logs:LogGroup", set: { kmsKeyId: undefined } },
  { fails: ["CKV_AWS_66", "CKV_AWS_338"], of: "ai-logs:LogGroup", set: { retentionInDays: undefined } },
];

const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers.0`;

export const KUBERNETES_MUTANTS: readonly Mutant[] = [
  {
    fails: ["CKV_K8S_8", "kube-score pod-probes"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.livenessProbe`]: undefined },
  },
  {
    fails: ["CKV_K8S_9", "kube-score pod-probes"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.readinessProbe`]: undefined },
  },
  {
    fails: ["CKV_K8S_11", "kube-score container-resources"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.resources.limits.cpu`]: undefined },
  },
  {
    fails: ["CKV_K8S_14", "CKV_K8S_43", "kube-score container-image-tag"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.image`]: "monitor/api:latest" },
  },
  {
    fails: ["kube-score container-image-pull-policy"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.imagePullPolicy`]: "IfNotPresent" },
  },
  {
    fails: ["CKV_K8S_16", "kube-score container-security-context-privileged"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext.privileged`]: true },
  },
  {
    fails: ["CKV_K8S_20"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext.allowPrivilegeEscalation`]: true },
  },
  {
    fails: ["CKV_K8S_22", "kube-score container-security-context-readonlyrootfilesystem"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext.readOnlyRootFilesystem`]: false },
  },
  { fails: ["CKV_K8S_31"], of: "api-deployment:Deployment", set: { [`${POD}.securityContext.seccompProfile`]: undefined } },
  {
    fails: ["CKV_K8S_35"],
    of: "api-deployment:Deployment",
    set: {
      [`${CONTAINER}.env.0`]: {
        name: "MONGODB_URI",
        valueFrom: { secretKeyRef: { name: "monitor-secrets", key: "mongodb-uri" } },
      },
    },
  },
  { fails: ["CKV_K8S_38"], of: "api-deployment:Deployment", set: { [`${POD}.automountServiceAccountToken`]: true } },
  {
    fails: ["CKV_K8S_40", "kube-score container-security-context-user-group-id"],
    of: "api-deployment:Deployment",
    set: { [`${POD}.securityContext.runAsUser`]: 1001 },
  },
  { fails: ["kube-score service-targets-pod"], of: "api-service:Service", set: { "spec.selector.app": "nobody" } },
  { fails: ["kube-score deployment-has-poddisruptionbudget"], of: "api-disruption-budget:PodDisruptionBudget" },
];

/** The graph with a mutant's resource broken, or gone. */
export function mutated(graph: Graph, { of, set }: Mutant): Graph {
  const wanted = resourceOf(graph, of);
  const resources = graph.resources.flatMap((one) => (one !== wanted ? [one] : set === undefined ? [] : [withInputs(one, set)]));
  return { ...graph, resources };
}

export function resourceOf(graph: Graph, of: string): Resource {
  const [name, type] = of.split(":");
  const found = graph.resources.find((one) => one.name === name && one.type.endsWith(`:${type}`));
  if (!found) throw new Error(`no ${of} in ${graph.stack}`);
  return found;
}

function withInputs(resource: Resource, set: NonNullable<Mutant["set"]>): Resource {
  const inputs = structuredClone(resource.inputs) as Record<string, Json>;
  const propertyDependencies = { ...resource.propertyDependencies };
  for (const [path, value] of Object.entries(set)) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let at = inputs as Record<string, Json | undefined>;
    for (const step of steps) at = at[step] as Record<string, Json | undefined>;
    if (value === undefined) delete at[last];
    else at[last] = value;
    if (steps.length === 0) delete propertyDependencies[last];
  }
  return { ...resource, inputs, propertyDependencies };
}

/** A resource and what it has to do with, two steps far: all that a scanner needs to judge it, and little else. */
export function around(graph: Graph, of: string): Graph {
  let near = new Set([resourceOf(graph, of).urn]);
  for (let step = 0; step < 2; step++) {
    const next = new Set(near);
    for (const { urn, propertyDependencies } of graph.resources)
      for (const other of Object.values(propertyDependencies).flat()) {
        if (near.has(urn)) next.add(other);
        if (near.has(other)) next.add(urn);
      }
    near = next;
  }
  return { ...graph, resources: graph.resources.filter(({ urn }) => near.has(urn)) };
}
