/** What a person draws of a plan: which types are boxes, in which part of the picture, and which only belong to a box. */
import type { IconName } from "./icons.ts";

/** A part of the picture. Parts of one layer stand side by side, layers below each other; those beside the layers have none. */
export interface Part {
  readonly title: string;
  readonly layer: number | null;
}

/** The deployment plan's own picture, top to bottom and left to right. */
export const PARTS = {
  cdn: { title: "CDN", layer: 0 },
  balancing: { title: "Load balancing", layer: 1 },
  delivery: { title: "Delivery", layer: 2 },
  api: { title: "API cluster", layer: 2 },
  ai: { title: "AI service", layer: 2 },
  sites: { title: "Dashboard and SDK", layer: 2 },
  redis: { title: "Redis", layer: 3 },
  mongodb: { title: "MongoDB", layer: 3 },
  vectors: { title: "Vector database", layer: 4 },
  objects: { title: "Object storage", layer: 4 },
  network: { title: "Network", layer: null },
  keys: { title: "Keys and secrets", layer: null },
  addons: { title: "Cluster add-ons", layer: null },
} as const satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof PARTS;

/** A type that is drawn. */
export interface Kind {
  readonly label: string;
  readonly icon: IconName;
  /** None for a type that is not in the table: the part is then named after the outermost component. */
  readonly part?: PartName;
  /** Nearly everything stands on it: what uses it is told when it is chosen, not by lines. */
  readonly ground?: boolean;
  /** Siblings of this type are one box. */
  readonly gathered?: boolean;
  /** Traffic passes it before it reaches what refers to it. */
  readonly before?: boolean;
  /** It carries out what it refers to, so it is drawn after it. */
  readonly after?: boolean;
}

/** Every type that is drawn. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "cloudflare:index/dnsRecord:DnsRecord": { label: "DNS host", icon: "globe", part: "cdn" },
  "cloudflare:index/ruleset:Ruleset": { label: "Cloudflare ruleset", icon: "rules", part: "cdn", gathered: true },
  "cloudflare:index/zoneSetting:ZoneSetting": { label: "Cloudflare setting", icon: "rules", part: "cdn", gathered: true },
  "aws:cloudfront/distribution:Distribution": { label: "CloudFront", icon: "cdn", part: "cdn" },
  "aws:wafv2/webAcl:WebAcl": { label: "Firewall", icon: "shield", part: "cdn", before: true },
  "aws:lb/loadBalancer:LoadBalancer": { label: "Load balancer", icon: "balance", part: "balancing" },
  "kubernetes:apps/v1:Deployment": { label: "Deployment", icon: "pods", part: "api" },
  "kubernetes:core/v1:Service": { label: "Service", icon: "balance", part: "api" },
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": { label: "Autoscaler", icon: "scale", part: "api" },
  "aws:eks/cluster:Cluster": { label: "EKS cluster", icon: "cluster", part: "api" },
  "aws:eks/nodeGroup:NodeGroup": { label: "Node pool", icon: "server", part: "api", after: true },
  "kubernetes:karpenter.sh/v1:NodePool": { label: "Karpenter pool", icon: "server", part: "api", after: true },
  "kubernetes:helm.sh/v3:Release": { label: "Helm release", icon: "box", part: "addons", ground: true, gathered: true },
  "aws:lambda/function:Function": { label: "Lambda", icon: "lambda", part: "ai" },
  "aws:sqs/queue:Queue": { label: "SQS queue", icon: "queue", part: "ai", gathered: true },
  "aws:elasticache/replicationGroup:ReplicationGroup": { label: "ElastiCache", icon: "cache", part: "redis" },
  "mongodbatlas:index/advancedCluster:AdvancedCluster": { label: "MongoDB Atlas", icon: "database", part: "mongodb" },
  "mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint": { label: "PrivateLink", icon: "link", part: "mongodb" },
  "pulumi-nodejs:dynamic/monitor:PineconeIndex": { label: "Pinecone index", icon: "vector", part: "vectors" },
  "aws:s3/bucket:Bucket": { label: "S3 bucket", icon: "bucket", part: "objects" },
  "aws:ecr/repository:Repository": { label: "Image repository", icon: "box", part: "delivery", gathered: true },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { label: "CI identity", icon: "badge", part: "delivery" },
  "aws:ec2/vpc:Vpc": { label: "VPC", icon: "network", part: "network", ground: true },
  "aws:ec2/natGateway:NatGateway": { label: "NAT gateway", icon: "gate", part: "network", gathered: true },
  "aws:kms/key:Key": { label: "KMS key", icon: "key", part: "keys", ground: true },
  "aws:secretsmanager/secret:Secret": { label: "Secret", icon: "lock", part: "keys", ground: true, gathered: true },
  "aws:acm/certificate:Certificate": { label: "Certificate", icon: "badge", part: "keys", ground: true, gathered: true },
  "cloudflare:index/certificatePack:CertificatePack": { label: "Certificate pack", icon: "badge", part: "keys", ground: true },
};

/** Types that only belong to a box, by package and module; `*` stands for all of a module that are no boxes themselves. */
const SATELLITES: Readonly<Record<string, string>> = {
  "aws:acm": "CertificateValidation",
  "aws:cloudfront": "CachePolicy Function OriginAccessControl OriginRequestPolicy ResponseHeadersPolicy VpcOrigin",
  "aws:cloudwatch": "*",
  "aws:ec2":
    "DefaultSecurityGroup Eip FlowLog InternetGateway LaunchTemplate Route RouteTable RouteTableAssociation SecurityGroup Subnet VpcEndpoint",
  "aws:ecr": "LifecyclePolicy RepositoryPolicy",
  "aws:eks": "AccessEntry AccessPolicyAssociation Addon PodIdentityAssociation",
  "aws:elasticache": "ParameterGroup SubnetGroup",
  "aws:iam": "*",
  "aws:kms": "*",
  "aws:lambda": "EventSourceMapping FunctionEventInvokeConfig Permission",
  "aws:lb": "Listener ListenerRule TargetGroup TargetGroupAttachment",
  "aws:s3":
    "BucketCorsConfiguration BucketLifecycleConfiguration BucketLogging BucketNotification BucketObject BucketObjectv2 BucketOwnershipControls BucketPolicy BucketPublicAccessBlock BucketServerSideEncryptionConfiguration BucketVersioning",
  "aws:scheduler": "*",
  "aws:secretsmanager": "SecretPolicy SecretRotation SecretVersion",
  "aws:sqs": "QueuePolicy RedriveAllowPolicy RedrivePolicy",
  "aws:vpc": "*",
  "aws:wafv2": "IpSet WebAclAssociation WebAclLoggingConfiguration",
  "kubernetes:core/v1": "ConfigMap Namespace Secret ServiceAccount",
  "kubernetes:elbv2.k8s.aws/v1beta1": "TargetGroupBinding",
  "kubernetes:external-secrets.io/v1": "*",
  "kubernetes:karpenter.k8s.aws/v1": "*",
  "kubernetes:karpenter.sh/v1": "*",
  "kubernetes:networking.k8s.io/v1": "NetworkPolicy",
  "kubernetes:policy/v1": "PodDisruptionBudget",
  "kubernetes:rbac.authorization.k8s.io/v1": "*",
  "mongodbatlas:index":
    "AlertConfiguration CloudBackupSchedule CloudProviderAccessAuthorization CloudProviderAccessSetup DatabaseUser EncryptionAtRest PrivateLinkEndpointService Project ProjectIpAccessList",
  "random:index": "*",
};

/** Whether a type only belongs to a box. */
export function isSatellite(type: string): boolean {
  const [pkg = "", module = "", name = ""] = type.split(":");
  // Bridged providers repeat the name in the module: `aws:ec2/subnet:Subnet` is Subnet of aws:ec2.
  const bridged = module.toLowerCase().endsWith(`/${name.toLowerCase()}`);
  const names = SATELLITES[`${pkg}:${bridged ? module.slice(0, -name.length - 1) : module}`];
  return names === "*" || (names?.split(" ").includes(name) ?? false);
}

/** Satellites whose references are their owner's: a pod uses what its configuration and its role's policies name. */
export const SPEAKS_FOR_OWNER: ReadonlySet<string> = new Set([
  "aws:iam/rolePolicy:RolePolicy",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:core/v1:ServiceAccount",
  "kubernetes:external-secrets.io/v1:ExternalSecret",
]);

/** Satellites of what one of their inputs refers to, wherever they stand in the program. */
export const ATTACHED_BY: Readonly<Record<string, string>> = {
  "aws:cloudfront/vpcOrigin:VpcOrigin": "vpcOriginEndpointConfig",
  "aws:s3/bucketObject:BucketObject": "bucket",
  "aws:s3/bucketObjectv2:BucketObjectv2": "bucket",
};

/** Resources that join two others: traffic goes from what one input refers to, to what the other does, or else to their owner. */
export const JOINS: Readonly<Record<string, { readonly from: string; readonly to?: string }>> = {
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { from: "referencedSecurityGroupId", to: "securityGroupId" },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { from: "securityGroupId", to: "referencedSecurityGroupId" },
  "aws:wafv2/webAclAssociation:WebAclAssociation": { from: "webAclArn", to: "resourceArn" },
  "aws:lambda/eventSourceMapping:EventSourceMapping": { from: "eventSourceArn", to: "functionName" },
  "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList": { from: "ipAddress", to: "projectId" },
  "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding": { from: "spec" },
};
