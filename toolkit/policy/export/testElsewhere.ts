/** What our stacks have none of, as badly made as it can be: other people's programs have it, and scanners must see it there. */
import { bareResource, type Graph, type Json, type Resource } from "../../graph/graph.ts";
import { symbol } from "../../graph/symbols.ts";

const resource = (type: string, name: string, inputs: { readonly [key: string]: Json } = {}): Resource =>
  bareResource({ urn: `urn:pulumi:elsewhere::app::${type}::${name}`, type, name, inputs });
const graph = (resources: readonly Resource[]): Graph => ({
  ...{ project: "app", stack: "elsewhere", resources, outputs: {}, cannotTell: [] },
});
const anybodyMay = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: "*" }] });

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const [open, watched] = ["open", "watched"].map((name) =>
  resource(BALANCER, name, { internal: false, loadBalancerType: "application" }),
) as [Resource, Resource];
const group = resource("aws:lb/targetGroup:TargetGroup", "web", { protocol: "HTTP", port: 80 });
const counting = resource("aws:wafv2/webAcl:WebAcl", "counting", {
  rules: [{ name: "nothing", priority: 0, statement: { geoMatchStatement: { countryCodes: ["AQ"] } } }],
});
const bucket = resource("aws:s3/bucket:Bucket", "files");
const cdn = {
  ...{ enabled: true, defaultCacheBehavior: { targetOriginId: "site", viewerProtocolPolicy: "allow-all" } },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  origins: [
    {
      ...{ originId: "site", domainName: "site.mediapackage.example.com" },
      customOriginConfig: { httpPort: 80, httpsPort: 443, originProtocolPolicy: "http-only", originSslProtocols: ["TLSv1.2"] },
    },
  ],
};

export const ELSEWHERE = graph([
  ...[open, watched, group, counting, bucket],
  resource("aws:lb/listener:Listener", "http", {
    ...{ loadBalancerArn: symbol(open.urn, "arn"), protocol: "HTTP", port: 80 },
    defaultActions: [{ type: "forward", targetGroupArn: symbol(group.urn, "arn") }],
  }),
  resource("aws:wafv2/webAclAssociation:WebAclAssociation", "watched", {
    ...{ resourceArn: symbol(watched.urn, "arn"), webAclArn: symbol(counting.urn, "arn") },
  }),
  resource("aws:wafv2/webAcl:WebAcl", "empty"),
  resource("aws:cloudfront/distribution:Distribution", "site", cdn),
  resource("aws:route53/zone:Zone", "zone", { name: "example.com" }),
  resource("aws:s3/bucketAcl:BucketAcl", "files", { bucket: symbol(bucket.urn, "id"), acl: "public-read" }),
  resource("aws:s3/bucketPolicy:BucketPolicy", "files", { bucket: symbol(bucket.urn, "id"), policy: anybodyMay("s3:GetObject") }),
  resource("aws:rds/instance:Instance", "database", {
    ...{ engine: "postgres", storageEncrypted: false, publiclyAccessible: true, backupRetentionPeriod: 0, multiAz: false },
    ...{ deletionProtection: false, autoMinorVersionUpgrade: false },
  }),
  resource("aws:rds/cluster:Cluster", "cluster", { engine: "aurora-postgresql", storageEncrypted: false }),
  resource("aws:ec2/instance:Instance", "server", {
    ...{ associatePublicIpAddress: true, metadataOptions: { httpTokens: "optional" }, rootBlockDevice: { encrypted: false } },
  }),
  resource("aws:ebs/volume:Volume", "disk", { encrypted: false }),
  resource("aws:ec2/securityGroupRule:SecurityGroupRule", "ssh", {
    ...{ type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] },
  }),
  resource("aws:elasticache/cluster:Cluster", "cache", {
    ...{ engine: "redis", snapshotRetentionLimit: 0, autoMinorVersionUpgrade: "false" },
  }),
  resource("aws:elasticache/replicationGroup:ReplicationGroup", "caches", {
    ...{ engine: "redis", atRestEncryptionEnabled: false, transitEncryptionEnabled: false },
  }),
  resource("aws:sns/topic:Topic", "topic"),
  resource("aws:sns/topicPolicy:TopicPolicy", "topic", { policy: anybodyMay("sns:*") }),
  resource("aws:sqs/queuePolicy:QueuePolicy", "queue", { policy: anybodyMay("sqs:*") }),
  resource("aws:ssm/parameter:Parameter", "clear", { type: "String", value: "clear" }),
  resource("aws:ssm/parameter:Parameter", "secure", { type: "SecureString", value: "secure" }),
  resource("aws:lambda/functionUrl:FunctionUrl", "url", { authorizationType: "NONE" }),
  resource("aws:lambda/permission:Permission", "anybody", { action: "lambda:InvokeFunction", principal: "*" }),
  resource("aws:lambda/permission:Permission", "service", { action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" }),
  resource("aws:ecr/repositoryPolicy:RepositoryPolicy", "images", { policy: anybodyMay("ecr:*") }),
  resource("aws:cloudtrail/trail:Trail", "trail", { enableLogFileValidation: false, isMultiRegionTrail: false }),
  resource("aws:iam/userPolicyAttachment:UserPolicyAttachment", "person", {
    ...{ user: "person", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
  }),
]);

const object = (apiVersion: string, kind: string, name: string, inputs: { readonly [key: string]: Json }): Resource =>
  resource(`kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`, name, {
    apiVersion,
    kind,
    ...inputs,
  });
const labels = { app: "web" };

export const ELSEWHERE_ON_A_CLUSTER = graph([
  object("apps/v1", "Deployment", "web", {
    spec: {
      ...{ replicas: 2, selector: { matchLabels: labels } },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "web", image: "nginx:latest", imagePullPolicy: "IfNotPresent" }],
          topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone", labelSelector: { matchLabels: { app: "other" } } }],
        },
      },
    },
  }),
  object("networking.k8s.io/v1", "Ingress", "web", {
    spec: {
      rules: [
        { http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }] } },
      ],
    },
  }),
  object("v1", "ServiceAccount", "default", { automountServiceAccountToken: true }),
  object("apps/v1beta1", "Deployment", "old", {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "old", image: "nginx" }] } },
    },
  }),
]);
