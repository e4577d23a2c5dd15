import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Json, UNKNOWN } from "../../graph/graph.ts";
import { symbol } from "../../graph/symbols.ts";
import { planStacks } from "../../plan/plan.ts";
import { FREE, PRICED } from "./index.ts";
import { mapOne, resourceOf, told, urnOf } from "./testMap.ts";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const NODES = "aws:eks/nodeGroup:NodeGroup";
const template = (inputs: Parameters<typeof resourceOf>[2]) => resourceOf(TEMPLATE, "template", inputs);
const ofTemplate = { id: symbol(urnOf(TEMPLATE, "template"), "id") };

it("tells of no type of AWS both that it is priced and that it is free", () => {
  expect([...PRICED.keys()].filter((type) => type.startsWith("aws:") && FREE.has(type))).toEqual([]);
});

it("knows every type of AWS that the stacks make", async () => {
  const stacks = await planStacks({ folder: fileURLToPath(new URL("../../..", import.meta.url)), stacks: [] });
  const types = new Set(
    stacks.flatMap(({ graph }) => graph.resources.map(({ type }) => type)).filter((type) => type.startsWith("aws:")),
  );
  expect(types.size).toBeGreaterThan(50);
  expect([...types].filter((type) => !PRICED.has(type) && !FREE.has(type))).toEqual([]);
});

describe("EKS", () => {
  const cluster = (inputs: Parameters<typeof resourceOf>[2], today: string) =>
    told(mapOne("aws:eks/cluster:Cluster", inputs, { today }))[0];

  it.each([
    ["2026-07-28", "730 hours of eks cluster.standard: EKS cluster"],
    ["2026-07-29", "730 hours of eks cluster.extended-support: EKS cluster (extended support)"],
  ])("charges extended support from the day that standard support ends: %s", (today, line) => {
    expect(cluster({ version: "1.33" }, today)).toBe(line);
  });

  it("charges no extended support where AWS upgrades instead, or of a version it does not know yet", () => {
    expect(cluster({ version: "1.33", upgradePolicy: { supportType: "STANDARD" } }, "2027-01-01")).toContain("cluster.standard");
    expect(cluster({ version: "9.99" }, "2027-01-01")).toContain("cluster.standard");
    expect(cluster({}, "2027-01-01")).toContain("cluster.standard");
  });

  it("takes nodes by themselves as three t3.medium with 20 GB would be", () => {
    expect(told(mapOne(NODES, { scalingConfig: { desiredSize: 3 } }))).toEqual([
      "3 × 730 hours of ec2 t3.medium: Instance usage (Linux/UNIX, on-demand, t3.medium)",
      "3 × ? vCPU-hours of ec2 cpu-credits.t3: CPU credits",
      "3 × 20 GB of ebs gp2.storage: Storage (general purpose SSD, gp2)",
    ]);
  });

  it("takes nodes of a template: the group's type first, spot, as many and as long as the use says", () => {
    const ebs = { volumeSize: 50, volumeType: "gp3", iops: 4000, throughput: 250 };
    const others = [template({ instanceType: "m5.large", blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs }] })];
    const inputs = {
      instanceTypes: ["m7g.large"],
      capacityType: "SPOT",
      scalingConfig: { desiredSize: 3 },
      launchTemplate: ofTemplate,
    };
    expect(told(mapOne(NODES, inputs, { others, use: { instances: 4.5, monthlyHrs: 240 } }))).toEqual([
      "4.5 × 240 hours of ec2 m7g.large.spot: template / Instance usage (Linux/UNIX, spot, m7g.large)",
      "4.5 × 50 GB of ebs gp3.storage: template / block_device_mapping[0] / Storage (general purpose SSD, gp3)",
      "4.5 × 1000 IOPS of ebs gp3.iops: template / block_device_mapping[0] / Provisioned IOPS",
      "4.5 × 125 MBps of ebs gp3.throughput: template / block_device_mapping[0] / Provisioned throughput",
    ]);
  });

  it("does not take a volume for none where the image decides it", () => {
    const drafts = mapOne(NODES, { scalingConfig: { desiredSize: 1 }, launchTemplate: ofTemplate }, { others: [template({})] });
    expect(told(drafts).at(-1)).toBe("? GB of ebs gp2.storage: template / Storage of the image");
  });
});

describe("EC2", () => {
  const INSTANCE = "aws:ec2/instance:Instance";

  it("puts the instance's devices on those of the template with the same name, and keeps the template's others", () => {
    const blockDeviceMappings: readonly Json[] = [
      { deviceName: "xvdc", ebs: { volumeType: "io1", volumeSize: 10, iops: 100 } },
      { deviceName: "xvdd", ebs: { volumeSize: 5 } },
    ];
    const others = [template({ instanceType: "m5.large", monitoring: { enabled: true }, blockDeviceMappings })];
    const inputs = { launchTemplate: ofTemplate, ebsBlockDevices: [{ deviceName: "xvdc", volumeSize: 20 }] };
    expect(told(mapOne(INSTANCE, inputs, { others }))).toEqual([
      "730 hours of ec2 m5.large: Instance usage (Linux/UNIX, on-demand, m5.large)",
      "7 metrics of ec2 detailed-monitoring.metric: EC2 detailed monitoring",
      "8 GB of ebs gp2.storage: root_block_device / Storage (general purpose SSD, gp2)",
      "20 GB of ebs io1.storage: ebs_block_device[0] / Storage (provisioned IOPS SSD, io1)",
      "100 IOPS of ebs io1.iops: ebs_block_device[0] / Provisioned IOPS",
      "5 GB of ebs gp2.storage: ebs_block_device[1] / Storage (general purpose SSD, gp2)",
    ]);
  });

  it("names another system, tenancy or reservation in what it looks up, and says what there is of each", () => {
    const of = (use: Record<string, string>, inputs = {}) =>
      mapOne(INSTANCE, { instanceType: "m5.large", ...inputs }, { use })[0]?.sku.sku;
    expect(of({ operatingSystem: "windows" }, { tenancy: "dedicated" })).toBe("m5.large.windows.dedicated");
    const reserved = { reservedInstanceType: "standard", reservedInstanceTerm: "1_year" };
    expect(of({ ...reserved, reservedInstancePaymentOption: "all_upfront" })).toBe("m5.large.ri.standard.1y.allUpfront");
    expect(() => of({ operatingSystem: "beos" })).toThrow('operatingSystem is "beos"; there are linux, windows, rhel, suse');
    expect(() => of(reserved)).toThrow("reservedInstancePaymentOption of a reservation is undefined; there are no_upfront");
    expect(() => of({}, { tenancy: "host" })).toThrow("paid for by the host");
    expect(() => of({}, { instanceType: UNKNOWN })).toThrow("instanceType is known only after deployment");
  });

  it.each([
    ["t2.large", undefined, 0],
    ["t2.micro", "unlimited", 10],
    ["t3.large", undefined, 20],
    ["t4g.2xlarge", undefined, 80],
    ["t3.large", "standard", 0],
    ["m5.large", "unlimited", 0],
  ])("charges surplus credits of a %s with %s credits for its CPUs", (instanceType, cpuCredits, hours) => {
    const inputs = { instanceType, ...(cpuCredits !== undefined && { creditSpecification: { cpuCredits } }) };
    const credits = mapOne(INSTANCE, inputs, { use: { monthlyCpuCreditHrs: 10 } }).find(({ key }) => key === "cpu-credits");
    expect(credits?.quantity ?? 0).toBe(hours);
  });

  it("splits a mixed group between on-demand and spot, by the weight of its first type", () => {
    const inputs = {
      desiredCapacity: 9,
      mixedInstancesPolicy: {
        instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50 },
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: ofTemplate.id },
          overrides: [{ instanceType: "m5.large", weightedCapacity: "2" }],
        },
      },
    };
    const blockDeviceMappings = [{ deviceName: "a", virtualName: "ephemeral0" }];
    const drafts = mapOne("aws:autoscaling/group:Group", inputs, { others: [template({ blockDeviceMappings })] });
    // Five of weight two hold nine; one and half of the other four are on demand.
    expect(told(drafts)).toEqual([
      "3 × 730 hours of ec2 m5.large: template / Instance usage (Linux/UNIX, on-demand, m5.large)",
      "2 × 730 hours of ec2 m5.large.spot: template / Instance usage (Linux/UNIX, spot, m5.large)",
    ]);
  });
});

describe("networks", () => {
  const LB = "aws:lb/loadBalancer:LoadBalancer";
  const units = (use: Record<string, number>) =>
    mapOne(LB, { internal: true }, { use }).find(({ key }) => key === "capacity")?.quantity;

  it.each([
    ["connections", { newConnections: 50, activeConnections: 3000, processedBytesGb: 730, ruleEvaluations: 1000 }, 2 * 730],
    ["open connections", { newConnections: 25, activeConnections: 9000, processedBytesGb: 730, ruleEvaluations: 1000 }, 3 * 730],
    ["bytes", { newConnections: 25, activeConnections: 3000, processedBytesGb: 2920, ruleEvaluations: 1000 }, 4 * 730],
    ["rules", { newConnections: 25, activeConnections: 3000, processedBytesGb: 730, ruleEvaluations: 5000 }, 5 * 730],
  ])("charges a load balancer the dimension that takes most: %s", (_, use, hours) => {
    expect(units(use)).toBe(hours);
    expect(units({})).toBeNull();
  });

  it("charges a public address in every zone that a balancer faces the internet in", () => {
    const last = (inputs: Parameters<typeof resourceOf>[2]) => told(mapOne(LB, inputs)).at(-1);
    expect(last({ subnets: ["a", "b"] })).toBe("2 × 730 hours of vpc public-ipv4: Public IPv4 addresses");
    expect(last({ subnets: ["a", "b"], internal: true })).toContain("capacity units");
  });

  it("charges an address whether it is used or idle, and says which", () => {
    const EIP = "aws:ec2/eip:Eip";
    const nat = resourceOf("aws:ec2/natGateway:NatGateway", "nat", { allocationId: symbol(urnOf(EIP, "it"), "id") });
    expect(told(mapOne(EIP, {}, { others: [nat] }))).toEqual(["730 hours of vpc public-ipv4: Public IPv4 address"]);
    expect(told(mapOne(EIP, {}))).toEqual(["730 hours of vpc public-ipv4: IP address (if unused)"]);
  });

  it("charges an interface endpoint in each zone, and a gateway endpoint nothing", () => {
    const endpoint = (inputs: Parameters<typeof resourceOf>[2]) => told(mapOne("aws:ec2/vpcEndpoint:VpcEndpoint", inputs));
    expect(endpoint({ vpcEndpointType: "Interface", subnetIds: ["a", "b", "c"] })[1]).toBe(
      "3 × 730 hours of vpc-endpoint interface.hour: Endpoint (Interface)",
    );
    expect(() => endpoint({})).toThrow("gateway endpoints are free");
  });
});

describe("ElastiCache", () => {
  const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
  it("counts the replicas of every shard, and the snapshots beyond the free one", () => {
    const inputs = {
      engine: "valkey",
      nodeType: "cache.m7g.large",
      numNodeGroups: 3,
      replicasPerNodeGroup: 1,
      snapshotRetentionLimit: 7,
    };
    expect(told(mapOne(GROUP, inputs, { use: { snapshotStorageSizeGb: 10 } }))).toEqual([
      "6 × 730 hours of elasticache cache.m7g.large.valkey: ElastiCache (on-demand, cache.m7g.large)",
      "60 GB of elasticache backup.storage: Backup storage",
    ]);
  });

  it("counts nodes outside shards, by the reservation asked for", () => {
    const use = { reservedInstanceTerm: "1_year", reservedInstancePaymentOption: "no_upfront" };
    const inputs = { nodeType: "cache.t4g.small", numCacheClusters: 2, snapshotRetentionLimit: 1 };
    expect(told(mapOne(GROUP, inputs, { use }))).toEqual([
      "2 × 730 hours of elasticache cache.t4g.small.redis.ri.1y.noUpfront: ElastiCache (reserved, cache.t4g.small)",
    ]);
  });
});

describe("storage, requests and the rest", () => {
  it("lists a storage class that a lifecycle of the bucket moves to, of the bucket itself or beside it", () => {
    const BUCKET = "aws:s3/bucket:Bucket";
    const rules = [{ status: "Enabled", transitions: [{ days: 30, storageClass: "GLACIER" }] }];
    const bucket = symbol(urnOf(BUCKET, "it"), "id");
    const beside = resourceOf("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules", { bucket, rules });
    const names = (others: readonly ReturnType<typeof resourceOf>[]) => mapOne(BUCKET, {}, { others }).map(({ name }) => name);
    expect(names([])).toEqual([
      "Standard / Storage",
      "Standard / PUT, COPY, POST, LIST requests",
      "Standard / GET, SELECT, and all other requests",
    ]);
    expect(names([beside])).toContain("Glacier flexible retrieval / Storage");
  });

  it("charges Lambda storage above 512 MB for the time that the function runs, whatever its memory", () => {
    const inputs = { memorySize: 2048, architectures: ["arm64"], ephemeralStorage: { size: 1536 } };
    const use = { monthlyRequests: 1_000_000, requestDurationMs: 99.5 };
    expect(told(mapOne("aws:lambda/function:Function", inputs, { use }))).toEqual([
      "1 1M requests of lambda requests: Requests",
      "100000 GB-seconds of lambda ephemeral-storage: Ephemeral storage",
      "200000 GB-seconds of lambda duration.arm64: Duration",
    ]);
  });

  it("counts every 64 KB of a message", () => {
    const requests = (requestSizeKb: number) =>
      mapOne("aws:sqs/queue:Queue", { fifoQueue: true }, { use: { monthlyRequests: 1e6, requestSizeKb } })[0]?.quantity;
    expect([requests(1), requests(64), requests(65), requests(256)]).toEqual([1, 1, 2, 4]);
  });

  it("counts the managed groups of a web ACL as groups, and the rules in them where they are said", () => {
    const statement = (key: string) => ({ statement: { [key]: { name: "x" } } });
    const rules = ["managedRuleGroupStatement", "managedRuleGroupStatement", "geoMatchStatement"].map(statement);
    expect(told(mapOne("aws:wafv2/webAcl:WebAcl", { rules }, { use: { managedRuleGroupRules: 10 } }))).toEqual([
      "1 months of wafv2 web-acl: Web ACL usage",
      "11 rules of wafv2 rule: Rules",
      "2 groups of wafv2 managed-rule-group: Managed rule groups",
      "? 1M requests of wafv2 requests: Requests",
    ]);
  });

  it("charges delivered logs where they go: a bucket here, a log group there", () => {
    const log = (inputs: Parameters<typeof resourceOf>[2]) => told(mapOne("aws:ec2/flowLog:FlowLog", inputs));
    expect(log({ logDestinationType: "s3", destinationOptions: { fileFormat: "parquet" } })).toEqual([
      "? GB of cloudwatch logs.vended.s3: Vended logs delivered to S3",
      "? GB of cloudwatch logs.vended.parquet: Vended logs converted to Parquet",
    ]);
    expect(() => log({})).toThrow("paid for at the log group");
  });

  it.each([
    [
      { period: 60, comparisonOperator: "GreaterThanThreshold" },
      "1 alarm metrics of cloudwatch alarm.standard: Standard resolution",
    ],
    [{ period: 30 }, "1 alarm metrics of cloudwatch alarm.high-resolution: High resolution"],
    [
      { period: 300, comparisonOperator: "GreaterThanUpperThreshold" },
      "3 alarms of cloudwatch alarm.standard: Standard resolution anomaly detection",
    ],
  ])("knows an alarm's resolution: %j", (inputs, line) => {
    expect(told(mapOne("aws:cloudwatch/metricAlarm:MetricAlarm", inputs))).toEqual([line]);
  });

  it("finds a certificate free that is public, and a record that is an alias to AWS", () => {
    expect(() => mapOne("aws:acm/certificate:Certificate", {})).toThrow("public certificates of ACM are free");
    expect(told(mapOne("aws:acm/certificate:Certificate", { certificateAuthorityArn: "arn" }))).toHaveLength(1);
    expect(() => mapOne("aws:route53/record:Record", { aliases: [{ name: "lb" }] })).toThrow("free");
  });
});
