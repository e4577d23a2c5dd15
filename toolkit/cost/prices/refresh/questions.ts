/**
 * Which product of the AWS Price List a price of our books is. One table by service; what cannot be told apart for certain by attributes is not
 * in it, and stays as it was. Usage types carry a prefix for the region (`EUW2-`), none in us-east-1, so what is told here is what follows it.
 */
import type { Sku } from "../../line.ts";

/** A reserved term; on-demand where there is none. */
export interface Reservation {
  readonly lease: "1yr" | "3yr";
  readonly offering: "standard" | "convertible";
  readonly payment: "No Upfront" | "Partial Upfront" | "All Upfront";
}

export interface Question {
  /** The service's code in the list. */
  readonly service: string;
  /** Attributes that the list filters by. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What the usage type is after the region's prefix; any where it is not told. */
  readonly usage?: string;
  /** How many of the list's units one of our unit is. */
  readonly per: number;
  /** The list's names for its unit, in lower case; any where it is not told. */
  readonly units?: readonly string[];
  readonly reservation?: Reservation;
}

const UNITS = {
  hour: ["hrs", "hours", "hour"],
  lcu: ["lcu-hrs"],
  gb: ["gb", "gigabytes"],
  gbMonth: ["gb-mo", "gb-month"],
  iops: ["iops-mo"],
  gibps: ["gibps-mo"],
  requests: ["requests", "request", "api requests", "api calls", "ios"],
  seconds: ["lambda-gb-second", "seconds", "gb-second"],
} as const;
type UnitName = keyof typeof UNITS;

/** A product by its family, or by attributes where the family does not tell it. */
interface Row {
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly usage?: string;
  readonly unit?: UnitName;
  readonly per?: number;
}

const row = (service: string, family: string, usage: string, unit?: UnitName, per = 1): Row => ({
  ...{ service, attributes: { productFamily: family }, usage, per },
  ...(unit && { unit }),
});
const ebs = (family: string, type: string, usage: string, unit: UnitName, per = 1): Row => ({
  ...{ service: "AmazonEC2", attributes: { productFamily: family, volumeApiName: type }, usage, unit, per },
});
const elb = (kind: string, usage: string, unit: UnitName): Row => row("AWSELB", kind, usage, unit);
const s3 = (usage: string, unit: UnitName, per = 1): Row => ({ ...{ service: "AmazonS3", attributes: {}, usage, unit, per } });
const kms = (usage: string): Row => ({ ...{ service: "awskms", attributes: {}, usage, unit: "requests", per: 10_000 } });
const lambda = (group: string, usage: string, unit: UnitName, per = 1): Row => ({
  ...{ service: "AWSLambda", attributes: { productFamily: "Serverless", group }, usage, unit, per },
});

const ROWS: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  ebs: {
    "gp2.storage": ebs("Storage", "gp2", "EBS:VolumeUsage.gp2", "gbMonth"),
    "gp3.storage": ebs("Storage", "gp3", "EBS:VolumeUsage.gp3", "gbMonth"),
    "io1.storage": ebs("Storage", "io1", "EBS:VolumeUsage.piops", "gbMonth"),
    "io2.storage": ebs("Storage", "io2", "EBS:VolumeUsage.io2", "gbMonth"),
    "st1.storage": ebs("Storage", "st1", "EBS:VolumeUsage.st1", "gbMonth"),
    "sc1.storage": ebs("Storage", "sc1", "EBS:VolumeUsage.sc1", "gbMonth"),
    "standard.storage": ebs("Storage", "standard", "EBS:VolumeUsage", "gbMonth"),
    "gp3.iops": ebs("System Operation", "gp3", "EBS:VolumeP-IOPS.gp3", "iops"),
    "io1.iops": ebs("System Operation", "io1", "EBS:VolumeP-IOPS.piops", "iops"),
    "gp3.throughput": ebs("Provisioned Throughput", "gp3", "EBS:VolumeP-Throughput.gp3", "gibps", 1 / 1024),
    "standard.io": ebs("System Operation", "standard", "EBS:VolumeIOUsage", "requests", 1_000_000),
    "snapshot.storage": row("AmazonEC2", "Storage Snapshot", "EBS:SnapshotUsage", "gbMonth"),
  },
  "nat-gateway": {
    "nat.hour": row("AmazonEC2", "NAT Gateway", "NatGateway-Hours", "hour"),
    "nat.data": row("AmazonEC2", "NAT Gateway", "NatGateway-Bytes", "gb"),
  },
  alb: {
    "alb.hour": elb("Load Balancer-Application", "LoadBalancerUsage", "hour"),
    "alb.lcu": elb("Load Balancer-Application", "LCUUsage", "lcu"),
  },
  nlb: {
    "nlb.hour": elb("Load Balancer-Network", "LoadBalancerUsage", "hour"),
    "nlb.lcu": elb("Load Balancer-Network", "LCUUsage", "lcu"),
  },
  clb: {
    "clb.hour": elb("Load Balancer", "LoadBalancerUsage", "hour"),
    "clb.data": elb("Load Balancer", "DataProcessing-Bytes", "gb"),
  },
  eks: { "cluster.standard": row("AmazonEKS", "Compute", "AmazonEKS-Hours:perCluster", "hour") },
  "eks-fargate": {
    "fargate.vcpu": row("AmazonEKS", "Compute", "Fargate-vCPU-Hours:perCPU"),
    "fargate.memory": row("AmazonEKS", "Compute", "Fargate-GB-Hours"),
  },
  "vpc-endpoint": {
    "interface.hour": row("AmazonVPC", "VpcEndpoint", "VpcEndpoint-Hours", "hour"),
    "interface.data": row("AmazonVPC", "VpcEndpoint", "VpcEndpoint-Bytes", "gb"),
    "gwlb.hour": row("AmazonVPC", "VpcEndpoint", "VpcEndpoint-GWLBE-Hours", "hour"),
    "gwlb.data": row("AmazonVPC", "VpcEndpoint", "VpcEndpoint-GWLBE-Bytes", "gb"),
  },
  elasticache: {
    "backup.storage": { service: "AmazonElastiCache", attributes: { productFamily: "Storage Snapshot" }, unit: "gbMonth" },
  },
  kms: {
    cmk: row("awskms", "Encryption Key", "KMS-Keys"),
    "requests.symmetric": kms("KMS-Requests"),
    "requests.asymmetric": kms("KMS-Requests-Asymmetric"),
    "requests.rsa-2048": kms("KMS-Requests-Asymmetric-RSA_2048"),
    "requests.ecc-generate-data-key-pair": kms("KMS-Requests-GenerateDatakeyPair-ECC"),
    "requests.rsa-generate-data-key-pair": kms("KMS-Requests-GenerateDatakeyPair-RSA"),
  },
  secretsmanager: {
    secret: row("AWSSecretsManager", "Secret", "AWSSecretsManager-Secrets"),
    "api-requests": row("AWSSecretsManager", "API Request", "AWSSecretsManagerAPIRequest", "requests", 10_000),
  },
  ecr: { storage: row("AmazonECR", "EC2 Container Registry", "TimedStorage-ByteHrs", "gbMonth") },
  s3: {
    "standard.storage": {
      ...s3("TimedStorage-ByteHrs", "gbMonth"),
      attributes: { productFamily: "Storage", volumeType: "Standard" },
    },
    "standard.put-copy-post-list": s3("Requests-Tier1", "requests", 1000),
    "standard.get-select": s3("Requests-Tier2", "requests", 1000),
    "standard-ia.storage": s3("TimedStorage-SIA-ByteHrs", "gbMonth"),
    "standard-ia.put-copy-post-list": s3("Requests-SIA-Tier1", "requests", 1000),
    "standard-ia.get-select": s3("Requests-SIA-Tier2", "requests", 1000),
    "standard-ia.retrieval": s3("Retrieval-SIA", "gb"),
    "onezone-ia.storage": s3("TimedStorage-ZIA-ByteHrs", "gbMonth"),
    "onezone-ia.put-copy-post-list": s3("Requests-ZIA-Tier1", "requests", 1000),
    "onezone-ia.get-select": s3("Requests-ZIA-Tier2", "requests", 1000),
    "onezone-ia.retrieval": s3("Retrieval-ZIA", "gb"),
    "intelligent-tiering.frequent": s3("TimedStorage-INT-FA-ByteHrs", "gbMonth"),
    "intelligent-tiering.infrequent": s3("TimedStorage-INT-IA-ByteHrs", "gbMonth"),
    "intelligent-tiering.monitoring": { service: "AmazonS3", attributes: {}, usage: "Monitoring-Automation-INT", per: 1000 },
  },
  lambda: {
    requests: lambda("AWS-Lambda-Requests", "Request", "requests", 1_000_000),
    "duration.x86": lambda("AWS-Lambda-Duration", "Lambda-GB-Second", "seconds"),
    "duration.arm64": lambda("AWS-Lambda-Duration-ARM", "Lambda-GB-Second-ARM", "seconds"),
  },
  sqs: {
    "requests.standard": {
      service: "AWSQueueService",
      attributes: { productFamily: "API Request", queueType: "Standard" },
      unit: "requests",
      per: 1_000_000,
    },
    "requests.fifo": {
      ...{ service: "AWSQueueService", unit: "requests", per: 1_000_000 },
      attributes: { productFamily: "API Request", queueType: "FIFO (first-in, first-out)" },
    },
  },
  cloudwatch: {
    "logs.ingest": row("AmazonCloudWatch", "Data Payload", "DataProcessing-Bytes", "gb"),
    "logs.insights-scan": row("AmazonCloudWatch", "Data Payload", "DataScanned-Bytes", "gb"),
    "logs.storage": row("AmazonCloudWatch", "Storage Snapshot", "TimedStorage-ByteHrs", "gbMonth"),
    "metric.custom": row("AmazonCloudWatch", "Metric", "CW:MetricMonitorUsage"),
    "alarm.standard": row("AmazonCloudWatch", "Alarm", "CW:AlarmMonitorUsage"),
  },
  wafv2: {
    "web-acl": row("awswaf", "Web Application Firewall", "WebACLV2"),
    rule: row("awswaf", "Web Application Firewall", "RuleV2"),
    requests: row("awswaf", "Web Application Firewall", "RequestV2-Tier1", "requests", 1_000_000),
  },
};

/** How data transfer tells its region. */
const TRANSFER: Readonly<Record<string, { readonly transferType: string; readonly usage: string }>> = {
  "internet-out": { transferType: "AWS Outbound", usage: "DataTransfer-Out-Bytes" },
  "intra-region": { transferType: "IntraRegion", usage: "DataTransfer-Regional-Bytes" },
};

const RESERVED =
  /^(?<what>.+)\.ri\.(?:(?<offering>standard|convertible)\.)?(?<years>[13])y\.(?<payment>noUpfront|partialUpfront|allUpfront)$/;
const PAYMENT = { noUpfront: "No Upfront", partialUpfront: "Partial Upfront", allUpfront: "All Upfront" } as const;
const INSTANCE = /^[a-z]\w*(?:-\w+)?\.(?:\d*x?(?:nano|micro|small|medium|large)|metal(?:-\d+xl)?)$/;
const NODE = /^(?<type>cache\.[\w-]+\.\w+)\.(?<engine>redis|valkey)$/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** What to ask for a price, or why it cannot be asked for. */
export function questionOf({ vendor, service, region, sku }: Sku): Question | string {
  if (vendor !== "aws") return `no price of AWS's; ${vendor} has no list that could be asked`;
  if (!REGION.test(region)) return "holds for all regions, and the list tells it by region";
  const transfer = service === "data-transfer" ? TRANSFER[sku] : undefined;
  if (transfer) {
    const { transferType, usage } = transfer;
    return { service: "AWSDataTransfer", attributes: { transferType, fromRegionCode: region }, usage, per: 1, units: UNITS.gb };
  }
  const found = ROWS[service]?.[sku];
  if (found) {
    const { service: code, attributes, usage, unit, per = 1 } = found;
    const units = unit && UNITS[unit];
    return {
      service: code,
      attributes: { regionCode: region, ...attributes },
      per,
      ...(usage && { usage }),
      ...(units && { units }),
    };
  }
  return nodeHours(service, region, sku) ?? "the table of refresh does not tell which product of the list it is";
}

function nodeHours(service: string, region: string, sku: string): Question | undefined {
  const { what = sku, offering = "standard", years, payment } = RESERVED.exec(sku)?.groups ?? {};
  const reservation =
    years === undefined
      ? {}
      : { reservation: { lease: `${years}yr`, offering, payment: PAYMENT[payment as keyof typeof PAYMENT] } as Reservation };
  if (service === "ec2" && INSTANCE.test(what)) {
    const linux = { operatingSystem: "Linux", preInstalledSw: "NA", licenseModel: "No License required" };
    const attributes = { regionCode: region, instanceType: what, tenancy: "Shared", capacitystatus: "Used", ...linux };
    return { service: "AmazonEC2", attributes, usage: `BoxUsage:${what}`, per: 1, units: UNITS.hour, ...reservation };
  }
  const { type, engine } = (service === "elasticache" && NODE.exec(what)?.groups) || {};
  if (type === undefined) return undefined;
  const attributes = {
    regionCode: region,
    productFamily: "Cache Instance",
    cacheEngine: engine === "redis" ? "Redis" : "Valkey",
  };
  return { service: "AmazonElastiCache", attributes, usage: `NodeUsage:${type}`, per: 1, units: UNITS.hour, ...reservation };
}

/** Free use counts under `Global-`; of regions, only eu-west-1 has a prefix without a digit. */
const PREFIX = String.raw`(?:[A-Z]{3}\d-|EU-|[a-z]{2}(?:-[a-z]+)+-\d-)?`;

/** Whether a usage type is the wanted one, of whatever region. */
export const isUsage = (usagetype: string | undefined, wanted: string): boolean =>
  new RegExp(`^${PREFIX}${wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`).test(usagetype ?? "");
