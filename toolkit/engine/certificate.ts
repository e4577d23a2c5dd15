/**
 * What a reviewer has seen, in digests: when a change is carried out later, it can be told whether it is still that change. Pure.
 * Secrets are placeholders in what is digested; that a secret has changed is seen by the step that hands it on.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Estimate } from "../cost/line.ts";
import { dollars } from "../cost/money.ts";
import { byText, type Json, sorted } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { UsageError } from "../plan/project.ts";
import type { Finding } from "../policy/finding.ts";
import { changing, nameIn, type Step } from "./steps.ts";

const digests = z.record(z.string(), z.string());

export const certificateSchema = z.strictObject({
  version: z.literal(1),
  stack: z.string(),
  /** When the state was last written; null where there was none. */
  state: z.string().nullable(),
  /** Digest of each section of the configuration. */
  config: digests,
  /** Digest of each resource of the offline plan, by URN. */
  resources: digests,
  /** What the engine would do, by URN; nothing for what stays. */
  steps: digests,
  /** What it costs: US dollars a month at typical use, and a digest of every line with its price. */
  cost: z.strictObject({ monthlyUsd: z.number(), lines: z.string() }),
  /** What breaks the rules and is not waived: how bad it is, by rule and URN. */
  rules: digests,
});

export type Certificate = z.output<typeof certificateSchema>;

/** What is not there counts as null. */
const digest = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(value ?? null)))
    .digest("hex");

const entries = <T>(items: readonly T[], entry: (item: T) => readonly [string, string]): Record<string, string> =>
  Object.fromEntries(items.map(entry).sort(([a], [b]) => byText(a, b)));

export interface Certified {
  readonly planned: PlannedStack;
  readonly steps: readonly Step[];
  /** When the state was last written; null where there is none. */
  readonly state: string | null;
  readonly estimate: Estimate;
  readonly findings: readonly Finding[];
}

export function certify({ planned: { name, config, graph }, steps, state, estimate, findings }: Certified): Certificate {
  return {
    ...{ version: 1, stack: name, state },
    config: entries(Object.entries<Json>(config), ([section, value]) => [section, digest(value)]),
    // Where a resource is written is no part of what it is.
    resources: entries(graph.resources, ({ source: _, ...resource }) => [resource.urn, digest(resource)]),
    steps: entries(changing(steps), ({ urn, op }) => [urn, op]),
    cost: { monthlyUsd: dollars(estimate.monthly.typical), lines: digest([estimate.lines, estimate.unpriced]) },
    rules: entries(findings, ({ rule, resource, severity }) => [`${rule} ${resource}`, severity]),
  };
}

/** Reads what `certificateText` wrote. @throws UsageError where it is something else */
export function readCertificate(text: string, file: string): Certificate {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is no plan: it is no JSON`, "monitor preview ENV --engine --plan FILE writes one");
  }
  const result = certificateSchema.safeParse(json);
  if (!result.success)
    throw new UsageError(
      `${file} is no plan: ${z.prettifyError(result.error)}`,
      "monitor preview ENV --engine --plan FILE writes one",
    );
  return result.data;
}

export const certificateText = (certificate: Certificate): string => `${JSON.stringify(certificate, null, 2)}\n`;

/** What is not as it was reviewed, in words; nothing where all is. */
export function moved(reviewed: Certificate, now: Certificate): string[] {
  if (reviewed.stack !== now.stack) return [`it is a plan of ${reviewed.stack}, not of ${now.stack}`];
  return [
    ...differing(reviewed.config, now.config).map(([section]) => `configuration: ${section}`),
    ...differing(reviewed.resources, now.resources).map(
      ([urn, before, after]) =>
        `program: ${nameIn(urn)} ${before === undefined ? "is new" : after === undefined ? "is gone" : "is another"}`,
    ),
    ...(reviewed.cost.lines === now.cost.lines
      ? []
      : [`cost: $${now.cost.monthlyUsd.toFixed(2)} a month, reviewed was $${reviewed.cost.monthlyUsd.toFixed(2)}`]),
    ...differing(reviewed.rules, now.rules).map(([finding, before, after]) => {
      const [rule = "", urn = ""] = finding.split(/ (.*)/s);
      return `rules: ${nameIn(urn)} ${brokenText(rule, after)}, reviewed was ${brokenText(rule, before)}`;
    }),
    ...(reviewed.state === now.state
      ? []
      : [`state: written ${now.state ?? "never"}, reviewed as of ${reviewed.state ?? "never"}`]),
    ...differing(reviewed.steps, now.steps).map(
      ([urn, before, after]) => `engine: ${nameIn(urn)} would ${wordsOf(after)}, reviewed was ${wordsOf(before)}`,
    ),
  ];
}

const brokenText = (rule: string, severity: string | undefined): string =>
  severity === undefined ? `keeps ${rule}` : `breaks ${rule} (${severity})`;
const wordsOf = (op: string | undefined): string => op ?? "stay";

function differing(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): (readonly [key: string, before: string | undefined, after: string | undefined])[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byText);
  return keys.filter((key) => before[key] !== after[key]).map((key) => [key, before[key], after[key]]);
}
