import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { band } from "../money.ts";
import { attribute } from "./attribution.ts";
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
    ...{ keys, canBe, quick: 0n },
    near: (key) => Array.from({ length: keys }, (_, other) => other).filter((other) => other !== key),
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

  it("are found among many keys in few trials, exactly, where few meet in a line", async () => {
    const lines: Record<string, Line> = {
      ...Object.fromEntries(Array.from({ length: 8 }, (_, key) => [`l${key}`, (m: bigint) => 10 * key * has(m, key)])),
      nodes: (m) => (1 + has(m, 20)) * (10 + 5 * has(m, 21)) * (1 + 3 * has(m, 22)),
      // The second feature comes with the first alone.
      feature: (m) => 100 * has(m, 25) * has(m, 26),
    };
    const world = lab(40, lines);
    const { total, sampling } = await of(world);
    expect(sampling).toBeNull();
    expect(total).toMatchObject({ "1": 10, "7": 70, "25": 50, "26": 50 });
    // 10 → 120: each key's average over the six orders.
    expect([total["20"], total["21"], total["22"]]).toEqual([33, 20, 57]);
    expect(Object.values(total).reduce((sum, amount) => sum + amount, 0)).toBe(280 + 110 + 100);
    expect(world.tried()).toBeLessThan(20);
  });

  it("are those of every order, whichever few keys a line depends on", async () => {
    const table = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 8, maxLength: 8 });
    const keys = fc.subarray([0, 2, 5, 6, 9, 11, 14], { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(table, keys, async (amounts, [a = 0, b = 0, c = 0]) => {
        const line: Line = (m) => amounts[has(m, a) + 2 * has(m, b) + 4 * has(m, c)] ?? 0;
        const { total, sampling } = await of(lab(15, { line }));
        const three = await of(lab(3, { line: (m) => amounts[Number(m)] ?? 0 }));
        expect(sampling).toBeNull();
        expect([total[a] ?? 0, total[b] ?? 0, total[c] ?? 0]).toEqual(["0", "1", "2"].map((key) => three.total[key] ?? 0));
      }),
      { numRuns: 30 },
    );
  });

  it("pass over what cannot be among many keys", async () => {
    // Keys 3 and 4 belong to what key 2 brings.
    const canBe = (m: bigint): boolean => has(m, 2) === 1 || (has(m, 3) === 0 && has(m, 4) === 0);
    const world = lab(12, { a: (m) => 4 * has(m, 2) + 6 * has(m, 3) + 10 * has(m, 9), b: (m) => 2 * has(m, 4) }, canBe);
    expect((await of(world)).total).toEqual({ "2": 4, "3": 6, "4": 2, "9": 10 });
  });

  it("are drawn from orders where many keys meet in a line: they add up to the whole, and an error is stated", async () => {
    const weights = fc.array(fc.integer({ min: 100, max: 1000 }), { minLength: 8, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(weights, async (list) => {
        const product: Line = (m) => list.reduce((at, weight, key) => at * (1 + (weight / 1000) * has(m, key)), 1e6);
        const { total, sampling } = await of(lab(list.length + 3, { product, single: (m) => 7 * has(m, list.length) }));
        const whole = Math.round(product(bit(list.length) - 1n)) - 1e6;
        expect(Object.values(total).reduce((sum, amount) => sum + amount, 0)).toBe(whole + 7);
        expect(total[list.length]).toBe(7);
        expect(sampling?.standardErrors.size).toBeGreaterThan(0);
        expect(sampling?.standardErrors.has(list.length)).toBe(false);
      }),
      { numRuns: 10 },
    );
  });
});
