/** Vendors of one or two lines each. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { priceOne } from "./testResource.ts";

describe("Cloudflare", () => {
  it.each([
    ["free", 0],
    ["pro", 25],
    ["business", 250],
  ])("the plan %s costs %i dollars", (plan, usd) => {
    expect(priceOne("monitor:shared:Zone", {}, { plan }).lines).toEqual([`plan: 1 months = ${usd}`]);
  });

  it("has records for nothing", () => {
    expect(priceOne("cloudflare:index/dnsRecord:DnsRecord")).toEqual({
      lines: [],
      unpriced: [],
      free: ["DNS and its queries cost nothing"],
    });
  });

  it("tells that an advanced certificate costs, whether or not it knows how much", () => {
    const { lines, unpriced, free } = priceOne("cloudflare:index/certificatePack:CertificatePack", { type: "advanced" });
    expect([lines.length + unpriced.length, free]).toEqual([1, []]);
  });
});

it.each(
  readdirSync(path.dirname(fileURLToPath(import.meta.resolve("@pulumi/random")))).filter((file) => /^random.*\.js$/.test(file)),
)("%s costs nothing", (file) => {
  const name = path.basename(file, ".js");
  const type = `random:index/${name}:${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  expect(priceOne(type).free).toEqual(["made by Pulumi itself"]);
});

describe("models", () => {
  const AI = "monitor:workloads:AiService";
  const mtok = { input: 10, cacheWrite: 1, cacheRead: 8, output: 2, batchInput: 4, batchOutput: 1 };

  it("cost by kind of token", () => {
    const use = {
      model: "claude-sonnet-4-5",
      promptTokens: 6_000,
      mtok,
      embeddingProvider: "openai",
      embeddingModel: "text-embedding-3-small",
      embeddingMtok: 5,
    };
    expect(priceOne(AI, {}, use).lines).toEqual([
      ...[
        "claude-batch-input: 4 1M tokens = 6",
        "claude-batch-output: 1 1M tokens = 7.5",
        "claude-cache-read: 8 1M tokens = 2.4",
      ],
      ...["claude-cache-write-5m: 1 1M tokens = 3.75", "claude-input: 10 1M tokens = 30", "claude-output: 2 1M tokens = 30"],
      "embeddings: 5 1M tokens = 0.1",
    ]);
  });

  it("cost more for long prompts, where the model does", () => {
    const lineAt = (promptTokens: number) => priceOne(AI, {}, { model: "claude-haiku-5-5", promptTokens, mtok }).lines;
    expect(lineAt(100_000)).not.toEqual(lineAt(100_001));
  });

  it("of an unknown name have no price, and none is named where nobody said", () => {
    const { lines, unpriced } = priceOne(AI, {}, { model: "claude-2", mtok });
    expect([lines, unpriced.length, unpriced[0]]).toEqual([
      [],
      6,
      "claude-2, input: no price for anthropic claude-api claude-2.input in global",
    ]);
    expect(priceOne(AI).unpriced).toEqual(["which model of Claude it asks is not said"]);
  });
});

describe("e-mail", () => {
  const API = "monitor:workloads:ApiService";

  it("costs by the thousand at Amazon SES", () => {
    const use = { mailHost: "email-smtp.us-east-1.amazonaws.com", monthlyEmails: 25_000 };
    expect(priceOne(API, {}, use).lines).toEqual(["mail: 25 1k e-mails = 2.5"]);
  });

  it("has no price at a server that nobody knows", () => {
    expect(priceOne(API, {}, { mailHost: "smtp.example.com", monthlyEmails: 1 }).unpriced).toEqual([
      "Alert e-mails through smtp.example.com: no price for smtp.example.com smtp e-mails in global",
    ]);
  });

  it("costs nothing where none is sent", () => {
    expect(priceOne(API).free).toEqual(["it sends no e-mail; its pods are paid for with the nodes"]);
  });
});

describe("what stands in a cluster", () => {
  const RELEASE = "kubernetes:helm.sh/v3:Release";

  it("is paid for with the nodes, but for volumes", () => {
    expect(priceOne(RELEASE, { values: { replicas: 2 } }).free).toEqual([expect.stringContaining("asks for no volume")]);
    const values = {
      ...{
        grafana: { persistence: { enabled: true, size: "10Gi" } },
        alertmanager: { persistence: { enabled: false, size: "2Gi" } },
      },
      prometheus: { replicas: 2, storageSpec: { spec: { resources: { requests: { storage: "50Gi", cpu: "1" } } } } },
    };
    expect(priceOne(RELEASE, { values }).lines).toEqual([
      "volume-grafana: 10 GB = 0.8",
      "volume-prometheus-storagespec-spec: 100 GB = 8",
    ]);
  });

  it("has volumes by claim", () => {
    const spec = { resources: { requests: { storage: "1Ti" } } };
    expect(priceOne("kubernetes:core/v1:PersistentVolumeClaim", { spec }).lines).toEqual(["volume: 1024 GB = 81.92"]);
    expect(
      priceOne("kubernetes:core/v1:PersistentVolumeClaim", { spec: { resources: { requests: { storage: "5GB" } } } }).unpriced,
    ).toEqual(['a volume\'s size "5GB" is no size such as 50Gi']);
  });

  it("cannot tell what Karpenter buys for pods without room", () => {
    const POOL = "kubernetes:karpenter.sh/v1:NodePool";
    expect(priceOne(POOL, {}, { unplacedPods: 0 }).free).toEqual(["the node pools have room for all pods"]);
    expect(priceOne(POOL, {}, { unplacedPods: 4 }).unpriced).toEqual([
      "what Karpenter buys for 4 pods that find no room in the node pools",
    ]);
  });
});
