/** Reports that tests make up: two environments of a few lines, and one whose names are hostile. */
import { Big } from "big.js";
import { byText, type Graph } from "../../graph/graph.ts";
import { graphOf, HOSTILE, resource } from "../../report/html/testGraphs.ts";
import { checkBudget } from "../budget.ts";
import type { Estimate, Line, Unpriced } from "../line.ts";
import { type Band, band, decimal, micros, sumBands } from "../money.ts";
import type { Driver } from "../sweep.ts";
import type { CostReport, EnvironmentCost } from "./report.ts";

export interface MadeLine {
  readonly type: string;
  readonly name: string;
  readonly key: string;
  readonly component: string;
  readonly service: string;
  readonly what: string;
  readonly quantity: number | readonly [number, number, number];
  readonly unit: string;
  readonly usd: number;
  readonly usage?: boolean;
  readonly unverified?: boolean;
  readonly asOf?: string | null;
  /** Part that a commitment takes off. */
  readonly saved?: number;
}

export const urnOf = (type: string, name: string): string => `urn:pulumi:x::p::${type}::${name}`;

export function madeLine(made: MadeLine): Line {
  const {
    type,
    name,
    key,
    component,
    service,
    what,
    unit,
    usd,
    usage = false,
    unverified = false,
    asOf = "2026-08-21",
    saved = 0,
  } = made;
  const [low, typical, high] = typeof made.quantity === "number" ? [made.quantity, made.quantity, made.quantity] : made.quantity;
  const quantity: Band = { low, typical, high };
  const list = band((point) => micros(decimal(quantity[point]).times(usd)));
  const price = { source: "a price list", asOf, unverified };
  return {
    ...{ id: `${type.split(":").pop()}/${name}/${key}`, resource: urnOf(type, name), component, service, name: what },
    ...{ sku: { vendor: "aws", service: service.toLowerCase(), region: "us-east-1", sku: key }, purchase: "on-demand" },
    ...{ count: band(() => 1), quantity, unit, unitPrice: new Big(usd).toString(), usage, price, list },
    monthly: band((point) => micros(new Big(list[point]).times(1 - saved).div(1e6))),
    discount: saved === 0 ? null : { name: "1-year reserved, no upfront, 100 % covered", fraction: String(saved), source: price },
  };
}

export function estimateOf(name: string, lines: readonly Line[], unpriced: readonly Unpriced[] = []): Estimate {
  const total = (all: readonly Line[]) => sumBands(all.map(({ monthly }) => monthly));
  return {
    ...{ name, lines: [...lines].sort((a, b) => byText(a.id, b.id)), unpriced, monthly: total(lines) },
    baseline: total(lines.filter(({ usage }) => !usage)),
    usage: total(lines.filter(({ usage }) => usage)),
    free: [{ type: "aws:iam/role:Role", resources: 4, why: "IAM is free" }],
  };
}

const LINES = (nodes: number, gateways: readonly string[]): MadeLine[] => [
  ...gateways.flatMap((zone): MadeLine[] => [
    {
      ...{ type: "aws:ec2/natGateway:NatGateway", name: `network-nat-${zone}`, key: "hours", component: "network" },
      ...{ service: "NAT gateway", what: "NAT gateway", quantity: 730, unit: "hours", usd: 0.045 },
    },
    {
      ...{ type: "aws:ec2/natGateway:NatGateway", name: `network-nat-${zone}`, key: "data", component: "network", usage: true },
      ...{ service: "NAT gateway", what: "Data processed", quantity: [4, 20.5, 180], unit: "GB", usd: 0.045 },
    },
  ]),
  {
    ...{ type: "aws:eks/cluster:Cluster", name: "cluster-cluster", key: "hours", component: "cluster", service: "EKS" },
    ...{ what: "Cluster", quantity: 730, unit: "hours", usd: 0.1 },
  },
  {
    ...{ type: "aws:eks/nodeGroup:NodeGroup", name: "cluster-main", key: "instances", component: "cluster/cluster-main" },
    ...{ service: "EC2", what: "Instance usage (Linux/UNIX, on-demand, m7g.large)", unit: "hours", usd: 0.0816, saved: 0.25 },
    quantity: [730 * nodes, 730 * nodes, 730 * (nodes + 2)],
  },
  {
    ...{ type: "aws:eks/nodeGroup:NodeGroup", name: "cluster-main", key: "storage", component: "cluster/cluster-main" },
    ...{ service: "EC2", what: "Storage (gp3)", quantity: 20 * nodes, unit: "GB", usd: 0.08 },
  },
  {
    ...{
      type: "aws:lambda/function:Function",
      name: "ai-function",
      key: "requests",
      component: "ai",
      service: "Lambda",
      usage: true,
    },
    ...{ what: "Requests", quantity: [0.001, 0.05, 4], unit: "1M requests", usd: 0.2 },
  },
  {
    ...{ type: "aws:lambda/function:Function", name: "ai-function", key: "input-tokens", component: "ai", service: "Claude" },
    ...{ what: "Input tokens", quantity: [3, 30, 600], unit: "1M tokens", usd: 3, usage: true, unverified: true, asOf: null },
  },
  {
    ...{ type: "aws:kms/key:Key", name: "encryption-key", key: "months", component: "encryption", service: "KMS" },
    ...{ what: "Key", quantity: 1, unit: "months", usd: 1, asOf: "2025-03" },
  },
];

const DRIVERS: readonly Driver[] = [
  {
    ...{ key: "pv", meaning: "Pages that visitors open.", values: { low: 500_000, typical: 1_000_000, high: 2_000_000 } },
    monthly: { low: 590_000_000, typical: 612_345_678, high: 700_000_000 },
  },
  {
    ...{ key: "promptCacheShare", meaning: "Read from the cache.", values: { low: 0.6, typical: 0.2, high: 0 } },
    monthly: { low: 600_000_000, typical: 612_345_678, high: 620_000_000 },
  },
];

const graphFor = (lines: readonly MadeLine[]): Graph =>
  graphOf(
    lines.map(({ type, name }) => resource(name, { type, urn: urnOf(type, name), source: { file: "infra/a.ts", line: 7 } })),
  );

const NODES: EnvironmentCost["nodes"] = {
  ...{ nodes: 2, pods: 9, monthly: 100_000_000, unplaced: 0 },
  services: [
    { service: "monitor-api", share: 0.4, monthly: 40_000_000 },
    { service: "system", share: 0.25, monthly: 25_000_000 },
  ],
  idle: { service: "idle", share: 0.35, monthly: 35_000_000 },
};

function environment(
  name: string,
  made: readonly MadeLine[],
  monthlyUsd: number,
  unpriced: readonly Unpriced[] = [],
): EnvironmentCost {
  const estimate = estimateOf(name, made.map(madeLine), unpriced);
  const curve = [1e6, 1e7, 1e8, 1e9].map((pageViews, index) => ({
    pageViews,
    monthly: band((point) => estimate.baseline[point] + estimate.usage[point] * 8 ** index),
  }));
  return {
    ...{ estimate, graph: graphFor(made), pageViews: 1_000_000, drivers: DRIVERS, curve, nodes: NODES },
    budget: checkBudget({ monthlyUsd, onBreach: "block", limits: [] }, estimate),
  };
}

const NO_FIGURE: readonly Unpriced[] = [
  {
    resource: urnOf("aws:s3/bucket:Bucket", "storage"),
    line: "Storage (standard)",
    why: "depends on use, and nobody said how much",
  },
  {
    resource: urnOf("aws:s3/bucket:Bucket", "logs"),
    line: "Storage (standard)",
    why: "depends on use, and nobody said how much",
  },
  { resource: urnOf("x:y:Thing", "thing"), line: null, why: "nothing here knows what x:y:Thing costs" },
];

export const TODAY = "2026-11-23";

export const smallReport = (): CostReport => ({
  environments: [environment("dev", LINES(1, ["a"]), 300), environment("prod", LINES(5, ["a", "b", "c"]), 450, NO_FIGURE)],
  today: TODAY,
});

/** Every text in it is one that a page or a table must survive. */
export const hostileReport = (): CostReport => ({
  environments: HOSTILE.slice(0, 2).map((name, index) =>
    environment(
      name,
      HOSTILE.map((text) => ({
        ...{ type: `a:b:${text}`, name: text, key: text, component: text, service: text, what: text, unit: text },
        ...{ quantity: 3 + index, usd: 7 },
      })),
      10,
      [{ resource: name, line: name, why: name }],
    ),
  ),
  today: TODAY,
});
