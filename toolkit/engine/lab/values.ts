/** Made-up values of outputs, plausible in shape and the same each time: what the outputs table leaves open. */
import type { OutputTable } from "../../graph/outputs/table.ts";
import { hash, uuid } from "./names.ts";
import { isObject, isUnknown, type Properties, revealAll, UNKNOWN_VALUE, wireSecret } from "./wire.ts";

/** The pretended account. */
export interface Account {
  readonly id: string;
  readonly region: string;
}

export interface Made {
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly inputs: Properties;
  /** Of which everything made up follows. */
  readonly seed: string;
  /** How often it has been changed since it was made. */
  readonly revision: number;
}

/** Outputs that are numbers, and those that each change counts up. */
const COUNTED: ReadonlySet<string> = new Set(["latestVersion"]);

/** Everything a resource gives back: its inputs and what the table says of its type. */
export function outputsOf(table: OutputTable, made: Made, account: Account): Properties {
  return answer(table, made, (path) => valueAt(made, path, account));
}

/** The same before it exists: all that the cloud will say is unknown. */
export function outputsInPreview(table: OutputTable, made: Made): Properties {
  return blur(answer(table, made, () => UNKNOWN_VALUE)) as Properties;
}

/** What is known of a resource before it is changed: counted outputs are not. */
export function outputsBeforeUpdate(table: OutputTable, made: Made, account: Account): Properties {
  const outputs = outputsOf(table, made, account);
  return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, COUNTED.has(key) ? UNKNOWN_VALUE : value]));
}

function answer(table: OutputTable, { type, name, inputs, revision }: Made, ref: (path: string) => string): Properties {
  const entry = table.resources[type];
  const { __defaults: _, ...visible } = inputs;
  const plain = revealAll(visible) as Properties;
  const result: Record<string, unknown> = { ...visible };
  for (const [key, value] of Object.entries(entry?.outputs?.({ name, inputs: plain, ref }) ?? {})) {
    if (typeof value === "string" && inputs[key] !== undefined) continue; // the cloud gives back what it was given
    result[key] = COUNTED.has(key) && !isUnknown(value) ? revision + 1 : value;
  }
  for (const key of entry?.secret ?? []) result[key] ??= wireSecret(ref(key));
  return result;
}

/** A text around something unknown is unknown. */
function blur(value: unknown): unknown {
  if (typeof value === "string") return value.includes(UNKNOWN_VALUE) ? UNKNOWN_VALUE : value;
  if (Array.isArray(value)) return value.map(blur);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, blur(item)])) : value;
}

/** The answer of a lookup; undefined for one that the table lacks. */
export function lookup(table: OutputTable, token: string, args: Properties, account: Account): Properties | undefined {
  const made = { type: token, name: token.split(":").pop() ?? "", inputs: args, seed: token + JSON.stringify(args), revision: 0 };
  return table.lookups[token]?.({ args, ref: (path) => valueAt(made, path, account), config: {}, assume: () => {} });
}

/** One value, by the last name of its path. */
function valueAt({ type, name, inputs, seed }: Made, path: string, { id, region }: Account): string {
  const digest = hash(`${seed}#${path}`);
  const short = digest.slice(0, 17);
  const last =
    path
      .replace(/\[[^\]]*\]/g, "")
      .split(".")
      .pop() ?? path;
  const [pkg = "", module = ""] = type.split(":");
  const [service = "", kind = ""] = module.split("/");
  const physical = String(revealAll(inputs.name ?? inputs.bucket ?? inputs.replicationGroupId ?? inputs.nodeGroupName) ?? name);
  const host = `${physical.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}-${digest.slice(0, 8)}`;
  switch (last) {
    case "arn":
      return arnOf(service, kind, physical, digest, inputs, id, region);
    case "atlasAwsAccountArn":
      return "arn:aws:iam::444455556666:root";
    case "accessEntryArn":
    case "associationArn":
    case "invokeArn":
    case "qualifiedArn":
      return `arn:aws:${service}:${region}:${id}:${kind}/${physical}/${short}`;
    case "arnSuffix":
      return `${kind === "targetGroup" ? "targetgroup" : "app"}/${physical}/${digest.slice(0, 16)}`;
    case "name":
    case "bucket":
    case "nodeGroupName":
      return physical;
    case "bucketDomainName":
      return `${physical}.s3.amazonaws.com`;
    case "bucketRegionalDomainName":
      return `${physical}.s3.${region}.amazonaws.com`;
    case "domainName":
      return `d${digest.slice(0, 13)}.cloudfront.net`;
    case "dnsName":
      return `${host}.${region}.elb.amazonaws.com`;
    case "endpoint":
      return `https://${digest.slice(0, 32).toUpperCase()}.gr7.${region}.eks.amazonaws.com`;
    case "data":
      return Buffer.from(`certificate of ${name}`).toString("base64");
    case "publicIp":
      return `198.51.100.${(Number.parseInt(digest.slice(0, 4), 16) % 254) + 1}`;
    case "privateIp":
      return `10.255.0.${(Number.parseInt(digest.slice(0, 4), 16) % 254) + 1}`;
    case "ipv4Cidrs":
      return "173.245.48.0/20";
    case "ipv6Cidrs":
      return "2400:cb00::/32";
    case "repositoryUrl":
      return `${id}.dkr.ecr.${region}.amazonaws.com/${physical}`;
    case "registryId":
      return id;
    case "url":
      return `https://sqs.${region}.amazonaws.com/${id}/${physical}`;
    case "hostedZoneId":
      return "Z2FDTNDATAQYW2"; // CloudFront's, the same for every distribution
    case "zoneId":
      return `Z${digest.slice(0, 13).toUpperCase()}`;
    case "addonVersion":
      return "v1.0.0-eksbuild.1";
    case "versionId":
    case "keyId":
      return uuid(digest);
    case "endpointServiceName":
      return `com.amazonaws.vpce.${region}.vpce-svc-${short}`;
    case "result":
      return password(inputs, digest);
    case "resourceRecordName":
      return `_${digest.slice(0, 32)}.${revealAll(inputs.domainName)}.`;
    case "resourceRecordValue":
      return `_${digest.slice(0, 32)}.acm-validations.aws.`;
    case "allocationId":
      return `eipalloc-${short}`;
    case "configurationEndpointAddress":
      return `clustercfg.${host}.use1.cache.amazonaws.com`;
    case "primaryEndpointAddress":
      return `master.${host}.use1.cache.amazonaws.com`;
    case "readerEndpointAddress":
      return `replica.${host}.use1.cache.amazonaws.com`;
    default: {
      if (/connectionString|standard(Srv)?$/i.test(last)) return `${host}.${digest.slice(0, 5)}.mongodb.net`;
      const prefix = Object.entries(PREFIXES).find(([ending]) => last.endsWith(ending))?.[1];
      if (prefix !== undefined) return prefix + short;
      if (last === "id" && service === "ec2") return `pl-${short}`;
      return pkg === "mongodbatlas" ? digest.slice(0, 24) : `${last}-${digest.slice(0, 12)}`;
    }
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  ecurityGroupId: "sg-",
  outeTableId: "rtb-",
  etworkAclId: "acl-",
  associationId: "a-",
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
function arnOf(
  service: string,
  kind: string,
  physical: string,
  digest: string,
  inputs: Properties,
  account: string,
  region: string,
): string {
  const within = (at: string, rest: string) => `arn:aws:${at}:${region}:${account}:${rest}`;
  switch (service) {
    case "s3":
      return `arn:aws:s3:::${kind === "bucket" ? physical : `${revealAll(inputs.bucket)}/${revealAll(inputs.key)}`}`;
    case "iam":
      return kind === "openIdConnectProvider"
        ? `arn:aws:iam::${account}:oidc-provider/${String(revealAll(inputs.url)).replace(/^https:\/\//, "")}`
        : `arn:aws:iam::${account}:${kind === "role" ? "role" : "instance-profile"}/${physical}`;
    case "cloudfront":
      return `arn:aws:cloudfront::${account}:${kind}/${digest.slice(0, 13).toUpperCase()}`;
    case "sqs":
      return within("sqs", physical);
    case "lambda":
      return within("lambda", `${kind === "function" ? "function" : "event-source-mapping"}:${physical}`);
    case "cloudwatch":
      return within(
        kind === "eventRule" ? "events" : "logs",
        kind === "logGroup" ? `log-group:${physical}` : `${kind}:${physical}`,
      );
    case "secretsmanager":
      return within("secretsmanager", `secret:${physical}-${digest.slice(0, 6)}`);
    case "kms":
      return within("kms", kind === "alias" ? physical : `key/${uuid(digest)}`);
    case "lb":
      return within("elasticloadbalancing", `${kind.toLowerCase()}/${physical}/${digest.slice(0, 16)}`);
    case "elasticache":
      return within("elasticache", `${kind.toLowerCase()}:${physical}`);
    case "wafv2":
      return within(
        "wafv2",
        `${revealAll(inputs.scope) === "CLOUDFRONT" ? "global" : "regional"}/${kind.toLowerCase()}/${physical}/${uuid(digest)}`,
      );
    case "ecr":
      return within("ecr", `repository/${physical}`);
    case "eks":
      return within("eks", `${kind.toLowerCase()}/${physical}`);
    default:
      return within(service === "vpc" ? "ec2" : service, `${kind.toLowerCase()}/${digest.slice(0, 17)}`);
  }
}

/** As long as asked for, from the characters asked for. https://www.pulumi.com/registry/packages/random/api-docs/randompassword/ */
function password(inputs: Properties, digest: string): string {
  const plain = revealAll(inputs) as Readonly<Record<string, unknown>>;
  const sets: readonly [string, string][] = [
    ["lower", "abcdefghijklmnopqrstuvwxyz"],
    ["upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
    ["numeric", "0123456789"],
    ["special", String(plain.overrideSpecial ?? "!@#$%&*()-_=+[]{}<>:?")],
  ];
  const alphabets = sets.filter(([key]) => plain[key] !== false).map(([, characters]) => characters);
  return Array.from({ length: Number(plain.length ?? 16) }, (_, index) => {
    const alphabet = alphabets[index % alphabets.length] ?? "x";
    return alphabet[Number.parseInt(hash(`${digest}${index}`).slice(0, 6), 16) % alphabet.length];
  }).join("");
}
