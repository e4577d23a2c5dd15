import { describe, expect, it } from "vitest";
import { readConfig } from "./load.ts";
import type { Problem } from "./problem.ts";
import { at, raw, VALID, VALID_SHARED } from "./testConfig.ts";

const PERSON = "arn:aws:iam::111122223333:user/somebody";

const problems = (sections: Record<string, unknown>): readonly Problem[] => {
  const result = readConfig(raw(sections));
  return "problems" in result ? result.problems : [];
};

/** The one problem of a configuration that is valid but for one place. */
function problem(path: string, value: unknown, base: Readonly<Record<string, unknown>> = VALID): Problem {
  const found = problems(at(base, path, value));
  expect(found).toHaveLength(1);
  return found[0] as Problem;
}

describe("a valid configuration", () => {
  it("has its defaults filled in", () => {
    const result = readConfig(raw(VALID));
    if ("problems" in result) throw new Error(JSON.stringify(result.problems));
    expect(result.config).toMatchObject({
      kind: "environment",
      protection: { deletion: true },
      logs: { retention: "30d" },
      edge: { proxy: { mode: "proxied", certificate: "universal" }, rateLimit: 2000, priceClass: "PriceClass_100" },
      network: { interfaceEndpoints: [] },
      cluster: {
        version: "1.35",
        endpoint: { access: "private" },
        nodePools: [{ capacity: "on-demand", disk: "50GiB" }],
        admins: [],
        viewers: [],
      },
      mongodb: { version: "8.0", nodes: 3, disk: "10GiB", access: "private-link", encryption: "customer-key", snapshots: "35d" },
      redis: { version: "8.1", snapshots: "1d" },
      storage: { objects: "90d", logs: "90d", backups: "35d" },
      vectors: { embedding: { provider: "pinecone", model: "multilingual-e5-large" } },
    });
  });

  it("of the shared stack too", () => {
    const result = readConfig(raw(VALID_SHARED));
    expect(result).toMatchObject({
      config: { kind: "shared", registry: { repositories: ["api"], keep: 30 }, state: { keepVersions: "365d" } },
    });
  });
});

describe("one place spoilt", () => {
  const bad: [path: string, value: unknown, message: string | RegExp, remedy?: string][] = [
    // shape
    ["aws", undefined, "missing; it takes keys and values: accountId, region"],

    ["release", "latest", "keys and values: image"],
    ["aws.accountId", 111122223333, "12 digits, in quotes"],
    ["aws.region", "us-esat-1", /^one of us-east-1, us-east-2/, "did you mean us-east-1?"],
    ["tags.owner", "a<b>", "a team or person, at most 64 characters"],
    ["tags.costCentre", undefined, "missing; it takes a cost centre, at most 64 characters"],
    ["protection", { deletion: "yes" }, "true or false"],
    ["budget.monthlyUsd", 0, "US dollars per month, above 0"],
    ["budget.monthlyUsd", -5, "US dollars per month, above 0"],
    ["budget.monthlyUsd", "100", "US dollars per month, above 0"],
    ["alerts.email", "nobody", "an e-mail address"],
    ["promotesFrom", "Staging", "a stack name: lower case letters, digits and dashes, at most 10"],
    ["logs", { retention: "8d" }, /^one of 1d, 3d, 7d/],
    ["edge.host", "Monitor.example.com", "a host name in lower case, such as monitor.example.com"],
    ["edge.proxy", { mode: "proxy" }, "mode: proxied or dns-only"],
    ["edge.rateLimit", 1, "a whole number from 100 to 20000000"],
    ["edge.drain", "30", "a time such as 30s, 15m, 72h or 35d, from 1s to 3600s"],
    ["network.cidr", "10.0.0.0", "an IPv4 block with a prefix from /16 to /23, such as 10.10.0.0/16"],
    ["network.zones", ["us-east-1a"], "a list of 2 to 4 availability zones: EKS, the load balancer and Multi-AZ caches need two"],
    ["network.nat", "two", "one of none, one, per-zone"],
    ["network.interfaceEndpoints", ["ecr"], /^one of ecr\.api, ecr\.dkr/],
    ["cluster.version", "1.20", "one of 1.34, 1.35"],
    ["cluster.endpoint", { access: "public" }, "missing; it takes a list of IPv4 blocks"],
    ["cluster.endpoint", { access: "public", cidrs: [] }, "at least one IPv4 block: the endpoint is never open to every address"],
    ["cluster.nodePools", [], "at least one node pool"],
    ["cluster.nodePools[0].instanceTypes", ["m7g.xlrage"], /^one of c6g\.2xlarge/, "did you mean m7g.xlarge?"],
    ["cluster.nodePools[0].max", 0, "a whole number from 1 to 100"],
    ["cluster.nodePools[0].disk", "10GiB", "a size such as 512MiB or 8GiB, from 20GiB to 1024GiB"],
    ["cluster.officeHours", { from: "8:00", to: "20:00" }, "a time of day such as 08:00"],
    ["cluster.officeHours", { from: "08:00", to: "20:00", timeZone: "Berlin" }, "a time zone such as UTC or Asia/Shanghai"],
    ["cluster.officeHours", { from: "20:00", to: "08:00" }, "later than from, which is 20:00, on the same day"],
    ["cluster.officeHours", { from: "08:00", to: "20:00", days: ["mon", "mon"] }, "a day is listed twice"],
    ["commitments", [{ for: "cache", kind: "savings-plan" }], "only nodes have savings plans", "kind: reserved"],
    ["commitments", [{ for: "nodes" }, { for: "nodes", term: "3y" }], "two commitments for the same"],
    ["cluster.admins", ["me"], "ARNs of IAM roles or users"],
    ["cluster.viewers", ["me"], "ARNs of IAM roles or users"],
    ["cluster.admins", [PERSON, PERSON], "a principal is listed twice"],
    ["cluster.viewers", [PERSON, PERSON], "a principal is listed twice"],
    ["api.cpu", 1, "processors such as 0.5 vCPU or 2 vCPU, from 0.25 vCPU to 16 vCPU"],
    ["api.memory", "2GB", "a size such as 512MiB or 8GiB, from 256MiB to 64GiB"],
    ["mongodb.organization", "mine", "an Atlas organisation id: 24 hexadecimal digits"],
    ["mongodb.tier", "M5", /^one of M10, M20/, "did you mean M50?"],
    ["mongodb.nodes", 4, "3, 5 or 7"],
    ["mongodb.topology", "replicaset", "topology: flex, replica-set or sharded"],
    ["redis.nodeType", "cache.x9.huge", /^a cache node type such as cache\.t4g\.small/],
    ["redis.topology", undefined, "topology: single, replica or cluster"],
    ["vectors", { embedding: { provider: "cohere" } }, "provider: pinecone or openai"],
    ["vectors", { embedding: { provider: "openai" } }, "missing; it takes one of text-embedding-3-small, text-embedding-3-large"],
    ["release.image", "latest", "an image digest: sha256: and 64 hexadecimal digits"],
    ["release.image", "sha256:abc", "an image digest: sha256: and 64 hexadecimal digits"],
    ["api.logLevel", "verbose", "one of fatal, error, warn, info, debug, trace"],
    ["ai", { concurrency: 0 }, "a whole number from 1 to 1000"],
    ["smtp", { host: "smtp" }, "a host name in lower case, such as monitor.example.com"],
    ["secrets.anthropicApiKey", undefined, /^missing; it takes an Anthropic API key, encrypted/],
    ["secrets.pineconeApiKey", { from: "mine" }, /^a Pinecone API key, encrypted|^the ARN of a secret/],
    ["rotation", { redis: "a b" }, /^any text of up to 32 letters/],
    ["addons", { karpenter: { maxVcpus: 1 } }, "a whole number from 2 to 10000"],
    ["vectors", { embedding: { provider: "openai", model: "text-embedding-3-small" } }, "missing; vectors.embedding is OpenAI's"],
    // misspelt keys
    ["netwrok", {}, "unknown key", "did you mean network?"],
    ["edge.hots", "x.example.com", "unknown key", "did you mean host?"],
    ["cluster.nodePools[0].instanceType", "m7g.xlarge", "unknown key", "did you mean instanceTypes?"],
    ["tags.zzz", "x", "unknown key", "allowed: costCentre, owner"],
    // a variant asked for what it lacks
    ["redis.multiAz", true, "single has no multiAz; replica and cluster have", "remove multiAz, or choose replica or cluster"],
    ["mongodb.shards", 2, "replica-set has no shards; sharded has", "remove shards, or choose sharded"],
    [
      "mongodb",
      { topology: "flex", organization: "5f0a1b2c3d4e5f6a7b8c9d0e", pointInTime: "72h" },
      "flex has no pointInTime; replica-set and sharded have",
    ],
    ["mongodb", { topology: "sharded", organization: "5f0a1b2c3d4e5f6a7b8c9d0e", tier: "M20", shards: 2 }, /^one of M30, M40/],
    [
      "mongodb",
      { topology: "sharded", organization: "5f0a1b2c3d4e5f6a7b8c9d0e", tier: "M30", shards: 1 },
      "a whole number from 2 to 50",
    ],
    // one value against another
    ["network.zones", ["us-east-1a", "eu-west-1a"], "not a zone of us-east-1", "for example us-east-1a"],
    ["network.zones", ["us-east-1a", "us-east-1a"], "a zone is listed twice"],
    ["network.zones", ["us-east-1a", "us-east-1z"], "not a zone of us-east-1"],
    ["network.cidr", "10.0.0.0/30", "a prefix from /16 to /23"],
    ["network.cidr", "10.0.1.0/16", "not an IPv4 block whose address starts on its own boundary"],
    ["network.cidr", "8.8.0.0/16", "a private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10"],
    [
      "network.cidr",
      "10.0.0.0/23",
      "too small: a private subnet has 27 addresses, and 1 nodes in a zone need 129",
      "a /20, or fewer nodes at most",
    ],
    ["cluster.nodePools[0].min", 3, "at most max, which is 2"],
    ["cluster.nodePools[0].instanceTypes", ["m7g.xlarge", "m6i.xlarge"], "one architecture; these are arm64 and x86_64"],
    ["api.replicas.min", 2, "at most max, which is 1"],
    ["edge.host", "test.example.org", "a host of the zone example.com"],
    [
      "edge.host",
      "dev.monitor.example.com",
      "Universal SSL covers example.com and one label below it, not dev.monitor.example.com and cdn-dev.monitor.example.com",
      "certificate: advanced (an Advanced Certificate Manager pack, paid by the month), or mode: dns-only",
    ],
    ["vectors", { dimension: 768 }, "multilingual-e5-large gives 1024"],
    ["vectors", { metric: "dotproduct" }, "multilingual-e5-large was trained for cosine"],
  ];

  it.each(bad)("%s = %j", (path, value, message, remedy) => {
    const found = problem(path, value);
    if (!message.toString().includes("vectors.embedding")) expect(found.path).toMatch(`monitor:${path.split(/[.[]/)[0]}`);
    if (typeof message === "string") expect(found.message).toBe(message);
    else expect(found.message).toMatch(message);
    if (remedy !== undefined) expect(found.remedy).toBe(remedy);
  });

  it("two pools of one name", () => {
    const [pool] = (VALID.cluster as { nodePools: unknown[] }).nodePools;
    expect(problem("cluster.nodePools", [pool, pool]).message).toBe("two node pools have this name");
  });

  it("who administers the cluster, as a viewer too: EKS has one entry for each", () => {
    expect(problem("cluster.viewers", [PERSON], at(VALID, "cluster.admins", [PERSON]))).toMatchObject({
      path: "monitor:cluster.viewers[0]",
      message: "not one of cluster.admins, who see everything",
      remedy: "leave it in one of the two lists",
    });
  });

  it("more pods than the node pools hold", () => {
    expect(problem("api.replicas.max", 20)).toEqual({
      path: "monitor:cluster.nodePools",
      message: "at their maximum they hold 10 of 21 API pods (20, and one during an update); main: 2 × 3.67 vCPU and 13.2 GiB",
      remedy: "raise a pool's max, choose larger instance types, or lower api.replicas.max",
    });
  });

  it("autoscaling below where it starts", () => {
    const mongodb = { ...(VALID.mongodb as object), tier: "M40" };
    expect(problem("mongodb", { ...mongodb, maxTier: "M30" })).toMatchObject({
      path: "monitor:mongodb.maxTier",
      message: "at least tier, which is M40",
    });
    expect(problems(at(VALID, "mongodb", { ...mongodb, maxTier: "M40" }))).toEqual([]);
  });

  it("a database over the internet without a way there", () => {
    const offline = at(VALID, "network.nat", "none");
    expect(problems(offline)).toEqual([]); // PrivateLink needs no NAT
    expect(problems(at(offline, "mongodb.access", "nat-addresses"))).toMatchObject(
      [{ path: "monitor:network.nat", message: /^one or per-zone/, remedy: "or mongodb.access: private-link" }].map(
        ({ message, ...rest }) => ({ ...rest, message: expect.stringMatching(message) }),
      ),
    );
    const flex = { topology: "flex", organization: "5f0a1b2c3d4e5f6a7b8c9d0e" };
    expect(problems(at(offline, "mongodb", flex))).toHaveLength(1);
  });

  it("a last day for what is protected from deletion", () => {
    expect(problem("expires", "2027-06-30")).toEqual({
      path: "monitor:expires",
      value: "2027-06-30",
      message: "not for an environment that is protected from deletion",
      remedy: "protection.deletion: false, or no last day",
    });
    expect(problems(at(at(VALID, "expires", "2027-06-30"), "protection", { deletion: false }))).toEqual([]);
    expect(problem("expires", "30.6.2027").message).toBe("a day, as 2027-06-30");
  });

  it("not by a day without quotes, which Pulumi takes for a timestamp", () => {
    const result = readConfig(raw({ ...VALID, protection: { deletion: false }, expires: "2027-06-30 00:00:00 +0000 UTC" }));
    expect(result).toMatchObject({ config: { expires: "2027-06-30" } });
  });

  it("an index where Pinecone has none", () => {
    const elsewhere = at(at(VALID, "aws.region", "eu-central-1"), "network.zones", ["eu-central-1a", "eu-central-1b"]);
    expect(problems(elsewhere)).toMatchObject([{ path: "monitor:vectors.region", remedy: "name the nearest of them" }]);
    expect(problems(at(elsewhere, "vectors", { region: "eu-west-1" }))).toEqual([]);
  });

  it("the kind of stack", () => {
    expect(problem("kind", "enviroment")).toMatchObject({
      path: "monitor:kind",
      message: "one of environment, shared",
      remedy: "did you mean environment?",
    });
  });

  it.each([
    ["cloudflare.zoneId", "abc", "a Cloudflare zone id: 32 hexadecimal digits"],
    ["github.repository", "monitor", "OWNER/NAME, or OWNER@ID/NAME@ID"],
    ["github.repository", "example@1/monitor", "OWNER/NAME, or OWNER@ID/NAME@ID"],
    ["github.environments", [], "at least one stack name"],
    ["registry", { repositories: ["API"] }, "lower case letters, digits and dashes"],
    ["state", { keepVersions: "1d" }, "a time such as 30s, 15m, 72h or 35d, from 30d to 3650d"],
    ["network", {}, "unknown key"],
  ])("of the shared stack: %s = %j", (path, value, message) => {
    expect(problem(path, value, VALID_SHARED).message).toBe(message);
  });
});

describe("several places spoilt", () => {
  it("are all told at once, rules included", () => {
    const spoilt = at(at(at(VALID, "api.cpu", 1), "edge.host", "x.example.org"), "netwrok", {});
    expect(problems(spoilt).map(({ path }) => path)).toEqual(["monitor:netwrok", "monitor:api.cpu", "monitor:edge.host"]);
  });

  it("where one section hides another's rules, the rest still speak", () => {
    const spoilt = at(at(VALID, "api", "many"), "network.cidr", "8.8.0.0/16");
    expect(problems(spoilt).map(({ path }) => path)).toEqual(["monitor:api", "monitor:network.cidr"]);
  });
});

describe("other namespaces", () => {
  const withValue = (key: string, value: string, secret = false) => {
    const result = readConfig(raw(VALID, { values: { [key]: value }, secretKeys: secret ? [key] : [] }));
    return "problems" in result ? result.problems : [];
  };

  it("may hold Pulumi's own settings and the providers' credentials, encrypted", () => {
    expect(withValue("pulumi:disable-default-providers", "[]")).toEqual([]);
    expect(withValue("mongodbatlas:publicKey", "abcdefgh")).toEqual([]);
    expect(withValue("cloudflare:apiToken", "[secret]", true)).toEqual([]);
  });

  it("may not hold anything else", () => {
    expect(withValue("aws:region", "us-east-1")).toMatchObject([
      { path: "aws:region", remedy: "set monitor:aws.region and monitor:aws.accountId" },
    ]);
    expect(withValue("cloudflare:apiTokn", "x")).toMatchObject([
      { path: "cloudflare:apiTokn", remedy: "did you mean cloudflare:apiToken?" },
    ]);
  });
});
