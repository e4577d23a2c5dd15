/**
 * Writes `facts.json` from what providers' sources declare. `schemas.go` reads the sources, one file for each provider; this gives the
 * properties the names they have in Pulumi, by the SDKs that are installed. Sources are taken from the providers' releases nearest to
 * the ones that the SDKs wrap; nothing of them is kept but which property is which.
 *
 *     go run toolkit/diff/facts/schemas.go -kind services PROVIDER/internal/service > aws.json           (and so on)
 *     node --import tsx toolkit/diff/facts/generate.ts 2026-11-23 aws=v6.58.0:aws.json mongodbatlas=v2.16.0:atlas.json …
 *
 * Packages that are not named stay as they were read, but for what their SDK says itself (`sdk.ts`).
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Shape } from "../../engine/lab/declarations.ts";
import { byText, jsonText } from "../../graph/graph.ts";
import { factFile } from "../facts.ts";
import { READ_BY_SDK, readSdk, SDKS, type Sdk, saidBySdk } from "./sdk.ts";

interface Attribute {
  readonly new?: boolean;
  readonly set?: boolean;
  readonly decides?: boolean;
  readonly attrs?: Attributes;
}
type Attributes = { readonly [name: string]: Attribute };

const SOURCES: Readonly<Record<string, string>> = {
  aws: "https://github.com/hashicorp/terraform-provider-aws",
  cloudflare: "https://github.com/cloudflare/terraform-provider-cloudflare",
  mongodbatlas: "https://github.com/mongodb/terraform-provider-mongodbatlas",
  random: "https://github.com/hashicorp/terraform-provider-random",
};

/** Modules of the AWS SDK that programs commonly use; the others come to thrice as much, and hardly anybody meets them. */
const AWS_MODULES = new Set(
  [
    "acm alb apigateway apigatewayv2 appautoscaling appsync athena autoscaling backup batch budgets cfg cloudfront cloudtrail cloudwatch",
    "codebuild codepipeline cognito docdb dynamodb ebs ec2 ec2transitgateway ecr ecrpublic ecs efs eks elasticache elasticbeanstalk elb",
    "guardduty iam kinesis kms lambda lb mq msk neptune opensearch organizations rds redshift route53 s3 scheduler secretsmanager ses",
    "sesv2 servicediscovery sfn sns sqs ssm synthetics vpc waf wafv2 xray",
  ].flatMap((names) => names.split(" ")),
);

const isRead = (pkg: string, module: string): boolean => pkg !== "aws" || AWS_MODULES.has(module);

/** Terraform's names of modules that Pulumi calls otherwise. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  alb: ["lb", "alb"],
  cfg: ["config"],
  ec2: ["", "ec2", "vpc", "ec2_", "ebs", "default"],
  lb: ["lb", "alb"],
  ec2transitgateway: ["ec2_transit_gateway"],
  elasticbeanstalk: ["elastic_beanstalk"],
  rds: ["db", "rds"],
  vpc: ["vpc", ""],
  s3: ["s3", "s3_bucket"],
  servicediscovery: ["service_discovery"],
  cloudwatch: ["cloudwatch", "cloudwatch_log", "cloudwatch_event"],
  appautoscaling: ["appautoscaling"],
  autoscaling: ["autoscaling", ""],
  apigateway: ["api_gateway"],
  codebuild: ["codebuild"],
  secretsmanager: ["secretsmanager"],
};

/** Terraform's names where no rule gives them. */
const NAMES: Readonly<Record<string, string>> = {
  "aws:apigateway/response:Response": "aws_api_gateway_gateway_response",
  "aws:appsync/dataSource:DataSource": "aws_appsync_datasource",
  "aws:appsync/graphQLApi:GraphQLApi": "aws_appsync_graphql_api",
  "aws:autoscaling/tag:Tag": "aws_autoscaling_group_tag",
  "aws:cfg/recorder:Recorder": "aws_config_configuration_recorder",
  "aws:cfg/recorderStatus:RecorderStatus": "aws_config_configuration_recorder_status",
  "aws:cfg/rule:Rule": "aws_config_config_rule",
  "aws:cloudtrail/trail:Trail": "aws_cloudtrail",
  "aws:codepipeline/pipeline:Pipeline": "aws_codepipeline",
  "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": "aws_cognito_identity_pool_roles_attachment",
  "aws:ec2/dedicatedHost:DedicatedHost": "aws_ec2_host",
  "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment":
    "aws_network_interface_sg_attachment",
  "aws:ec2/securityGroupAssociation:SecurityGroupAssociation": "aws_vpc_endpoint_security_group_association",
  "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple": "aws_vpc_endpoint_service_allowed_principal",
  "aws:ec2transitgateway/transitGateway:TransitGateway": "aws_ec2_transit_gateway",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "aws_iam_openid_connect_provider",
  "aws:iam/sshKey:SshKey": "aws_iam_user_ssh_key",
  "aws:opensearch/serverlessCollection:ServerlessCollection": "aws_opensearchserverless_collection",
  "aws:rds/roleAssociation:RoleAssociation": "aws_db_instance_role_association",
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": "aws_route53_hosted_zone_dnssec",
  "aws:s3/bucketObject:BucketObject": "aws_s3_bucket_object",
  "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "aws_s3_bucket_replication_configuration",
  "aws:ses/mailFrom:MailFrom": "aws_ses_domain_mail_from",
  "aws:sns/dataProtectionPolicy:DataProtectionPolicy": "aws_sns_topic_data_protection_policy",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "aws_sqs_queue_redrive_allow_policy",
  "aws:sqs/redrivePolicy:RedrivePolicy": "aws_sqs_queue_redrive_policy",
  "aws:waf/ipSet:IpSet": "aws_waf_ipset",
  "aws:alb/loadBalancer:LoadBalancer": "aws_lb",
  "aws:elb/loadBalancer:LoadBalancer": "aws_elb",
  "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
  "cloudflare:index/record:Record": "cloudflare_dns_record",
};

/** Pulumi's names of properties that it calls otherwise. https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  alarm_name: ["name"],
  cloud_watch_log_group_arn: ["cloudwatchLogGroupArn"],
  filename: ["code"],
  function_name: ["name", "function"],
  log_group_name: ["logGroup"],
  rest_api_id: ["restApi"],
  topic_arn: ["topic"],
};

const snake = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
const camel = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Which of a provider's types a token is; undefined where none fits. */
function nameOf(token: string, pkg: string, known: ReadonlyMap<string, Attributes>): string | undefined {
  const [, module = "", kind = ""] = token.split(":");
  const [folder = ""] = module.split("/");
  const prefixes = folder === "index" ? [""] : (MODULES[folder] ?? [folder]);
  const candidates = [
    NAMES[token],
    ...prefixes.map((prefix) => [pkg, prefix, snake(kind)].filter(Boolean).join("_")),
    ...[`${pkg}_${snake(kind)}`, snake(kind)],
  ];
  // A folder of Go has no underscores.
  const plain = (name: string): string => name.replaceAll("_", "");
  return (
    candidates.find((name) => name !== undefined && known.has(name)) ??
    (pkg === "mongodbatlas" ? [...known.keys()].find((name) => plain(name) === plain(`${pkg}_${snake(kind)}`)) : undefined)
  );
}

interface Found {
  readonly replaces: string[];
  readonly decides: string[];
  readonly sets: string[];
  /** Properties that the SDK has under no name we could think of. */
  readonly lost: string[];
}

/** The property that is a Terraform attribute: lists are in the plural. */
function nameIn(shape: Shape, attribute: string): string | undefined {
  const one = camel(attribute);
  const wanted = [one, `${one}s`, `${one}es`, one.replace(/y$/, "ies"), one.replace(/s$/, ""), ...(PROPERTIES[attribute] ?? [])];
  return wanted.find((name) => name in shape || `${name}!` in shape);
}

function visit(attrs: Attributes, shape: Shape, above: string, sdk: Sdk, found: Found): void {
  for (const [name, attr] of Object.entries(attrs)) {
    const property = nameIn(shape, name);
    if (property === undefined) {
      if (attr.new === true) found.lost.push(`${above}${name}`);
      continue;
    }
    const at = `${above}${property}`;
    const nested = shapeIn(shape[property] ?? shape[`${property}!`] ?? "", sdk);
    if (attr.new === true) {
      const isAll = !nested || Object.values(attr.attrs ?? {}).every((inner) => inner.new === true);
      found.replaces.push(isAll ? at : `${at}#`);
    }
    if (attr.decides === true && attr.new !== true) found.decides.push(at);
    if (attr.set === true) found.sets.push(at);
    if (nested && attr.attrs) visit(attr.attrs, nested, `${at}.`, sdk, found);
  }
}

const shapeIn = (type: string, { shapes }: Sdk): Shape | undefined => {
  const name = /\w+(?:\.\w+)+/.exec(type)?.[0];
  return name === undefined ? undefined : shapes.get(name);
};

/** Without what stands in another of them. */
const outermost = (paths: readonly string[]): string[] =>
  [...new Set(paths)].filter((at) => !paths.some((other) => at !== other && at.startsWith(`${other}.`))).sort(byText);

function factsOf(pkg: string, schemas: ReadonlyMap<string, Attributes>): Record<string, Record<string, string>> {
  const sdk = readSdk(pkg, isRead);
  const types: Record<string, Record<string, string>> = {};
  for (const [token, shape] of sdk.args) {
    const name = nameOf(token, pkg, schemas);
    const attrs = name === undefined ? undefined : schemas.get(name);
    if (!attrs) {
      process.stderr.write(`no schema of ${token}\n`);
      continue;
    }
    const found: Found = { replaces: [], decides: [], sets: [], lost: [] };
    visit(attrs, shape, "", sdk, found);
    // Every resource that stands in a region: `forceNewIfRegionChanges` in the provider's internal/provider.
    if (pkg === "aws" && ("region" in shape || "region!" in shape)) found.replaces.push("region");
    // By a name alone, a type may be taken for another.
    const known = Object.keys(attrs).filter((attr) => nameIn(shape, attr) !== undefined).length;
    if (known < Object.keys(shape).length / 2) process.stderr.write(`${token} hardly looks like ${name}: left out\n`);
    if (known < Object.keys(shape).length / 2) continue;
    if (found.lost.length > 0) process.stderr.write(`${token}: no property for ${found.lost.join(", ")}\n`);
    const lists = {
      replaces: outermost(found.replaces),
      decides: outermost(found.decides),
      sets: [...new Set(found.sets)].sort(byText),
    };
    types[token] = Object.fromEntries(
      Object.entries(lists).flatMap(([key, list]) => (list.length > 0 ? [[key, list.join(" ")]] : [])),
    );
  }
  return types;
}

type Facts = Readonly<Record<string, string>>;

const [read = "", ...wanted] = process.argv.slice(2);
const sources: Record<string, object> = { ...factFile().sources };
const types: Record<string, Facts> = { ...factFile().types };
for (const argument of wanted) {
  const [, pkg = "", version = "", file = ""] = /^(\w+)=([^:]+):(.+)$/.exec(argument) ?? [];
  const schemas = JSON.parse(readFileSync(file, "utf8")) as Record<string, Attributes | null>;
  const sdk = (JSON.parse(readFileSync(path.join(SDKS, pkg, "package.json"), "utf8")) as { version: string }).version;
  sources[pkg] = { of: SOURCES[pkg], version, read, sdk };
  for (const token of Object.keys(types)) if (token.startsWith(`${pkg}:`)) delete types[token];
  Object.assign(types, factsOf(pkg, new Map(Object.entries(schemas).flatMap(([name, attrs]) => (attrs ? [[name, attrs]] : [])))));
}
for (const pkg of READ_BY_SDK) {
  const sdk = readSdk(pkg, isRead);
  for (const [token, { kept: _, defaults: __, ...facts }] of Object.entries(types))
    if (token.startsWith(`${pkg}:`)) types[token] = { ...facts, ...saidBySdk(token, facts, sdk) };
}
writeFileSync(path.join(import.meta.dirname, "facts.json"), jsonText({ sources, types }));
