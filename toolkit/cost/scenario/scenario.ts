/** A scenario: a list of things with the figure that somebody planned for each, priced as the tool prices an environment. */
import { z } from "zod";
import { describeProblem } from "../../../infra/config/problem.ts";
import { problemsOf } from "../../../infra/config/problems.ts";
import { bareResource, type Graph, type Json, type Resource } from "../../graph/graph.ts";
import { UsageError } from "../../plan/project.ts";
import { estimate } from "../estimate.ts";
import type { Line, Unpriced } from "../line.ts";
import { PRICED } from "../map/index.ts";
import type { Use } from "../map/mapper.ts";
import { type Micros, sum } from "../money.ts";
import type { PriceBook } from "../prices/book.ts";

const json: z.ZodType<Json> = z.json();
const use: z.ZodType<Use> = z.lazy(() => z.record(z.string(), z.union([z.number(), z.string(), use])));

const RESOURCE = z.strictObject({
  type: z.string({ error: "a resource type such as aws:lb/loadBalancer:LoadBalancer" }),
  count: z.int({ error: "a whole number from 1" }).min(1, "a whole number from 1").default(1),
  inputs: z.record(z.string(), json, { error: "inputs as the program would give them" }).default({}),
  use: use.default({}),
});

export const SCENARIO = z.strictObject({
  name: z.string({ error: "a name" }),
  region: z.string({ error: "an AWS region" }),
  items: z
    .array(
      z.strictObject({
        name: z.string({ error: "a name" }),
        planned: z.number({ error: "US dollars a month" }).min(0, "US dollars a month"),
        resources: z.array(RESOURCE, { error: "a list of resources" }),
        note: z.string({ error: "text" }).optional(),
      }),
      { error: "a list of items" },
    )
    .min(1, "at least one item"),
});
export type Scenario = z.output<typeof SCENARIO>;

/** An item, priced. */
export interface PricedItem {
  readonly name: string;
  readonly planned: Micros;
  readonly priced: Micros;
  readonly lines: readonly Line[];
  /** What the figure leaves out, and why; with any of these it is incomplete. */
  readonly unpriced: readonly Unpriced[];
  readonly note: string | null;
}

/** @throws UsageError that lists everything that is wrong with it */
export function parseScenario(input: unknown, file: string): Scenario {
  const result = SCENARIO.safeParse(input);
  const problems = result.success ? unknownTypes(result.data) : problemsOf(result.error, SCENARIO, "scenario", input);
  if (result.success && problems.length === 0) return result.data;
  throw new UsageError(
    [`${file} is no scenario`, ...problems.map((problem) => describeProblem(problem, ""))].join("\n"),
    "toolkit/cost/scenario/plan.yaml is one to start from",
  );
}

const unknownTypes = ({ items }: Scenario) =>
  items.flatMap(({ resources }, item) =>
    resources.flatMap(({ type }, index) =>
      PRICED.has(type)
        ? []
        : [{ path: `scenario.items[${item}].resources[${index}].type`, value: type, message: "a type that can be priced" }],
    ),
  );

export interface ScenarioOptions {
  readonly book: PriceBook;
  readonly today: string;
}

export function priceScenario({ region, items }: Scenario, { book, today }: ScenarioOptions): readonly PricedItem[] {
  return items.map(({ name, planned, resources, note = null }) => {
    const made = resources.flatMap(({ type, count, inputs, use: amounts }, index) =>
      Array.from({ length: count }, (_, copy) => ({ resource: resourceOf(type, `${index + 1}-${copy + 1}`, inputs), amounts })),
    );
    const uses = new Map(made.map(({ resource, amounts }) => [resource.urn, amounts]));
    const { lines, monthly, unpriced } = estimate({
      ...{
        graph: graphOf(
          region,
          made.map(({ resource }) => resource),
        ),
        book,
        today,
      },
      use: ({ urn }) => uses.get(urn) ?? {},
    });
    return { name, planned: Math.round(planned * 1e6), priced: monthly.typical, lines, unpriced, note };
  });
}

export const totalOf = (items: readonly PricedItem[], which: "planned" | "priced"): Micros =>
  sum(items.map((item) => item[which]));

const STACK = "urn:pulumi:scenario::scenario::pulumi:pulumi:Stack::scenario";

const resourceOf = (type: string, name: string, inputs: Resource["inputs"]): Resource =>
  bareResource({ urn: `urn:pulumi:scenario::scenario::${type}::${name}`, type, name, parent: STACK, inputs });

const graphOf = (region: string, resources: readonly Resource[]): Graph => ({
  ...{ project: "scenario", stack: "scenario", outputs: {}, cannotTell: [] },
  resources: [resourceOf("pulumi:providers:aws", "aws", { region }), ...resources],
});
