import { describe, expect, it } from "vitest";
import { loadSchema } from "../lab/checker.ts";
import { factsOf } from "../lab/facts.ts";
import { concluded, planned, type Told, type Verdict } from "./plan.ts";
import { ruleOf } from "./rules.ts";
import { type Making, PUT, type Search } from "./search.ts";

const TAGS = { Name: "network-vpc", app: "monitor", environment: "prod", "managed-by": "pulumi", owner: "platform" };
const TYPES = Object.keys(loadSchema().types);
const NOBODY: Told = { created: new Map(), notCreated: new Set() };

const making = (type: string, inputs: object, more: Partial<Making> = {}): Making => ({
  ...{ urn: `urn:pulumi:prod::monitor::${type}::x`, type, name: "x", inputs: { ...inputs } },
  ...{ id: null, region: "us-east-1", known: [], ...more },
});
const VPC = "aws:ec2/vpc:Vpc";
const vpc = (more: Partial<Making> = {}) => making(VPC, { cidrBlock: "10.30.0.0/16", tags: TAGS }, more);
const ARN = "arn:aws:ec2:us-east-1:111122223333";
const tagged = (...arns: string[]) => ({ ResourceTagMappingList: arns.map((arn) => ({ ResourceARN: arn })) });

function search(of: Making): Search {
  const plan = planned(of, NOBODY);
  if (!("at" in plan)) throw new Error(`no search: ${JSON.stringify(plan)}`);
  return plan;
}

describe("what was being created", () => {
  it("has a rule, whatever type of ours it is", () => {
    expect(TYPES.filter((type) => ruleOf(type) === undefined)).toEqual([]);
  });

  it("is made again only where the clouds of the lab overwrite it too", () => {
    const put = TYPES.filter((type) => ruleOf(type) === PUT);
    expect(put.length).toBeGreaterThan(10);
    expect(put.filter((type) => factsOf(type).put !== true)).toEqual([]);
  });

  const named: [what: string, type: string, inputs: object, id: string][] = [
    ["a bucket", "aws:s3/bucket:Bucket", { bucket: "monitor-prod-logs-1a2b3c4" }, "monitor-prod-logs-1a2b3c4"],
    ["a role's policy", "aws:iam/rolePolicy:RolePolicy", { role: "r", name: "p" }, "r:p"],
    ["a route", "aws:ec2/route:Route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" }, "rtb-1_0.0.0.0/0"],
    ["nodes", "aws:eks/nodeGroup:NodeGroup", { clusterName: "c", nodeGroupName: "n" }, "c:n"],
    [
      "an object of a cluster",
      "kubernetes:apps/v1:Deployment",
      { metadata: { namespace: "monitor", name: "api" } },
      "monitor/api",
    ],
    ["a namespace", "kubernetes:core/v1:Namespace", { metadata: { name: "monitor" } }, "monitor"],
    ["a chart", "kubernetes:helm.sh/v3:Release", { namespace: "kube-system", name: "metrics" }, "kube-system/metrics"],
    ["a database user", "mongodbatlas:index/databaseUser:DatabaseUser", user(), "5f-api-admin"],
  ];
  it.each(named)("%s: its id follows from its inputs", (_, type, inputs, id) => {
    expect(planned(making(type, inputs), NOBODY)).toEqual({ kind: "adopt", id });
  });

  it.each([
    ["a password", "random:index/randomPassword:RandomPassword"],
    ["a provider", "pulumi:providers:aws"],
    ["a bucket's versioning", "aws:s3/bucketVersioning:BucketVersioning"],
    ["an index of vectors", "pulumi-nodejs:dynamic/monitor:PineconeIndex"],
  ])("%s: is made again", (_, type) => {
    expect(planned(making(type, {}), NOBODY)).toMatchObject({ kind: "clear" });
  });

  const undecided: [what: string, Making][] = [
    ["of a type that nobody has described", making("aws:ec2/instance:Instance", { tags: TAGS })],
    ["without a name", making("aws:s3/bucket:Bucket", {})],
    ["whose name is a secret", making("aws:s3/bucket:Bucket", { bucket: { "4dabf18193072939515e22adb298388d": "…" } })],
    ["without our tags", making(VPC, { tags: { Name: "network-vpc" } })],
  ];
  it.each(undecided)("%s: cannot be told", (_, one) => {
    expect(planned(one, NOBODY)).toMatchObject({ kind: "unknown" });
  });

  it("is what a person says, or what the cloud had answered", () => {
    const { urn } = vpc();
    expect(planned(vpc(), { ...NOBODY, created: new Map([[urn, "vpc-7"]]) })).toEqual({ kind: "adopt", id: "vpc-7" });
    expect(planned(vpc(), { ...NOBODY, notCreated: new Set([urn]) })).toMatchObject({ kind: "clear" });
    expect(planned(vpc({ id: "vpc-8" }), NOBODY)).toEqual({ kind: "adopt", id: "vpc-8" });
  });
});

describe("a search", () => {
  it("asks AWS for the four tags that name one resource, where its provider is", () => {
    const { ask } = search(vpc({ region: "eu-west-1" }));
    expect(ask.slice(0, 4)).toEqual(["resourcegroupstaggingapi", "get-resources", "--resource-type-filters", "ec2"]);
    expect(JSON.parse(ask[5] ?? "")).toEqual(
      ["Name", "app", "environment", "managed-by"].map((Key) => ({ Key, Values: [TAGS[Key as keyof typeof TAGS]] })),
    );
    expect(ask.slice(6)).toEqual(["--region", "eu-west-1"]);
  });

  const arns: [what: string, type: string, inputs: object, arn: string, id: string][] = [
    ["an address", "aws:ec2/eip:Eip", {}, `${ARN}:elastic-ip/eipalloc-1`, "eipalloc-1"],
    [
      "a queue",
      "aws:sqs/queue:Queue",
      {},
      "arn:aws:sqs:eu-west-1:111122223333:jobs",
      "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs",
    ],
    [
      "a firewall",
      "aws:wafv2/webAcl:WebAcl",
      {},
      "arn:aws:wafv2:us-east-1:111122223333:global/webacl/cdn/4d3e",
      "4d3e/cdn/CLOUDFRONT",
    ],
    [
      "a pod's identity",
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      {},
      "arn:aws:eks:us-east-1:111122223333:podidentityassociation/c/a-1",
      "c,a-1",
    ],
    [
      "a secret",
      "aws:secretsmanager/secret:Secret",
      {},
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-Ab12Cd",
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-Ab12Cd",
    ],
  ];
  it.each(arns)("%s: makes an id to import of its ARN, and passes over its namesakes", (_, type, inputs, arn, id) => {
    const { ids } = search(making(type, { ...inputs, tags: TAGS }));
    expect(ids(tagged(`${ARN}:natgateway/nat-1`, arn))).toEqual([id]);
  });

  it("finds a record of Cloudflare's by what Cloudflare refuses to have twice", () => {
    const inputs = { zoneId: "z", type: "CNAME", name: "a.example.com", content: "b.example.net", ttl: 1 };
    const { at, ask, ids } = search(making("cloudflare:index/dnsRecord:DnsRecord", inputs));
    expect([at, ...ask]).toEqual(["cloudflare", "/zones/z/dns_records?type=CNAME&name.exact=a.example.com"]);
    const other = { ...inputs, id: "r2", content: "c.example.net" };
    expect(ids({ result: [{ ...inputs, id: "r1" }, other] })).toEqual(["z/r1"]);
  });

  it("tells our alert from those that Atlas gives every project", () => {
    const inputs = { projectId: "5f", eventType: "NO_PRIMARY", notifications: [{ emailAddress: "on@example.com" }] };
    const { ids } = search(making("mongodbatlas:index/alertConfiguration:AlertConfiguration", inputs));
    const alert = (id: string, notification: object) => ({ id, eventTypeName: "NO_PRIMARY", notifications: [notification] });
    const results = [alert("a1", { typeName: "GROUP" }), alert("a2", { emailAddress: "on@example.com" })];
    expect(ids({ results })).toEqual(["5f-a2"]);
  });
});

describe("its answer", () => {
  const opaque = "60889b1e0000000000000001";
  const packed = `aWQ=:${Buffer.from(opaque).toString("base64")}-cHJvamVjdF9pZA==:NWY=`;
  const cases: [what: string, known: string[], found: string[] | Error, Partial<Verdict>][] = [
    ["one", [], ["vpc-1"], { kind: "adopt", id: "vpc-1" }],
    ["none", [], [], { kind: "clear" }],
    ["the one that is being replaced", ["vpc-1"], ["vpc-1"], { kind: "clear" }],
    ["the new one and the one that is being replaced", ["vpc-1"], ["vpc-1", "vpc-2"], { kind: "adopt", id: "vpc-2" }],
    ["one of many parts that is known", ["f71f670f-a0df"], ["f71f670f-a0df/n/REGIONAL"], { kind: "clear" }],
    ["one that Atlas's provider knows under a packed id", [packed], [`5f-${opaque}`], { kind: "clear" }],
    ["several", [], ["vpc-1", "vpc-2"], { kind: "unknown", because: "there are 2: vpc-1, vpc-2" }],
    ["none at all", [], new Error("aws: ExpiredToken"), { kind: "unknown", because: "aws: ExpiredToken" }],
  ];
  it.each(cases)("%s", (_, known, found, verdict) => {
    expect(concluded(vpc({ known }), found)).toMatchObject(verdict);
  });
});

function user(): object {
  return { projectId: "5f", username: "api", authDatabaseName: "admin" };
}
