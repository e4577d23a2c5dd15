import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { band } from "../money.ts";
import { attribute, mostTrials } from "./attribution.ts";
import { bit, keysOf } from "./masks.ts";
import type { Amounts, Lab } from "./trials.ts";

/** A cost of made-up lines, each a function of the keys that are swapped. */
type Line = (swapped: bigint) => number;
const has = (mask: bigint, key: number): number => Number((mask >> BigInt(key)) & 1n);

function lab(keys: number, lines: Readonly<Record<string, Line>>, canBe: (mask: bigint) => boolean = () => true) {
  const amounts = (mask: bigint): Amounts =>
    new Map(Object.entries(lines).map(([name, of]) => [name, band(() => Math.round(of(mask)))]));
  let trials = 0;
  const made: Lab = {
    ...{ keys, canBe },
    amounts: async (mask) => {
      trials++;
      if (!canBe(mask)) throw new Error(`${keysOf(mask)} cannot be`);
      return amounts(mask);
    },
  };
  return { lab: made, none: amounts(0n), all: amounts(bit(keys) - 1n), tried: () => trials };
}
const of = async (world: ReturnType<typeof lab>) => {
  const { effects, sampling } = await attribute(world.lab, world.none, world.all);
  const total = new Map<string, number>();
  for (const { keys, amount } of effects) {
    const name = keysOf(keys).join("+");
    total.set(name, (total.get(name) ?? 0) + amount.typical);
  }
  return { total: Object.fromEntries([...total].filter(([, amount]) => amount !== 0)), sampling };
};

describe("the causes of a difference", () => {
  it("are each key's own where keys do not meet", async () => {
    const world = lab(3, { a: (m) => 10 + 5 * has(m, 0), b: (m) => 7 - 3 * has(m, 2) });
    expect(await of(world)).toEqual({ total: { "0": 5, "2": -3 }, sampling: null });
  });

  it("share what keys make only together", async () => {
    // Six nodes in place of one, of three times the price.
    const world = lab(2, { nodes: (m) => (1 + 5 * has(m, 0)) * (10 + 20 * has(m, 1)) });
    expect((await of(world)).total).toEqual({ "0": 100, "1": 70 });
  });

  it("pass over what cannot be: a key waits for the one it needs", async () => {
    // The second key without the first is no configuration.
    const world = lab(2, { a: (m) => 4 * has(m, 0) + 6 * has(m, 1) }, (m) => !(has(m, 1) && !has(m, 0)));
    expect((await of(world)).total).toEqual({ "0": 4, "1": 6 });
  });

  it("are told together where neither can be without the other", async () => {
    const world = lab(2, { a: (m) => 4 * has(m, 0) + 6 * has(m, 1) }, (m) => has(m, 0) === has(m, 1));
    expect((await of(world)).total).toEqual({ "0+1": 10 });
  });

  it("are drawn from orders where keys are many, and then exact still where they do not meet", async () => {
    const lines = Object.fromEntries(Array.from({ length: 9 }, (_, key) => [`l${key}`, (m: bigint) => 10 * key * has(m, key)]));
    const world = lab(12, lines);
    const { total, sampling } = await of(world);
    expect(total).toEqual(Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`${index + 1}`, 10 * (index + 1)])));
    expect(sampling?.standardErrors.size).toBe(0);
    expect(world.tried()).toBeLessThanOrEqual(mostTrials(12));
  });

  it("add up to the whole, and state an error where keys meet", async () => {
    const weights = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 7, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(weights, async (list) => {
        const product: Line = (m) => list.reduce((at, weight, key) => at * (1 + (weight / 1000) * has(m, key)), 1e6);
        const world = lab(list.length, { product });
        const { total } = await of(world);
        const whole = Math.round(product(bit(list.length) - 1n)) - 1e6;
        expect(Object.values(total).reduce((sum, amount) => sum + amount, 0)).toBe(whole);
      }),
      { numRuns: 20 },
    );
    const both = lab(6, { product: (m) => (1 + 9 * has(m, 0)) * (1 + 9 * has(m, 1)) * 1000 });
    const { sampling } = await of(both);
    expect([...(sampling?.standardErrors.keys() ?? [])].sort()).toEqual([0, 1]);
  });
});
