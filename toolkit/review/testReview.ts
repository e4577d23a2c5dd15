/** Reports that tests make up: the demo's, one of nothing, one without a base. */
import type { EnvironmentReview, Review, ReviewChange, ReviewFinding } from "./report.ts";
import { UNPLANNED } from "./verdict.ts";

type Made<T> = Partial<T>;

export const madeChange = (made: Made<ReviewChange> & Pick<ReviewChange, "name" | "type" | "operation">): ReviewChange => ({
  ...{ sure: true, because: [], component: "", words: [`${made.operation} of ${made.name}`], properties: [] },
  ...{ blast: { count: 0, names: [] }, monthly: null, source: null },
  risk: { level: "low", dataLoss: null, downtime: null, exposure: null },
  ...made,
});

export const madeFinding = (made: Made<ReviewFinding> & Pick<ReviewFinding, "rule" | "name" | "type">): ReviewFinding => ({
  ...{ service: "VPC", severity: "medium", kind: "broken", path: null, message: "is not as it should be", source: null },
  ...{ reason: "Whoever gets in there gets everywhere.", remedy: "Close it.", reference: "https://docs.aws.amazon.com/vpc/" },
  ...made,
});

type Findings = EnvironmentReview["findings"];
type FindingCounts = Findings["counts"];

export const countsOf = ({ new: added, fixed, remaining, newlyWaived }: Omit<Findings, "counts">): FindingCounts => ({
  ...{ new: added.length, high: added.filter(({ severity }) => severity === "high").length, fixed: fixed.length },
  ...{ remaining: remaining.length, newlyWaived: newlyWaived.length },
});

export function madeEnvironment(
  made: Made<EnvironmentReview> & Pick<EnvironmentReview, "name">,
  {
    counts: others = {},
    ...findings
  }: Made<Omit<EnvironmentReview["findings"], "counts">> & { counts?: Made<FindingCounts> } = {},
): EnvironmentReview {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, move: 0 };
  for (const { operation } of made.changes ?? []) counts[operation]++;
  const lists = { ...{ new: [], fixed: [], remaining: [], newlyWaived: [], waived: 0, untold: 0 }, ...findings };
  return {
    ...{ profile: "production", state: "changed", resources: 213, cost: null, counts, changes: [], omitted: 0, notices: [] },
    findings: { ...lists, counts: { ...countsOf(lists), ...others } },
    ...{ cannotTell: 0, promotion: null },
    ...made,
  };
}

export const madeReview = (made: Made<Review>): Review => ({
  ...{ version: 1, project: "monitor", date: "2026-11-23" },
  base: { ref: "origin/main", commit: "1f2e3d4c5b6a79880716253443526170f0e1d2c3", problem: null, note: null },
  head: { commit: "9a8b7c6d5e4f30211203f4e5d6c7b8a990807060", uncommitted: false, problem: null },
  environments: [],
  verdict: { failures: [], overridden: false, comment: true, because: "3 environments change" },
  ...made,
});

const same = (usd: number) => ({ low: usd, typical: usd, high: usd });

/** The database made anew: in every environment alike, but for what it holds. */
const database = (type: string, monthly: number): ReviewChange =>
  madeChange({
    ...{ operation: "replace", component: "mongodb", type, name: "mongodb-cluster", monthly },
    words: ["name prod-monitor → prod-monitor-2"],
    properties: [{ path: "name", before: "prod-monitor", after: "prod-monitor-2", replaces: true, sure: true }],
    risk: {
      ...{ level: "high", exposure: null },
      dataLoss: "the database is made anew, empty; what it holds is deleted with the old one",
      downtime: "until the new cluster is up and restored: 10 to 20 minutes and the restore",
    },
    blast: {
      count: 31,
      names: [
        "AdvancedCluster mongodb-cluster-search",
        "Deployment api-deployment",
        "Secret api-mongodb",
        "DatabaseUser mongodb-user",
      ],
    },
    source: { file: "infra/data/mongodb/mongodb.ts", line: 61 },
  });

const port: ReviewChange = madeChange({
  ...{
    operation: "create",
    type: "SecurityGroupIngressRule",
    name: "debugging",
    words: ["admits 22 from 0.0.0.0/0 to the nodes"],
  },
  properties: [
    { path: "cidrIpv4", before: null, after: "0.0.0.0/0", replaces: false, sure: true },
    { path: "fromPort", before: null, after: "22", replaces: false, sure: true },
    {
      path: "securityGroupId",
      before: null,
      after: "‹cluster-cluster.vpcConfig.clusterSecurityGroupId›",
      replaces: false,
      sure: true,
    },
  ],
  risk: { level: "high", dataLoss: null, downtime: null, exposure: "opens port 22 of the nodes to the whole internet" },
  source: { file: "stacks/environment.ts", line: 74 },
});

const cache: ReviewChange = madeChange({
  ...{ operation: "update", component: "redis", type: "ReplicationGroup", name: "redis-group", monthly: 543.12 },
  words: ["shards 3 → 6 (online resharding)", "6 → 12 nodes of cache.m7g.large"],
  properties: [
    { path: "numNodeGroups", before: "3", after: "6", replaces: false, sure: true },
    { path: "clusterMode", before: "enabled", after: "enabled", replaces: false, sure: false },
  ],
  risk: { level: "medium", dataLoss: null, downtime: "slots move for up to an hour; requests may be slow", exposure: null },
  blast: { count: 3, names: ["Deployment api-deployment", "Secret api-redis", "SecurityGroupIngressRule redis-pods"] },
  source: { file: "infra/data/redis/redis.ts", line: 48 },
});

/** A component under another name, without an alias: the engine makes all that is in it anew. */
const renamed: readonly ReviewChange[] = [
  madeChange({
    ...{ operation: "replace", component: "analysis", type: "Queue", name: "analysis-queue", monthly: 0 },
    words: ["renamed ai-queue → analysis-queue without an alias: deleted and made anew"],
    risk: { level: "high", dataLoss: "messages that wait in the queue are lost", downtime: null, exposure: null },
    blast: { count: 6, names: ["Function analysis-function", "QueuePolicy analysis-policy"] },
    source: { file: "infra/workloads/ai/queues.ts", line: 22 },
  }),
  madeChange({
    ...{ operation: "replace", component: "analysis", type: "Function", name: "analysis-function", monthly: 0, sure: false },
    because: ["its environment holds ‹analysis-queue.url›, which nobody knows before it is made"],
    words: ["renamed ai-function → analysis-function"],
    properties: [
      { path: "name", before: "prod-ai-function", after: "prod-analysis-function", replaces: true, sure: true },
      {
        path: "environment.variables.QUEUE_URL",
        before: "‹ai-queue.url›",
        after: "‹analysis-queue.url›",
        replaces: false,
        sure: false,
      },
    ],
    risk: { level: "medium", dataLoss: null, downtime: "no message is worked on until the new one is up", exposure: null },
    source: { file: "infra/workloads/ai/function.ts", line: 37 },
  }),
];

const quiet: readonly ReviewChange[] = [
  madeChange({
    ...{
      operation: "move",
      component: "analysis",
      type: "LogGroup",
      name: "analysis-logs",
      words: ["renamed ai-logs → analysis-logs, by an alias"],
    },
    risk: { level: "low", dataLoss: null, downtime: null, exposure: null },
    source: { file: "infra/workloads/ai/function.ts", line: 29 },
  }),
  madeChange({
    ...{ operation: "update", component: "network", type: "Vpc", name: "network-vpc", words: ["tag Component network → net"] },
    properties: [{ path: "tags.Component", before: "network", after: "net", replaces: false, sure: true }],
    risk: { level: "none", dataLoss: null, downtime: null, exposure: null },
    source: { file: "infra/network/network.ts", line: 33 },
  }),
];

const openPort: ReviewFinding = madeFinding({
  ...{ rule: "sg-open-ingress", severity: "high", name: "debugging", type: "SecurityGroupIngressRule", path: "cidrIpv4" },
  message: "admits 0.0.0.0/0 on port 22",
  reason: "Anybody on the internet can try passwords and exploits on every node.",
  remedy: "remove the rule, or name the network that needs it; aws ssm start-session needs no open port",
  reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13",
  source: { file: "stacks/environment.ts", line: 74 },
});

const noAlarm: ReviewFinding = madeFinding({
  ...{ rule: "sqs-dead-letter", service: "SQS", severity: "medium", name: "analysis-queue", type: "Queue", kind: "cannotTell" },
  ...{ path: "redrivePolicy", message: "its redrive policy is not known before deployment" },
  reason: "A message that fails is tried for days and then gone, and nobody hears of it.",
  remedy: "set monitor:ai.deadLetter",
  reference: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/",
  source: { file: "infra/workloads/ai/queues.ts", line: 22 },
});

const retention: ReviewFinding = madeFinding({
  ...{
    rule: "logs-retention",
    service: "Logs",
    severity: "low",
    name: "analysis-logs",
    type: "LogGroup",
    path: "retentionInDays",
  },
  ...{
    message: "keeps logs for 30 days; 365 are asked for",
    reason: "What happened last year cannot be looked up.",
    remedy: "monitor:logs.retention",
  },
  source: { file: "infra/workloads/ai/function.ts", line: 29 },
});

/** A pull request that nobody should merge unread: it doubles the cache, opens a port, replaces the database and renames a component. */
export function demoReview(): Review {
  const budget = "total: $3,079 is over the limit of $2,917";
  const prod = madeEnvironment(
    {
      ...{ name: "prod", resources: 214, cannotTell: 4, omitted: 0 },
      changes: [database("AdvancedCluster", 0), port, renamed[0] as ReviewChange, cache, renamed[1] as ReviewChange, ...quiet],
      cost: {
        ...{
          before: { low: 2410, typical: 2536, high: 6120 },
          after: { low: 2951.2, typical: 3079.12, high: 6662.8 },
          complete: true,
          unpriced: 0,
        },
        gap: { low: 541.2, typical: 543.12, high: 542.8 },
        rows: [
          { id: "ReplicationGroup/redis-group/nodes", words: "cache.m7g.large.valkey: 6 → 12 of them", gap: same(541.2) },
          {
            id: "ReplicationGroup/redis-group/backup",
            words: "Backup storage: 12 → 24 GB",
            gap: { low: 0, typical: 1.92, high: 1.6 },
          },
        ],
        budget: [{ text: budget, breach: true }],
      },
      promotion: {
        from: "staging",
        image: {
          gets: `111122223333.dkr.ecr.us-east-1.amazonaws.com/monitor-api@sha256:${"3b".repeat(32)}`,
          runs: `111122223333.dkr.ecr.us-east-1.amazonaws.com/monitor-api@sha256:${"7f".repeat(32)}`,
          together: true,
        },
        untested: [{ name: "redis-group", type: "ReplicationGroup", words: "shards 3 → 6 (online resharding)" }],
      },
    },
    { new: [openPort, noAlarm], fixed: [], remaining: [retention], waived: 3, untold: 0 },
  );
  const staging = madeEnvironment(
    {
      ...{ name: "staging", profile: "staging", resources: 164, cannotTell: 4 },
      changes: [database("AdvancedCluster", 0), port, ...renamed],
      cost: { ...{ before: same(702.4), after: same(702.4), gap: same(0), complete: true, unpriced: 0, rows: [], budget: [] } },
    },
    { new: [{ ...openPort, severity: "medium" }], remaining: [retention], untold: 2 },
  );
  const dev = madeEnvironment(
    {
      ...{ name: "dev", profile: "development", resources: 128, cannotTell: 3 },
      changes: [database("FlexCluster", -4), { ...port, monthly: 0 }],
      cost: {
        ...{
          before: { low: 160, typical: 177, high: 590 },
          after: { low: 156, typical: 173, high: 571 },
          complete: false,
          unpriced: 0,
        },
        gap: { low: -4, typical: -4, high: -19 },
        rows: [{ id: "FlexCluster/mongodb-cluster/base", words: "Flex base: 30 → 26 months", gap: same(-4) }],
        budget: [{ text: "total: high use would make it $571, over the limit of $204", breach: false }],
      },
    },
    { new: [{ ...openPort, severity: "low" }], fixed: [retention] },
  );
  return madeReview({
    environments: [prod, staging, dev, madeEnvironment({ name: "shared", state: "unchanged", resources: 41 })],
    verdict: {
      failures: [
        { environment: "prod", kind: "budget", text: budget },
        { environment: "prod", kind: "finding", text: "sg-open-ingress: debugging admits 0.0.0.0/0 on port 22" },
      ],
      ...{ overridden: false, comment: true, because: "2 failures" },
    },
  });
}

export const quietReview = (): Review =>
  madeReview({
    environments: ["prod", "staging", "dev"].map((name) => madeEnvironment({ name, state: "unchanged" })),
    verdict: { failures: [], overridden: false, comment: false, because: "nothing changes" },
  });

export const unplannedReview = (): Review =>
  madeReview({
    head: {
      ...madeReview({}).head,
      problem: [
        "Pulumi.prod.yaml",
        '  line 12: monitor:redis.shards: "three" is no number',
        "    → a whole number from 1 to 500",
        "1 problem in the configuration; nothing was planned.",
      ],
    },
    verdict: UNPLANNED,
  });

export const aloneReview = (): Review =>
  madeReview({
    base: { ...madeReview({}).base, problem: "Pulumi.prod.yaml: monitor:redis.shards is no number", note: null },
    environments: ["prod", "dev"].map((name, index) =>
      madeEnvironment(
        {
          ...{ name, state: "alone", resources: 213 - 85 * index, cannotTell: 4 },
          cost: {
            ...{ before: null, gap: null, complete: true, unpriced: 0, rows: [], budget: [] },
            after: { low: 2410, typical: 2536, high: 6120 },
          },
        },
        { remaining: index === 0 ? [retention, noAlarm] : [] },
      ),
    ),
    verdict: { failures: [], overridden: false, comment: true, because: "there is nothing to compare with" },
  });
