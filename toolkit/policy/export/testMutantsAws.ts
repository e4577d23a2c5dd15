/** What of AWS is broken, and what checkov says to it. */
import type { Mutant } from "./testMutants.ts";

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
const ROOT_OF_ACCOUNT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" }],
});
const GITHUB = "token.actions.githubusercontent.com";
const EVERY_REPOSITORY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" }, StringLike: { [`${GITHUB}:sub`]: "repo:*" } },
    },
  ],
});
/** The keys of AWS's own documentation. */
const KEY_ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const EVERYTHING_FROM_EVERYWHERE = { description: "all", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };

export const AWS_MUTANTS: readonly Mutant[] = [
  // Load balancer
  { fails: ["CKV_AWS_131"], of: "alb-balancer:LoadBalancer", set: { dropInvalidHeaderFields: false } },
  { fails: ["CKV_AWS_150"], of: "alb-balancer:LoadBalancer", set: { enableDeletionProtection: false } },
  { fails: ["CKV_AWS_91"], of: "alb-balancer:LoadBalancer", set: { accessLogs: undefined } },
  { fails: ["CKV_AWS_328"], of: "alb-balancer:LoadBalancer", set: { desyncMitigationMode: "monitor" } },
  { fails: ["CKV_AWS_103", "CKV2_AWS_74"], of: "alb-https:Listener", set: { sslPolicy: "ELBSecurityPolicy-2016-08" } },
  {
    fails: ["CKV_AWS_2", "CKV_AWS_103", "CKV_AWS_378", "CKV2_AWS_20"],
    of: "alb-https:Listener",
    set: { protocol: "HTTP", port: 80, certificateArn: undefined, sslPolicy: undefined },
  },
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
    fails: ["CKV2_AWS_46", "CKV2_AWS_54"],
    of: "sdk-site-distribution:Distribution",
    set: {
      "origins.0.originAccessControlId": undefined,
      "origins.0.customOriginConfig": {
        ...{ httpPort: 80, httpsPort: 443, originProtocolPolicy: "http-only", originSslProtocols: ["SSLv3"] },
      },
    },
  },
  {
    fails: ["CKV_AWS_174", "CKV2_AWS_42"],
    of: "sdk-site-distribution:Distribution",
    set: { viewerCertificate: { cloudfrontDefaultCertificate: true } },
  },
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
  {
    fails: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277", "CKV_AWS_382"],
    of: "redis-security:SecurityGroup",
    set: { ingress: [EVERYTHING_FROM_EVERYWHERE], egress: [EVERYTHING_FROM_EVERYWHERE] },
  },
  { fails: ["CKV_AWS_23"], of: "redis-from-pods:SecurityGroupIngressRule", set: { description: undefined } },
  // Cluster and nodes
  { fails: ["CKV_AWS_37"], of: "cluster-cluster:Cluster", set: { enabledClusterLogTypes: ["audit"] } },
  { fails: ["CKV_AWS_38"], of: "cluster-cluster:Cluster", set: { "vpcConfig.publicAccessCidrs": ["0.0.0.0/0"] } },
  { fails: ["CKV_AWS_58"], of: "cluster-cluster:Cluster", set: { encryptionConfig: undefined } },
  { fails: ["CKV_AWS_339"], of: "cluster-cluster:Cluster", set: { version: "1.21" } },
  { fails: ["CKV_AWS_79"], of: "cluster-main-template:LaunchTemplate", set: { "metadataOptions.httpTokens": "optional" } },
  { fails: ["CKV_AWS_341"], of: "cluster-main-template:LaunchTemplate", set: { "metadataOptions.httpPutResponseHopLimit": 3 } },
  {
    fails: ["CKV_AWS_46", "CKV_AWS_88"],
    of: "cluster-main-template:LaunchTemplate",
    set: {
      userData: `export AWS_ACCESS_KEY_ID=${KEY_ID} AWS_SECRET_ACCESS_KEY=${SECRET_KEY}`,
      networkInterfaces: [{ associatePublicIpAddress: "true" }],
    },
  },
  { fails: ["CKV_AWS_100"], of: "cluster-main-group:NodeGroup", set: { remoteAccess: { ec2SshKey: "key" } } },
  // Cache
  { fails: ["CKV_AWS_29"], of: "redis-group:ReplicationGroup", set: { atRestEncryptionEnabled: false } },
  { fails: ["CKV_AWS_30", "CKV_AWS_31"], of: "redis-group:ReplicationGroup", set: { transitEncryptionEnabled: false } },
  { fails: ["CKV_AWS_31"], of: "redis-group:ReplicationGroup", set: { authToken: undefined } },
  { fails: ["CKV_AWS_191"], of: "redis-group:ReplicationGroup", set: { kmsKeyId: undefined } },
  { fails: ["CKV2_AWS_50"], of: "redis-group:ReplicationGroup", set: { automaticFailoverEnabled: false } },
  // Buckets: what protects one is a resource of its own each time
  { fails: ["CKV2_AWS_6"], of: "storage-public-access:BucketPublicAccessBlock" },
  { fails: ["CKV_AWS_53", "CKV2_AWS_6"], of: "storage-public-access:BucketPublicAccessBlock", set: { blockPublicAcls: false } },
  {
    fails: ["CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    of: "storage-public-access:BucketPublicAccessBlock",
    set: { blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false },
  },
  { fails: ["CKV_AWS_20", "CKV_AWS_57"], of: "storage-bucket:Bucket", set: { acl: "public-read-write" } },
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
  { fails: ["CKV_AWS_61"], of: "ai-role:Role", set: { assumeRolePolicy: ROOT_OF_ACCOUNT } },
  { fails: ["CKV_AWS_393"], stack: "shared", of: "github-preview:Role", set: { assumeRolePolicy: EVERY_REPOSITORY } },
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
  {
    fails: ["CKV2_AWS_56"],
    of: "ai-network:RolePolicyAttachment",
    set: { policyArn: "arn:aws:iam::aws:policy/IAMFullAccess" },
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
  {
    fails: ["CKV_AWS_45"],
    of: "ai-function:Function",
    set: { "environment.variables.AWS_ACCESS_KEY_ID": KEY_ID, "environment.variables.AWS_SECRET_ACCESS_KEY": SECRET_KEY },
  },
  {
    fails: ["CKV_AWS_51", "CKV_AWS_136", "CKV_AWS_163"],
    stack: "shared",
    of: "registry-api:Repository",
    set: {
      imageTagMutability: "MUTABLE",
      "imageScanningConfiguration.scanOnPush": false,
      encryptionConfigurations: [{ encryptionType: "AES256" }],
    },
  },
  { fails: ["CKV_AWS_363"], of: "ai-function:Function", set: { runtime: "nodejs12.x" } },
  { fails: ["CKV_AWS_27"], of: "ai-queue:Queue", set: { kmsMasterKeyId: undefined } },
  { fails: ["CKV_AWS_158"], of: "ai-logs:LogGroup", set: { kmsKeyId: undefined } },
  { fails: ["CKV_AWS_66", "CKV_AWS_338"], of: "ai-logs:LogGroup", set: { retentionInDays: undefined } },
];
