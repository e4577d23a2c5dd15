/**
 * How to find out, for each type of resource, whether a cloud has made what the engine was waiting for when it was killed. Ids are
 * those that `pulumi import` takes; sources: the import sections of the providers' documentation.
 */
import { atlasRules, cloudflareRules } from "./otherRules.ts";
import { again, joined, last, type Making, PUT, type Rule, type Search, text } from "./search.ts";

const named = (...parts: readonly string[]): Rule => joined(":", ...parts);
const NOTHING = again("it is nothing in a cloud");

const searched = (search: (making: Making) => Search | undefined): Rule => ({ how: "searched", search });

const GLOBAL = "us-east-1";
/** What every taggable AWS resource of ours carries (infra/core/tags.ts); together they name one resource of a kind. */
const TAGS = ["Name", "app", "environment", "managed-by"];

/**
 * By its tags. https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 * @param kind how the part of the ARN behind the account begins
 * @param region where a global service keeps its resources
 */
const tagged = (service: string, kind: RegExp, id: (arn: string) => string = last, region?: string): Rule =>
  searched((making) => {
    const tags = TAGS.map((key) => ({ Key: key, Values: [text(making.inputs, `tags.${key}`)] }));
    if (tags.some(({ Values: [value] }) => value === undefined)) return undefined;
    const command = ["resourcegroupstaggingapi", "get-resources", "--resource-type-filters", service, "--tag-filters"];
    return {
      at: "aws",
      isLate: true,
      ask: [...command, JSON.stringify(tags), ...regionOf(making, region)],
      ids: (answer) =>
        items(answer, "ResourceTagMappingList")
          .map((item) => text(item, "ResourceARN") ?? "")
          .filter((arn) => arn.split(":")[2] === service && kind.test(arn.split(":").slice(5).join(":")))
          .map(id),
    };
  });

const ec2 = (kind: string): Rule => tagged("ec2", new RegExp(`^${kind}/`));
const arn = (whole: string): string => whole;

/** In a list that the service gives, by what is equal. */
const listed = (
  ask: (making: Making) => readonly (string | undefined)[],
  at: string,
  same: Readonly<Record<string, string>>,
  id: (item: object, making: Making) => string | undefined,
  region?: string,
): Rule =>
  searched((making) => {
    const command = ask(making);
    const wanted = Object.entries(same).map(([path, input]) => [path, text(making.inputs, input)] as const);
    if (!command.every((word) => word !== undefined) || wanted.some(([, value]) => value === undefined)) return undefined;
    return {
      at: "aws",
      ask: [...command, ...regionOf(making, region)],
      ids: (answer) =>
        items(answer, at)
          .filter((item) => wanted.every(([path, value]) => text(item, path) === value))
          .map((item) => id(item, making) ?? ""),
    };
  });

const regionOf = ({ inputs, region }: Making, fixed: string | undefined): string[] => {
  const where = fixed ?? text(inputs, "region") ?? region;
  return where === null ? [] : ["--region", where];
};

/** The list at a path of an answer. */
function items(answer: unknown, path: string): object[] {
  const lists = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], answer);
  return Array.isArray(lists) ? lists : [];
}

const webAcl = (kind: string): Rule =>
  tagged("wafv2", new RegExp(`^(regional|global)/${kind}/`), (whole) => {
    const [scope, , name, id] = whole.split(":").slice(5).join(":").split("/");
    return `${id}/${name}/${scope === "global" ? "CLOUDFRONT" : "REGIONAL"}`;
  });

/** https://www.pulumi.com/registry/packages/aws/api-docs/ */
const AWS: Readonly<Record<string, Rule>> = {
  "aws:acm/certificate:Certificate": tagged("acm", /^certificate\//, arn),
  "aws:acm/certificateValidation:CertificateValidation": NOTHING,
  "aws:cloudfront/distribution:Distribution": tagged("cloudfront", /^distribution\//, last, GLOBAL),
  "aws:cloudfront/function:Function": named("name"),
  "aws:cloudfront/originAccessControl:OriginAccessControl": listed(
    () => ["cloudfront", "list-origin-access-controls"],
    "OriginAccessControlList.Items",
    { Name: "name" },
    (item) => text(item, "Id"),
    GLOBAL,
  ),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": listed(
    () => ["cloudfront", "list-response-headers-policies", "--type", "custom"],
    "ResponseHeadersPolicyList.Items",
    { "ResponseHeadersPolicy.ResponseHeadersPolicyConfig.Name": "name" },
    (item) => text(item, "ResponseHeadersPolicy.Id"),
    GLOBAL,
  ),
  "aws:cloudfront/vpcOrigin:VpcOrigin": listed(
    () => ["cloudfront", "list-vpc-origins"],
    "VpcOriginList.Items",
    { Name: "vpcOriginEndpointConfig.name" },
    (item) => text(item, "Id"),
    GLOBAL,
  ),
  "aws:cloudwatch/eventRule:EventRule": named("name"),
  "aws:cloudwatch/eventTarget:EventTarget": PUT,
  "aws:cloudwatch/logDelivery:LogDelivery": listed(
    () => ["logs", "describe-deliveries"],
    "deliveries",
    { deliverySourceName: "deliverySourceName", deliveryDestinationArn: "deliveryDestinationArn" },
    (item) => text(item, "id"),
  ),
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": named("name"),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": named("name"),
  "aws:cloudwatch/logGroup:LogGroup": named("name"),
  // It is AWS's own, and only taken over.
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("security-group"),
  "aws:ec2/eip:Eip": ec2("elastic-ip"),
  "aws:ec2/flowLog:FlowLog": ec2("vpc-flow-log"),
  "aws:ec2/internetGateway:InternetGateway": ec2("internet-gateway"),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2("launch-template"),
  "aws:ec2/natGateway:NatGateway": ec2("natgateway"),
  "aws:ec2/route:Route": joined("_", "routeTableId", "destinationCidrBlock"),
  "aws:ec2/routeTable:RouteTable": ec2("route-table"),
  // Its import fails where there is none, instead of saying so.
  "aws:ec2/routeTableAssociation:RouteTableAssociation": searched((making) => {
    const [table, subnet] = [text(making.inputs, "routeTableId"), text(making.inputs, "subnetId")];
    if (table === undefined || subnet === undefined) return undefined;
    return {
      at: "aws",
      ask: ["ec2", "describe-route-tables", "--route-table-ids", table, ...regionOf(making, undefined)],
      ids: (answer) =>
        items(answer, "RouteTables")
          .flatMap((routeTable) => items(routeTable, "Associations"))
          .filter((association) => text(association, "SubnetId") === subnet)
          .map(() => `${subnet}/${table}`),
    };
  }),
  "aws:ec2/securityGroup:SecurityGroup": ec2("security-group"),
  "aws:ec2/subnet:Subnet": ec2("subnet"),
  "aws:ec2/vpc:Vpc": ec2("vpc"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpc-endpoint"),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": named("repository"),
  "aws:ecr/repository:Repository": named("name"),
  "aws:eks/accessEntry:AccessEntry": named("clusterName", "principalArn"),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": joined("#", "clusterName", "principalArn", "policyArn"),
  "aws:eks/addon:Addon": named("clusterName", "addonName"),
  "aws:eks/cluster:Cluster": named("name"),
  "aws:eks/nodeGroup:NodeGroup": named("clusterName", "nodeGroupName"),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": tagged("eks", /^podidentityassociation\//, (whole) =>
    whole.split("/").slice(-2).join(","),
  ),
  "aws:elasticache/parameterGroup:ParameterGroup": named("name"),
  "aws:elasticache/replicationGroup:ReplicationGroup": named("replicationGroupId"),
  "aws:elasticache/subnetGroup:SubnetGroup": named("name"),
  "aws:iam/instanceProfile:InstanceProfile": named("name"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": tagged("iam", /^oidc-provider\//, arn, GLOBAL),
  "aws:iam/role:Role": named("name"),
  "aws:iam/rolePolicy:RolePolicy": named("role", "name"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": PUT,
  "aws:kms/alias:Alias": named("name"),
  "aws:kms/key:Key": tagged("kms", /^key\//),
  "aws:kms/replicaKey:ReplicaKey": tagged("kms", /^key\//),
  "aws:lambda/eventSourceMapping:EventSourceMapping": listed(
    ({ inputs }) => [
      ...["lambda", "list-event-source-mappings", "--event-source-arn", text(inputs, "eventSourceArn")],
      ...["--function-name", text(inputs, "functionName")],
    ],
    "EventSourceMappings",
    {},
    (item) => text(item, "UUID"),
  ),
  "aws:lambda/function:Function": named("name"),
  "aws:lb/listener:Listener": tagged("elasticloadbalancing", /^listener\//, arn),
  "aws:lb/loadBalancer:LoadBalancer": tagged("elasticloadbalancing", /^loadbalancer\//, arn),
  "aws:lb/targetGroup:TargetGroup": tagged("elasticloadbalancing", /^targetgroup\//, arn),
  "aws:s3/bucket:Bucket": named("bucket"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": PUT,
  "aws:s3/bucketLogging:BucketLogging": PUT,
  "aws:s3/bucketNotification:BucketNotification": PUT,
  "aws:s3/bucketObjectv2:BucketObjectv2": PUT,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": PUT,
  "aws:s3/bucketPolicy:BucketPolicy": PUT,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": PUT,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": PUT,
  "aws:s3/bucketVersioning:BucketVersioning": PUT,
  "aws:scheduler/schedule:Schedule": joined("/", "groupName", "name"),
  "aws:secretsmanager/secret:Secret": tagged("secretsmanager", /^secret:/, arn),
  "aws:secretsmanager/secretVersion:SecretVersion": again("a second version of the secret takes the first one's place"),
  "aws:sqs/queue:Queue": tagged("sqs", /^/, (whole) => {
    const [, , , region, account, name] = whole.split(":");
    return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  }),
  "aws:sqs/queuePolicy:QueuePolicy": PUT,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("security-group-rule"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("security-group-rule"),
  "aws:wafv2/ipSet:IpSet": webAcl("ipset"),
  "aws:wafv2/webAcl:WebAcl": webAcl("webacl"),
  "aws:wafv2/webAclAssociation:WebAclAssociation": joined(",", "webAclArn", "resourceArn"),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": named("resourceArn"),
};

const RULES: Readonly<Record<string, Rule>> = {
  ...AWS,
  ...cloudflareRules,
  ...atlasRules,
  "kubernetes:helm.sh/v3:Release": joined("/", "namespace", "name"),
  // Its provider takes over an index that is there. infra/data/pinecone/provider.ts
  "pulumi-nodejs:dynamic/monitor:PineconeIndex": again("making it takes over what is there"),
};

/** An object of a cluster, by its place in it. */
const OBJECT: Rule = {
  how: "named",
  id: ({ inputs }) => {
    const [namespace, name] = [text(inputs, "metadata.namespace"), text(inputs, "metadata.name")];
    return namespace === undefined || name === undefined ? name : `${namespace}/${name}`;
  },
};

/** @returns undefined for a type of which nobody has said how it is found */
export function ruleOf(type: string): Rule | undefined {
  if (RULES[type]) return RULES[type];
  if (type.startsWith("kubernetes:")) return OBJECT;
  return /^(pulumi:|random:)/.test(type) ? NOTHING : undefined;
}
