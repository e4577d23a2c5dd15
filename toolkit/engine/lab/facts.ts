/**
 * What the stand-ins know of each resource type: how a cloud tells two of them apart, and which changes it can only make by making
 * the resource anew. Sources: the schemas behind Pulumi's providers, where a property says ForceNew or RequiresReplace.
 */

export interface Facts {
  /** What no two resources of the type may share, all together. Without it a cloud makes as many as it is asked for. */
  readonly unique?: readonly string[];
  /**
   * Making it again is no error but overwrites it; and deleting one of the two deletes it. So a replacement that is made before the
   * old one goes leaves nothing behind.
   */
  readonly put?: true;
  /** Pulumi's provider deletes the old one first, whatever its name. */
  readonly deleteFirst?: true;
  /** Changes that force a new resource. */
  readonly replaces?: readonly string[];
  /** Longest name the cloud takes. */
  readonly longest?: number;
  /** How its ids begin: `vpc-`. Without it, the id is what the resource is named. */
  readonly id?: string;
  /** The output that is its id. */
  readonly idIs?: string;
}

const facts = (replaces: string, more: Omit<Facts, "replaces"> = {}): Facts => ({
  replaces: replaces.split(" ").filter(Boolean),
  ...more,
});
/** A resource known by what it belongs to: it is unique in it, and moves only by being made anew. */
const belongs = (to: string, replaces = "") => facts(`${to} ${replaces}`, { unique: to.split(" ") });
/** A setting of what it belongs to: there is one, and it is put. */
const settingOf = (owner: string, replaces = "") => facts(`${owner} ${replaces}`, { unique: owner.split(" "), put: true });
/** A resource known by its name. */
const named = (longest: number, replaces = "", property = "name") =>
  facts(`${property} ${replaces}`, { unique: [property], longest });

/**
 * https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service, one folder for each service; for names and what
 * goes first: https://github.com/pulumi/pulumi-aws/blob/master/provider/resource_overrides.go
 */
const AWS: Readonly<Record<string, Facts>> = {
  "aws:acm/certificate:Certificate": facts("domainName subjectAlternativeNames validationMethod keyAlgorithm", { idIs: "arn" }),
  "aws:acm/certificateValidation:CertificateValidation": facts("certificateArn validationRecordFqdns", { id: "" }),
  "aws:cloudfront/distribution:Distribution": facts("staging", { id: "E" }),
  "aws:cloudfront/function:Function": named(64),
  "aws:cloudfront/originAccessControl:OriginAccessControl": facts("", { unique: ["name"], longest: 64, id: "E" }),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": facts("", { unique: ["name"], longest: 128, id: "" }),
  "aws:cloudfront/vpcOrigin:VpcOrigin": facts("", { unique: ["vpcOriginEndpointConfig.name"], id: "vo_" }),
  "aws:cloudwatch/eventRule:EventRule": named(64, "eventBusName"),
  "aws:cloudwatch/eventTarget:EventTarget": settingOf("rule targetId eventBusName"),
  "aws:cloudwatch/logDelivery:LogDelivery": facts("deliveryDestinationArn deliverySourceName", {
    unique: ["deliveryDestinationArn", "deliverySourceName"],
    id: "",
  }),
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": named(60, "deliveryDestinationType"),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": named(60, "logType resourceArn"),
  "aws:cloudwatch/logGroup:LogGroup": named(512, "logGroupClass"),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": facts("vpcId", { unique: ["vpcId"], id: "sg-" }),
  "aws:ec2/eip:Eip": facts("domain publicIpv4Pool networkBorderGroup", { idIs: "allocationId" }),
  "aws:ec2/flowLog:FlowLog": facts(
    "vpcId subnetId eniId logDestination logDestinationType logFormat trafficType iamRoleArn maxAggregationInterval destinationOptions",
    { id: "fl-" },
  ),
  "aws:ec2/internetGateway:InternetGateway": facts("", { unique: ["vpcId"], id: "igw-" }),
  "aws:ec2/launchTemplate:LaunchTemplate": facts("name", { unique: ["name"], longest: 125, id: "lt-" }),
  "aws:ec2/natGateway:NatGateway": facts("allocationId subnetId connectivityType privateIp", {
    unique: ["allocationId"],
    id: "nat-",
  }),
  "aws:ec2/route:Route": belongs("routeTableId destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId"),
  "aws:ec2/routeTable:RouteTable": facts("vpcId", { id: "rtb-" }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": facts("subnetId gatewayId", {
    unique: ["subnetId", "gatewayId"],
    id: "rtbassoc-",
  }),
  "aws:ec2/securityGroup:SecurityGroup": facts("name namePrefix description vpcId", {
    unique: ["vpcId", "name"],
    longest: 255,
    id: "sg-",
  }),
  "aws:ec2/subnet:Subnet": facts("availabilityZone availabilityZoneId cidrBlock vpcId ipv6Native outpostArn", {
    unique: ["vpcId", "cidrBlock"],
    id: "subnet-",
  }),
  "aws:ec2/vpc:Vpc": facts("cidrBlock ipv4IpamPoolId ipv4NetmaskLength", { id: "vpc-" }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": facts("vpcId serviceName vpcEndpointType serviceRegion", {
    unique: ["vpcId", "serviceName"],
    id: "vpce-",
  }),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": { ...settingOf("repository", "policy"), deleteFirst: true },
  "aws:ecr/repository:Repository": named(256, "encryptionConfigurations"),
  "aws:eks/accessEntry:AccessEntry": belongs("clusterName principalArn", "type"),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": settingOf("clusterName principalArn policyArn", "accessScope"),
  "aws:eks/addon:Addon": belongs("clusterName addonName"),
  "aws:eks/cluster:Cluster": named(
    100,
    "roleArn bootstrapSelfManagedAddons accessConfig.bootstrapClusterCreatorAdminPermissions kubernetesNetworkConfig.ipFamily kubernetesNetworkConfig.serviceIpv4Cidr outpostConfig remoteNetworkConfig",
  ),
  "aws:eks/nodeGroup:NodeGroup": facts(
    "clusterName nodeGroupName amiType capacityType diskSize instanceTypes nodeRoleArn subnetIds remoteAccess launchTemplate.id launchTemplate.name",
    { unique: ["clusterName", "nodeGroupName"], longest: 63 },
  ),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": facts("clusterName namespace serviceAccount", {
    unique: ["clusterName", "namespace", "serviceAccount"],
    idIs: "associationId",
  }),
  "aws:elasticache/parameterGroup:ParameterGroup": named(255, "family description"),
  "aws:elasticache/replicationGroup:ReplicationGroup": named(
    40,
    "atRestEncryptionEnabled kmsKeyId subnetGroupName port dataTieringEnabled networkType globalReplicationGroupId snapshotName snapshotArns",
    "replicationGroupId",
  ),
  "aws:elasticache/subnetGroup:SubnetGroup": named(255),
  "aws:iam/instanceProfile:InstanceProfile": named(128, "path"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": facts("url", { unique: ["url"], idIs: "arn" }),
  "aws:iam/role:Role": named(64, "path"),
  "aws:iam/rolePolicy:RolePolicy": facts("role name", { unique: ["role", "name"], longest: 128 }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { ...settingOf("role policyArn"), deleteFirst: true },
  "aws:kms/alias:Alias": named(256),
  "aws:kms/key:Key": facts("customerMasterKeySpec keyUsage multiRegion customKeyStoreId", { idIs: "keyId" }),
  "aws:kms/replicaKey:ReplicaKey": facts("primaryKeyArn", { idIs: "keyId" }),
  "aws:lambda/eventSourceMapping:EventSourceMapping": facts("eventSourceArn startingPosition", {
    unique: ["eventSourceArn", "functionName"],
    id: "",
  }),
  "aws:lambda/function:Function": named(64, "packageType"),
  "aws:lb/listener:Listener": facts("loadBalancerArn", { unique: ["loadBalancerArn", "port"], idIs: "arn" }),
  "aws:lb/loadBalancer:LoadBalancer": facts("name internal loadBalancerType", { unique: ["name"], longest: 32, idIs: "arn" }),
  "aws:lb/targetGroup:TargetGroup": facts("name port protocol protocolVersion targetType vpcId ipAddressType", {
    unique: ["name"],
    longest: 32,
    idIs: "arn",
  }),
  "aws:s3/bucket:Bucket": named(63, "objectLockEnabled", "bucket"),
  "aws:s3/bucketObjectv2:BucketObjectv2": settingOf("bucket key"),
  "aws:scheduler/schedule:Schedule": named(64, "groupName"),
  "aws:secretsmanager/secret:Secret": facts("name", { unique: ["name"], longest: 512, idIs: "arn" }),
  "aws:secretsmanager/secretVersion:SecretVersion": facts("secretId secretString secretBinary", { id: "" }),
  "aws:sqs/queue:Queue": facts("name fifoQueue", { unique: ["name"], longest: 80, idIs: "url" }),
  "aws:sqs/queuePolicy:QueuePolicy": settingOf("queueUrl"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule(),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule(),
  "aws:wafv2/ipSet:IpSet": facts("name scope ipAddressVersion", { unique: ["name", "scope"], longest: 128, id: "" }),
  "aws:wafv2/webAcl:WebAcl": facts("name scope", { unique: ["name", "scope"], longest: 128, id: "" }),
  "aws:wafv2/webAclAssociation:WebAclAssociation": settingOf("resourceArn", "webAclArn"),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": settingOf("resourceArn"),
  ...Object.fromEntries(
    [
      "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "bucketLogging:BucketLogging",
      "bucketNotification:BucketNotification",
      "bucketOwnershipControls:BucketOwnershipControls",
      "bucketPolicy:BucketPolicy",
      "bucketPublicAccessBlock:BucketPublicAccessBlock",
      "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "bucketVersioning:BucketVersioning",
    ].map((kind) => [`aws:s3/${kind}`, settingOf("bucket")]),
  ),
};

function securityGroupRule(): Facts {
  const unique = "securityGroupId ipProtocol fromPort toPort cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId".split(" ");
  return facts("securityGroupId", { unique, id: "sgr-" });
}

/** https://github.com/mongodb/terraform-provider-mongodbatlas/tree/master/internal/service */
const ATLAS: Readonly<Record<string, Facts>> = {
  "mongodbatlas:index/advancedCluster:AdvancedCluster": facts("name projectId", { unique: ["projectId", "name"], longest: 64 }),
  "mongodbatlas:index/alertConfiguration:AlertConfiguration": facts("projectId", { id: "" }),
  "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule": settingOf("projectId clusterName"),
  "mongodbatlas:index/cloudProviderAccessAuthorization:CloudProviderAccessAuthorization": settingOf("projectId roleId"),
  "mongodbatlas:index/cloudProviderAccessSetup:CloudProviderAccessSetup": facts("projectId providerName", { id: "" }),
  "mongodbatlas:index/databaseUser:DatabaseUser": belongs("projectId authDatabaseName username"),
  "mongodbatlas:index/encryptionAtRest:EncryptionAtRest": settingOf("projectId"),
  "mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint": facts("projectId providerName region", {
    unique: ["projectId", "providerName", "region"],
    id: "",
  }),
  "mongodbatlas:index/privateLinkEndpointService:PrivateLinkEndpointService": belongs(
    "projectId privateLinkId endpointServiceId providerName",
  ),
  "mongodbatlas:index/project:Project": facts("orgId", { unique: ["orgId", "name"], longest: 64, id: "" }),
  "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList": belongs("projectId cidrBlock ipAddress awsSecurityGroup"),
};

const OTHERS: Readonly<Record<string, Facts>> = {
  // https://github.com/cloudflare/terraform-provider-cloudflare/tree/main/internal/services
  "cloudflare:index/certificatePack:CertificatePack": facts(
    "zoneId hosts type certificateAuthority validationMethod validityDays",
    {
      id: "",
    },
  ),
  "cloudflare:index/dnsRecord:DnsRecord": facts("zoneId", { unique: ["zoneId", "name", "type", "content"], id: "" }),
  "cloudflare:index/ruleset:Ruleset": facts("zoneId accountId kind phase", {
    unique: ["zoneId", "accountId", "kind", "phase"],
    id: "",
  }),
  "cloudflare:index/zoneSetting:ZoneSetting": settingOf("zoneId settingId"),
  // https://github.com/hashicorp/terraform-provider-random/blob/main/internal/provider/resource_password.go
  "random:index/randomPassword:RandomPassword": facts(
    "keepers length special upper lower number numeric minUpper minLower minNumeric minSpecial overrideSpecial",
  ),
  // https://github.com/pulumi/pulumi-kubernetes/tree/master/provider/pkg/provider (forceNew) and the API reference of each kind
  "kubernetes:apps/v1:Deployment": facts("spec.selector"),
  "kubernetes:core/v1:ConfigMap": facts("data binaryData"),
  "kubernetes:core/v1:Secret": facts("data stringData type"),
  "kubernetes:core/v1:Service": facts("spec.clusterIP spec.type", { longest: 63 }),
  "kubernetes:batch/v1:Job": facts("spec.selector spec.template"),
  "kubernetes:helm.sh/v3:Release": facts("name namespace", { unique: ["name", "namespace"], longest: 53 }),
};

const TABLE: Readonly<Record<string, Facts>> = { ...AWS, ...ATLAS, ...OTHERS };

/** Every object of a cluster is known by its name in its namespace. */
const KUBERNETES: Facts = { unique: ["metadata.namespace", "metadata.name"], longest: 253 };

export function factsOf(type: string): Facts {
  const own = TABLE[type] ?? {};
  if (!type.startsWith("kubernetes:") || type === "kubernetes:helm.sh/v3:Release") return own;
  return {
    ...KUBERNETES,
    ...own,
    replaces: ["apiVersion", "kind", "metadata.name", "metadata.namespace", ...(own.replaces ?? [])],
  };
}
