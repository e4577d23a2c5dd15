/** How long two graphs take to compare, by size and by what has become of them. */
import { diffGraphs } from "../diff/diff.ts";
import { byText, type Graph, type Json, type Resource, STACK_TYPE } from "../graph/graph.ts";
import { planStacks } from "../plan/plan.ts";
import { ROOT } from "./measure.ts";

const WARM_UP = 2;
const RUNS = 5;

export interface Comparison {
  readonly name: string;
  readonly resources: number;
  readonly changes: number;
  /** Milliseconds of each run after the first ones, which the machine needs to get going. */
  readonly runs: readonly number[];
}

type Change = (resource: Resource, index: number) => Resource;

/** Every text in it, as a program with other names would have it. */
const mapped = <T>(value: T, text: (text: string) => string): T => {
  if (typeof value === "string") return text(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapped(item as Json, text)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item as Json, text)])) as T;
};
/** With another name, for itself and in every URN but the stack's. */
function newNames(resource: Resource, mark: string): Resource {
  if (resource.type === STACK_TYPE) return resource;
  const text = (old: string): string =>
    old.includes(STACK_TYPE) ? old : old.replaceAll(/(urn:pulumi:[^#{}]*::)([^:#{}]+)/g, `$1${mark}$2`);
  return { ...mapped(resource, text), name: `${mark}${resource.name}` };
}

const CHANGES: Readonly<Record<string, Change>> = {
  "the same": (resource) => resource,
  "each with another setting": (resource) => ({ ...resource, inputs: { ...resource.inputs, changed: "yes" } }),
  "each under another name": (resource) => newNames(resource, "x"),
  "nothing in common": (resource, index) =>
    resource.type === STACK_TYPE ? resource : { ...newNames(resource, `x${index}-`), inputs: { value: `${index}` } },
};

/** Copies in one stack, told apart by something that they set, as the resources of a program are. */
function copied({ resources, ...graph }: Graph, copies: number): Graph {
  const copy = (_: unknown, index: number): Resource[] =>
    resources
      .filter(({ type }) => index === 0 || type !== STACK_TYPE)
      .map((resource) => newNames({ ...resource, inputs: { ...resource.inputs, copy: index } }, `c${index}-`));
  return { ...graph, resources: Array.from({ length: copies }, copy).flat() };
}

/** @param copies of prod's graph on either side */
export async function comparisons(copies: number): Promise<Comparison[]> {
  const [planned] = await planStacks({ folder: ROOT, stacks: ["prod"] });
  if (!planned) throw new Error("prod was not planned");
  const sorted = (graph: Graph): Graph => ({ ...graph, resources: [...graph.resources].sort((a, b) => byText(a.urn, b.urn)) });
  const before = sorted(copied(planned.graph, copies));
  return Object.entries(CHANGES).map(([name, change]) => {
    // Of its own, so that nothing is the same because it is the same object.
    const after = sorted({ ...before, resources: (JSON.parse(JSON.stringify(before.resources)) as Resource[]).map(change) });
    const timed = (): { changes: number; milliseconds: number } => {
      const started = performance.now();
      const { changes } = diffGraphs(before, after);
      return { changes: changes.length, milliseconds: performance.now() - started };
    };
    const all = Array.from({ length: WARM_UP + RUNS }, timed);
    const runs = all.slice(WARM_UP).map(({ milliseconds }) => milliseconds);
    return { name, resources: before.resources.length, changes: all[0]?.changes ?? 0, runs };
  });
}
