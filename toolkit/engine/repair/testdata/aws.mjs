// A stand-in for the AWS CLI: answers what a repair asks, from a lab's store. Usage: node aws.mjs LAB_FOLDER ARGUMENTS…
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const [folder, ...args] = process.argv.slice(2);
if (args[0] === "--version") {
  console.log("aws-cli/2.31.0");
  process.exit(0);
}
const store = path.join(folder, "resources");
const resources = readdirSync(store)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(path.join(store, file), "utf8")));
const of = (type) => resources.filter((resource) => resource.type === type);
const option = (name) => args[args.indexOf(name) + 1];

const ACCOUNT = "111122223333";
const REGION = "us-east-1";
const arn = (service, rest) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const ec2 = (kind) => (id) => arn("ec2", `${kind}/${id}`);
const itself = (id) => id;
const waf = (kind) => (id, { scope, name }) =>
  arn("wafv2", `${scope === "CLOUDFRONT" ? "global" : "regional"}/${kind}/${name}/${id}`);

/** How a type's ARNs are made from its ids and inputs. */
const ARNS = {
  "aws:acm/certificate:Certificate": itself,
  "aws:cloudfront/distribution:Distribution": (id) => `arn:aws:cloudfront::${ACCOUNT}:distribution/${id}`,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("security-group"),
  "aws:ec2/eip:Eip": ec2("elastic-ip"),
  "aws:ec2/flowLog:FlowLog": ec2("vpc-flow-log"),
  "aws:ec2/internetGateway:InternetGateway": ec2("internet-gateway"),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2("launch-template"),
  "aws:ec2/natGateway:NatGateway": ec2("natgateway"),
  "aws:ec2/routeTable:RouteTable": ec2("route-table"),
  "aws:ec2/securityGroup:SecurityGroup": ec2("security-group"),
  "aws:ec2/subnet:Subnet": ec2("subnet"),
  "aws:ec2/vpc:Vpc": ec2("vpc"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpc-endpoint"),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": (id, { clusterName }) =>
    arn("eks", `podidentityassociation/${clusterName}/${id}`),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": itself,
  "aws:kms/key:Key": (id) => arn("kms", `key/${id}`),
  "aws:kms/replicaKey:ReplicaKey": (id) => arn("kms", `key/${id}`),
  "aws:lb/listener:Listener": itself,
  "aws:lb/loadBalancer:LoadBalancer": itself,
  "aws:lb/targetGroup:TargetGroup": itself,
  "aws:secretsmanager/secret:Secret": itself,
  "aws:sqs/queue:Queue": (id) => arn("sqs", id.split("/").at(-1)),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("security-group-rule"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("security-group-rule"),
  "aws:wafv2/ipSet:IpSet": waf("ipset"),
  "aws:wafv2/webAcl:WebAcl": waf("webacl"),
};

const ANSWERS = {
  "resourcegroupstaggingapi get-resources"() {
    const filters = JSON.parse(option("--tag-filters"));
    const service = option("--resource-type-filters");
    const found = resources
      .filter(({ inputs }) => filters.every(({ Key, Values }) => Values.includes(inputs.tags?.[Key])))
      .flatMap(({ type, id, inputs }) => ARNS[type]?.(id, inputs) ?? [])
      .filter((whole) => whole.split(":")[2] === service);
    return { ResourceTagMappingList: found.map((ResourceARN) => ({ ResourceARN })) };
  },
  "cloudfront list-origin-access-controls": () => ({
    OriginAccessControlList: {
      Items: of("aws:cloudfront/originAccessControl:OriginAccessControl").map(({ id, inputs }) => ({ Id: id, Name: inputs.name })),
    },
  }),
  "cloudfront list-response-headers-policies": () => ({
    ResponseHeadersPolicyList: {
      Items: of("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").map(({ id, inputs }) => ({
        Type: "custom",
        ResponseHeadersPolicy: { Id: id, ResponseHeadersPolicyConfig: { Name: inputs.name } },
      })),
    },
  }),
  "cloudfront list-vpc-origins": () => ({
    VpcOriginList: {
      Items: of("aws:cloudfront/vpcOrigin:VpcOrigin").map(({ id, inputs }) => ({
        Id: id,
        Name: inputs.vpcOriginEndpointConfig.name,
      })),
    },
  }),
  "logs describe-deliveries": () => ({
    deliveries: of("aws:cloudwatch/logDelivery:LogDelivery").map(({ id, inputs }) => ({ id, ...inputs })),
  }),
  "lambda list-event-source-mappings": () => ({
    EventSourceMappings: of("aws:lambda/eventSourceMapping:EventSourceMapping")
      .filter(
        ({ inputs }) =>
          inputs.eventSourceArn === option("--event-source-arn") && inputs.functionName === option("--function-name"),
      )
      .map(({ id }) => ({ UUID: id })),
  }),
  "ec2 describe-route-tables": () => ({
    RouteTables: [
      {
        Associations: of("aws:ec2/routeTableAssociation:RouteTableAssociation")
          .filter(({ inputs }) => inputs.routeTableId === option("--route-table-ids"))
          .map(({ id, inputs }) => ({ RouteTableAssociationId: id, SubnetId: inputs.subnetId })),
      },
    ],
  }),
};

const answer = ANSWERS[args.slice(0, 2).join(" ")];
if (answer === undefined) {
  console.error(`the stand-in has no answer to aws ${args.join(" ")}`);
  process.exit(254);
}
console.log(JSON.stringify(answer()));
