/** A small valid environment for tests, and ways to spoil it. */
import type { RawConfig } from "./load.ts";

type Sections = Record<string, unknown>;

export const VALID: Readonly<Sections> = {
  aws: { accountId: "111122223333", region: "us-east-1" },
  tags: { owner: "platform", costCentre: "engineering" },
  budget: { monthlyUsd: 100 },
  alerts: { email: "team@example.com" },
  edge: { zone: "example.com", host: "test.example.com", proxy: { mode: "proxied" } },
  network: { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], nat: "one" },
  cluster: { nodePools: [{ name: "main", instanceTypes: ["m7g.xlarge"], min: 1, max: 2 }] },
  api: { replicas: { min: 1, max: 1 }, cpu: "1 vCPU", memory: "2GiB" },
  mongodb: { topology: "replica-set", organization: "5f0a1b2c3d4e5f6a7b8c9d0e", tier: "M10" },
  redis: { topology: "single", nodeType: "cache.t4g.micro" },
  release: { image: `sha256:${"0".repeat(64)}` },
  secrets: {
    anthropicApiKey: { from: "arn:aws:secretsmanager:us-east-1:111122223333:secret:monitor/anthropic-AbCdEf" },
    pineconeApiKey: { from: "arn:aws:secretsmanager:us-east-1:111122223333:secret:monitor/pinecone-AbCdEf" },
  },
};

export const VALID_SHARED: Readonly<Sections> = {
  kind: "shared",
  aws: { accountId: "111122223333", region: "us-east-1" },
  tags: { owner: "platform", costCentre: "engineering" },
  cloudflare: { zone: "example.com", zoneId: "023e105f4ecef8ad9ca31a8372d0c353" },
  github: { repository: "example/monitor", environments: ["test"] },
};

/** The value with what stands at a path (`cluster.nodePools[0].max`) replaced, or removed where it becomes undefined. */
export function at(value: Readonly<Sections>, path: string, replacement: unknown): Sections {
  const copy = structuredClone(value) as Sections;
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  const last = steps.pop() ?? "";
  const parent = steps.reduce<Sections>((node, step) => node[step] as Sections, copy);
  if (replacement === undefined) delete parent[last];
  else parent[last] = replacement;
  return copy;
}

/** As Pulumi's engine would hand it over. */
export function raw(
  sections: Readonly<Sections>,
  more: { values?: Record<string, string>; secretKeys?: string[] } = {},
): RawConfig {
  const values = Object.entries(sections).map(([key, value]) => [
    `monitor:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    project: "monitor",
    stack: "test",
    values: { ...Object.fromEntries(values), ...more.values },
    secretKeys: new Set(more.secretKeys),
  };
}
