/** What differs between two stacks' configurations, as keys that can be swapped from one to the other. */
import type { Json } from "../../graph/graph.ts";
import type { StackFile } from "../../plan/project.ts";
import type { ReadStack } from "../../plan/stacks.ts";
import { ESTIMATE_ONLY } from "../../plan/variant.ts";

type Tree = { readonly [key: string]: Json };
type Step = string | number;

/** A key whose value differs; several that no valid configuration can have apart (a topology and what only it has). */
export interface ConfigChange {
  /** `cluster.nodePools[0].max`; `mongodb.{topology,shards}` for several. */
  readonly path: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  /** Whether only the estimate reads it, and a swap needs no new plan. */
  readonly estimateOnly: boolean;
  /** Where the values are. */
  readonly steps: readonly (readonly Step[])[];
}

export type Reads = (file: StackFile) => ReadStack;

const trees = new WeakMap<StackFile["values"], Tree>();

/** Values as a tree: `network`, not `monitor:network`; keys of other namespaces as they are. */
export function treeOf({ values, project }: StackFile): Tree {
  const known = trees.get(values);
  if (known) return known;
  const tree = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key,
      parsed(value),
    ]),
  );
  trees.set(values, tree);
  return tree;
}

/** The file with other values. */
export function withTree(file: StackFile, tree: Tree, secretKeys: ReadonlySet<string> = file.secretKeys): StackFile {
  const values = Object.entries(tree).map(([key, value]) => [
    key.includes(":") ? key : `${file.project}:${key}`,
    typeof value === "object" && value !== null ? JSON.stringify(value) : String(value),
  ]);
  return { ...file, values: Object.fromEntries(values), secretKeys };
}

function parsed(value: string): Json {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** `from`'s file, with these changes made. */
export function swapped(from: StackFile, to: StackFile, changes: readonly ConfigChange[]): StackFile {
  const tree = structuredClone(treeOf(from)) as Tree;
  const source = treeOf(to);
  for (const { steps } of changes) for (const path of steps) put(tree, path, valueAt(source, path));
  return withTree(from, tree, new Set([...from.secretKeys, ...to.secretKeys]));
}

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

export const valueAt = (value: unknown, steps: readonly Step[]): Json | undefined =>
  steps.reduce<unknown>((at, step) => (typeof at === "object" && at !== null ? (at as never)[step] : undefined), value) as
    | Json
    | undefined;

/** Sets what is at a path, with whatever objects it needs on the way; undefined removes it. */
export function put(tree: unknown, steps: readonly Step[], value: Json | undefined): void {
  let at = tree as Record<Step, unknown>;
  for (const step of steps.slice(0, -1)) {
    if (typeof at[step] !== "object" || at[step] === null) {
      if (value === undefined) return;
      at[step] = {};
    }
    at = at[step] as Record<Step, unknown>;
  }
  const last = steps.at(-1) ?? "";
  if (value === undefined) delete at[last];
  else at[last] = structuredClone(value);
}

export const pathOf = (steps: readonly Step[]): string =>
  steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`),
    "",
  );

/** `cluster.nodePools[0].max` as steps. */
export const stepsOf = (path: string): Step[] =>
  path.split(/[.[\]]+/).flatMap((step) => (step === "" ? [] : [/^\d+$/.test(step) ? Number(step) : step]));

/**
 * The keys that differ, each the smallest that can be swapped by itself. What one file leaves to a default and the other states alike is no
 * difference.
 */
export function changesBetween(from: ReadStack, to: ReadStack, read: Reads): ConfigChange[] {
  const trees = { from: treeOf(from.file), to: treeOf(to.file) };
  const typed = { from: from.config ?? trees.from, to: to.config ?? trees.to };
  const differs = (steps: readonly Step[]): boolean =>
    !same(valueAt(trees.from, steps), valueAt(trees.to, steps)) && !sameWithDefaults(steps);
  const sameWithDefaults = (steps: readonly Step[]): boolean => {
    const [a, b] = [valueAt(typed.from, steps), valueAt(typed.to, steps)];
    return a !== undefined && same(a, b) && !isSecret(a);
  };

  /** Whether a file that has just this one key swapped is wrong about the section around it. */
  const entangled = (steps: readonly Step[], around: readonly Step[]): boolean => {
    const broken = (a: StackFile, b: StackFile): boolean => {
      const tree = structuredClone(treeOf(a)) as Tree;
      put(tree, steps, valueAt(treeOf(b), steps));
      const { problems } = read(withTree(a, tree, new Set([...a.secretKeys, ...b.secretKeys])));
      return problems.some(({ path }) => path.startsWith(`${a.project}:${pathOf(around)}`));
    };
    return broken(from.file, to.file) && broken(to.file, from.file);
  };

  const change = (steps: readonly (readonly Step[])[], path: string): ConfigChange => {
    const shown = (side: "from" | "to"): Json | undefined => {
      const of = (at: readonly Step[]): Json | undefined => valueAt(typed[side], at) ?? valueAt(trees[side], at);
      const [only] = steps;
      if (steps.length === 1 && only) return of(only);
      const entries = steps.map((at) => [String(at.at(-1)), of(at)] as const).filter(([, value]) => value !== undefined);
      return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Tree);
    };
    return { path, steps, from: shown("from"), to: shown("to"), estimateOnly: ESTIMATE_ONLY.has(String(steps[0]?.[0])) };
  };

  const walk = (steps: readonly Step[]): ConfigChange[] => {
    const [a, b] = [valueAt(trees.from, steps), valueAt(trees.to, steps)];
    const inner = childrenOf(a ?? emptyFor(typed.from, steps), b ?? emptyFor(typed.to, steps)).map((step) => [...steps, step]);
    const changed = inner.filter(differs);
    // An assumption is one value, however it is spread; and a whole that is a choice of forms is one.
    if (changed.length === 0 || (steps[0] === "usage" && steps.length > 1)) return [change([steps], pathOf(steps))];
    const apart = changed.length === 1 ? changed : changed.filter((path) => !entangled(path, steps));
    const together = changed.filter((path) => !apart.includes(path));
    if (together.length === 0) return apart.flatMap(walk);
    const names = together.map((path) => path.at(-1)).join(",");
    const whole = together.length === inner.length;
    const joint = whole
      ? change([steps], pathOf(steps))
      : change(together, `${pathOf(steps)}.${together.length > 1 ? `{${names}}` : names}`);
    return [joint, ...apart.flatMap(walk)];
  };
  const tops = [...new Set([...Object.keys(trees.from), ...Object.keys(trees.to)])].map((key): Step[] => [key]);
  return tops.filter(differs).flatMap(walk);
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** The typed configuration says of a secret only that it is there. */
const isSecret = (value: unknown): boolean => isTree(value) && value.in === "config";
/** A section that a file leaves out and that has defaults is as if it were empty. */
const emptyFor = (typed: unknown, steps: readonly Step[]): Json | undefined => (isTree(valueAt(typed, steps)) ? {} : undefined);

/** Steps into both values; none where they cannot be taken apart. Lists can, where their items have the same names in the same order. */
function childrenOf(a: Json | undefined, b: Json | undefined): Step[] {
  if (isTree(a) && isTree(b)) return [...new Set([...Object.keys(a), ...Object.keys(b)])];
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return [];
  const named = a.every((item, index) => isTree(item) && typeof item.name === "string" && item.name === (b[index] as Tree)?.name);
  return named ? a.map((_, index) => index) : [];
}
