/** Why two environments cost what they cost: the gap by configuration key, from planning them again with keys swapped. */
import { byText, type Json } from "../../graph/graph.ts";
import type { PlannedStack } from "../../plan/plan.ts";
import type { StackFile } from "../../plan/project.ts";
import type { ReadStack } from "../../plan/stacks.ts";
import type { VariantPlanner } from "../../plan/variant.ts";
import type { Estimate } from "../line.ts";
import { type Band, band, type Micros, sumBands } from "../money.ts";
import { type Attribution, attribute } from "./attribution.ts";
import { type ConfigChange, changesBetween, swapped } from "./changes.ts";
import { keysOf, type Mask, maskOf } from "./masks.ts";
import type { Amounts, Lab } from "./trials.ts";

/** One key's part of the gap, or that of several that no configuration can have apart. */
export interface Cause {
  readonly keys: readonly { readonly path: string; readonly from: Json | undefined; readonly to: Json | undefined }[];
  readonly gap: Band<Micros>;
  /** Ids of the lines it changes, the most money first, with what it makes of each. */
  readonly lines: readonly { readonly id: string; readonly gap: Band<Micros> }[];
  /** Of the typical amount, where it is drawn from samples. */
  readonly standardError?: Micros;
}

export interface Causes {
  /** Largest first; together they are the gap, exactly. */
  readonly causes: readonly Cause[];
  /** Keys that differ and change nothing that costs. */
  readonly without: readonly string[];
  readonly method: {
    readonly plans: number;
    readonly estimates: number;
    readonly milliseconds: number;
    /** Null where every line's keys were reckoned in every order, else from how many orders those of some lines were. */
    readonly sampledOrders: number | null;
  };
}

export interface CausesOptions {
  readonly planner: VariantPlanner;
  /** Prices a stack that was planned. */
  readonly price: (planned: PlannedStack) => Estimate;
  readonly from: ReadStack;
  readonly to: ReadStack;
  /** Of the two as they are. */
  readonly estimates: { readonly from: Estimate; readonly to: Estimate };
  /** Told of each plan before it is made: how many were made. */
  readonly onProgress?: (plans: number) => void;
}

export async function causesOf(options: CausesOptions): Promise<Causes> {
  const { from, to, estimates } = options;
  if (from.file.stack <= to.file.stack) return causesInOrder(options);
  // One way round alone is reckoned, so that the other is its opposite also where orders are sampled.
  const opposite = await causesInOrder({ ...options, from: to, to: from, estimates: { from: estimates.to, to: estimates.from } });
  const negative = (gap: Band<Micros>): Band<Micros> => band((point) => 0 - gap[point]);
  return {
    ...opposite,
    causes: opposite.causes.map((cause) => ({
      ...cause,
      keys: cause.keys.map((key) => ({ path: key.path, from: key.to, to: key.from })),
      gap: negative(cause.gap),
      lines: cause.lines.map(({ id, gap }) => ({ id, gap: negative(gap) })),
    })),
  };
}

async function causesInOrder({ planner, price, from, to, estimates, onProgress }: CausesOptions): Promise<Causes> {
  const started = performance.now();
  const before = planner.plans;
  const changes = changesBetween(from, to, planner.read);
  const file = (mask: Mask): StackFile =>
    swapped(
      from.file,
      to.file,
      keysOf(mask).flatMap((key) => changes[key] ?? []),
    );
  const section = (key: number): string | undefined => changes[key]?.path.split(/[.[]/)[0];
  const lab: Lab = {
    keys: changes.length,
    quick: maskOf(changes.flatMap(({ estimateOnly }, key) => (estimateOnly ? [key] : []))),
    near(key) {
      const others = changes.map((_, other) => other).filter((other) => other !== key);
      const own = others.filter((other) => section(other) === section(key));
      return [...own, ...others.filter((other) => section(other) !== section(key))];
    },
    canBe: (mask) => planner.read(file(mask)).problems.length === 0,
    async amounts(mask) {
      onProgress?.(planner.plans - before);
      const planned = await planner.plan(file(mask), { sources: false });
      return amountsOf(price(planned));
    },
  };
  const attribution = await attribute(lab, amountsOf(estimates.from), amountsOf(estimates.to));
  const causes = causesFrom(attribution, changes);
  const named = new Set(causes.flatMap(({ keys }) => keys.map(({ path }) => path)));
  return {
    causes,
    without: changes.map(({ path }) => path).filter((path) => !named.has(path)),
    method: {
      ...{ plans: planner.plans - before, estimates: attribution.trials, milliseconds: performance.now() - started },
      sampledOrders: attribution.sampling?.orders ?? null,
    },
  };
}

export const amountsOf = ({ lines }: Estimate): Amounts => new Map(lines.map(({ id, monthly }) => [id, monthly]));

function causesFrom({ effects, sampling }: Attribution, changes: readonly ConfigChange[]): Cause[] {
  const byKeys = new Map<Mask, Map<string, Band<Micros>>>();
  for (const { keys, line, amount } of effects) {
    if (Object.values(amount).every((each) => each === 0)) continue;
    const lines = byKeys.get(keys) ?? new Map<string, Band<Micros>>();
    lines.set(line, sumBands([amount, ...(lines.has(line) ? [lines.get(line) as Band<Micros>] : [])]));
    byKeys.set(keys, lines);
  }
  const size = ({ typical }: Band<Micros>): number => Math.abs(typical);
  return [...byKeys]
    .map(([mask, lines]): Cause => {
      const keys = keysOf(mask);
      const error = keys.length === 1 ? sampling?.standardErrors.get(keys[0] as number) : undefined;
      return {
        keys: keys.flatMap((key) => changes[key] ?? []).map(({ path, from, to }) => ({ path, from, to })),
        gap: sumBands([...lines.values()]),
        lines: [...lines].map(([id, gap]) => ({ id, gap })).sort((a, b) => size(b.gap) - size(a.gap) || byText(a.id, b.id)),
        ...(error !== undefined && { standardError: error }),
      };
    })
    .sort((a, b) => size(b.gap) - size(a.gap) || byText(a.keys[0]?.path ?? "", b.keys[0]?.path ?? ""));
}
