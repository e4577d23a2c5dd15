/** What pricing takes: a whole command from a cold process, and graphs of any size by themselves, without the plan. */
import { estimate } from "../cost/estimate.ts";
import { useOf } from "../cost/model/use.ts";
import { priceBook } from "../cost/prices/load.ts";
import type { Graph, Json, Resource } from "../graph/graph.ts";
import { planStacks } from "../plan/plan.ts";
import { type Case, measureNode, ROOT } from "./measure.ts";

/** The command beside the plans that it needs in any case. */
export const COSTS: readonly Case[] = [
  {
    name: "monitor preview dev prod",
    measure: () => measureNode(["toolkit/cli.ts", "preview", "dev", "prod", "-o", "/dev/null"]),
    runs: 5,
  },
  {
    ...{
      name: "monitor cost diff dev prod",
      measure: () => measureNode(["toolkit/cli.ts", "cost", "diff", "dev", "prod", "-o", "/dev/null"]),
      runs: 5,
    },
    against: "monitor preview dev prod",
  },
];

const WARM_UP = 3;
const RUNS = 5;

/** The graph `copies` times, each copy with names and references of its own. */
export function repeated({ resources, ...graph }: Graph, copies: number): Graph {
  const urns = new Set(resources.map(({ urn }) => urn));
  const renamed = (value: Json, copy: number): Json => {
    if (typeof value === "string") {
      if (urns.has(value)) return `${value}-${copy}`;
      return value.includes("${urn:") ? value.replaceAll(/(\$\{urn:pulumi:[^#{}]+)#/g, `$1-${copy}#`) : value;
    }
    if (Array.isArray(value)) return value.map((item) => renamed(item, copy));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item, copy)]));
  };
  const all = Array.from({ length: copies }, (_, copy) =>
    resources.map((resource) => {
      const whole = renamed(resource as unknown as Json, copy) as unknown as Resource;
      return { ...whole, name: `${resource.name}-${copy}` };
    }),
  );
  return { ...graph, resources: all.flat() };
}

/** Milliseconds of each run after the first ones, which the machine needs to get going. */
export async function pricing(copies: number): Promise<{
  readonly resources: number;
  readonly lines: number;
  readonly first: number;
  readonly runs: number[];
}> {
  const [planned] = await planStacks({ folder: ROOT, stacks: ["prod"] });
  if (!planned) throw new Error("prod was not planned");
  const { graph, config } = planned;
  const [book, use] = [priceBook(), useOf({ graph, config })];
  const many = repeated(graph, copies);
  const timed = (): { lines: number; milliseconds: number } => {
    const started = performance.now();
    const { lines } = estimate({ graph: many, use, book, today: "2026-11-23" });
    return { lines: lines.length, milliseconds: performance.now() - started };
  };
  const all = Array.from({ length: WARM_UP + RUNS }, timed);
  const runs = all.slice(WARM_UP).map(({ milliseconds }) => milliseconds);
  return { resources: many.resources.length, lines: all[0]?.lines ?? 0, first: all[0]?.milliseconds ?? 0, runs };
}
