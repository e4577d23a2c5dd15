/** Reads a file of cases: resources as Terraform writes them, each with its region and use, to be priced by themselves. */
import { z } from "zod";
import { describeProblem, type Problem } from "../../../infra/config/problem.ts";
import { nearest, problemsOf } from "../../../infra/config/problems.ts";
import type { Json } from "../../graph/graph.ts";
import { readText, UsageError } from "../../plan/project.ts";
import { REGIONS } from "./types.ts";

const text = (what: string) => z.string({ error: what }).min(1, { error: what });
const attributes = z.record(z.string(), z.json(), { error: "attributes as Terraform has them, by name" });

/** What a case must have. What else it has (its expected lines, where it comes from) is nothing to a price. */
const CASE = z.looseObject({
  resourceType: text("a Terraform type, such as aws_lb"),
  region: text("a region, such as us-east-1"),
  /** `aws_lb.front`. @default its type and its place in the file */
  address: text("a Terraform address, such as aws_lb.front").optional(),
  attributes,
  usage: z.record(z.string(), z.json(), { error: "figures by name, such as monthly_requests" }).default({}),
  /** By address, what the attributes refer to: `${aws_launch_template.nodes.id}`. */
  relatedResources: z.record(z.string(), attributes, { error: "attributes by address" }).default({}),
  /** What `each.key`, `each.value` and `count.index` stand for. */
  instanceKey: z.union([z.string(), z.number()], { error: "a text or a number" }).optional(),
});

const CASES = z.array(CASE, { error: "a list of cases: [{ resourceType, region, attributes, usage }]" });

export interface Case {
  readonly address: string;
  readonly resourceType: string;
  readonly region: string;
  readonly attributes: { readonly [key: string]: Json };
  readonly usage: { readonly [key: string]: Json };
  readonly relatedResources: { readonly [address: string]: { readonly [key: string]: Json } };
  readonly instanceKey?: string | number;
}

/** @throws UsageError where it cannot be read, or with everything that is wrong in it */
export function readCases(file: string): readonly Case[] {
  const content = readText(file);
  return parseCases(content, file);
}

/** @param file name of the file, for messages */
export function parseCases(content: string, file: string): readonly Case[] {
  let input: unknown;
  try {
    input = JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
  const parsed = CASES.safeParse(input);
  const problems = parsed.success
    ? parsed.data.flatMap((it, row) => [...regionProblems(it.region, row), ...usageProblems(it.usage, `cases[${row}].usage`)])
    : problemsOf(parsed.error, CASES, "cases", input);
  if (!parsed.success || problems.length > 0) throw new UsageError(told(file, problems, input));
  return parsed.data.map(({ address, resourceType, region, attributes, usage, relatedResources, instanceKey }, row) => ({
    ...{ address: address ?? `${resourceType}[${row}]`, resourceType, region, attributes, usage, relatedResources },
    ...(instanceKey !== undefined && { instanceKey }),
  }));
}

/** A region's local zones have its name before theirs: `us-west-2-lax-1`. */
const isRegion = (name: string): boolean => REGIONS.some((region) => name === region || name.startsWith(`${region}-`));

const regionProblems = (region: string, row: number): readonly Problem[] =>
  isRegion(region)
    ? []
    : [
        {
          path: `cases[${row}].region`,
          value: region,
          message: "a region of AWS, such as us-east-1",
          ...nearest(region, REGIONS),
        },
      ];

function usageProblems(usage: Json, path: string): readonly Problem[] {
  if (typeof usage === "number" && !(usage >= 0))
    return [{ path, value: usage, message: "a figure from 0; nobody uses less than nothing" }];
  if (typeof usage !== "object" || usage === null) return [];
  return Object.entries(usage).flatMap(([key, value]) =>
    usageProblems(value, Array.isArray(usage) ? `${path}[${key}]` : `${path}.${key}`),
  );
}

function told(file: string, problems: readonly Problem[], input: unknown): string {
  const lines = problems.map((problem) => {
    const row = Number(/^cases\[(\d+)\]/.exec(problem.path)?.[1]);
    const { address } = ((Array.isArray(input) ? input[row] : undefined) ?? {}) as { address?: unknown };
    return describeProblem(problem, typeof address === "string" ? `${address}: ` : "");
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${file}: ${count}; nothing was priced`, ...lines].join("\n");
}
