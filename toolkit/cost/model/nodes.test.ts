import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pod, type Pool, pack, sharesOf } from "./nodes.ts";

const pool = (name: string, room: Pool["room"], min: number, max: number): Pool => ({
  ...{ name, room, min, max, daemons: { cpu: 100, memory: 100 } },
  whole: { cpu: room.cpu + 300, memory: room.memory + 500 },
});
const pods = (service: string, count: number, cpu: number, memory: number): Pod[] =>
  Array.from({ length: count }, () => ({ service, cpu, memory }));
const held = (packing: ReturnType<typeof pack>) => packing.nodes.map((node) => node.pods.map(({ service }) => service).join(" "));

describe("packing", () => {
  it("puts the largest pods first, each on the first node with room, and adds a node where there is none", () => {
    const packing = pack(
      [...pods("dns", 3, 100, 100), ...pods("api", 4, 1_000, 1_000)],
      [pool("main", { cpu: 2_150, memory: 4_000 }, 1, 5)],
    );
    expect(held(packing)).toEqual(["api api dns", "api api dns", "dns"]);
    expect(packing.unplaced).toEqual([]);
  });

  it("keeps the nodes that a pool has at least, and leaves over what finds no room at most", () => {
    const small = [pool("main", { cpu: 1_000, memory: 1_000 }, 2, 3)];
    expect(held(pack([], small))).toEqual(["", ""]);
    const { nodes, unplaced } = pack(pods("api", 5, 800, 100), small);
    expect([nodes.length, unplaced.length]).toEqual([3, 2]);
  });

  it("takes pools in their order, and passes by one whose nodes are too small", () => {
    const pools = [pool("small", { cpu: 500, memory: 500 }, 0, 5), pool("large", { cpu: 2_000, memory: 2_000 }, 0, 5)];
    const { nodes } = pack([...pods("api", 1, 1_500, 500), ...pods("dns", 2, 500, 500)], pools);
    expect(nodes.map((node) => [node.pool.name, node.pods.length])).toEqual([
      ["large", 2],
      ["small", 1],
    ]);
  });

  const somePods = fc.array(
    fc.record({
      service: fc.constantFrom("a", "b", "c"),
      cpu: fc.integer({ min: 0, max: 3_000 }),
      memory: fc.integer({ min: 1, max: 3_000 }),
    }),
    { maxLength: 60 },
  );
  const somePools = fc.array(
    fc
      .record({
        cpu: fc.integer({ min: 500, max: 4_000 }),
        memory: fc.integer({ min: 500, max: 4_000 }),
        min: fc.nat(3),
        more: fc.nat(8),
      })
      .map(({ min, more, ...room }) => pool(`${room.cpu}`, room, min, min + more)),
    { minLength: 1, maxLength: 3 },
  );

  it("never overfills a node, loses no pod, and stays within each pool's bounds", () => {
    fc.assert(
      fc.property(somePods, somePools, (wanted, pools) => {
        const { nodes, unplaced } = pack(wanted, pools);
        const placed = nodes.flatMap((node) => node.pods);
        expect([...placed, ...unplaced].map((pod) => JSON.stringify(pod)).sort()).toEqual(
          wanted.map((pod) => JSON.stringify(pod)).sort(),
        );
        for (const node of nodes) {
          expect(node.pods.reduce((sum, { cpu }) => sum + cpu, 0)).toBeLessThanOrEqual(node.pool.room.cpu);
          expect(node.pods.reduce((sum, { memory }) => sum + memory, 0)).toBeLessThanOrEqual(node.pool.room.memory);
        }
        for (const each of pools) {
          const count = nodes.filter((node) => node.pool === each).length;
          expect(count).toBeGreaterThanOrEqual(each.min);
          expect(count).toBeLessThanOrEqual(each.max);
        }
      }),
    );
  });

  it("opens no node while one that is open has room: no two nodes beyond the least could be one", () => {
    fc.assert(
      fc.property(somePods, (wanted) => {
        const one = pool("main", { cpu: 3_000, memory: 3_000 }, 0, 100);
        const loads = pack(wanted, [one]).nodes.map((node) => ({
          cpu: node.pods.reduce((sum, { cpu }) => sum + cpu, 0),
          memory: node.pods.reduce((sum, { memory }) => sum + memory, 0),
        }));
        for (const [index, a] of loads.entries())
          for (const b of loads.slice(index + 1))
            expect(a.cpu + b.cpu > one.room.cpu || a.memory + b.memory > one.room.memory).toBe(true);
      }),
    );
  });

  it("shares out the whole of the nodes", () => {
    fc.assert(
      fc.property(somePods, somePools, (wanted, pools) => {
        const packing = pack(wanted, pools);
        const { shares, idle } = sharesOf(packing);
        const total = [...shares.values()].reduce((sum, share) => sum + share, idle);
        expect(total).toBeCloseTo(packing.nodes.length > 0 ? 1 : 0, 9);
        expect(Math.min(idle, ...shares.values())).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });
});

it("divides cost half by processor and half by memory", () => {
  const packing = pack(
    [...pods("api", 1, 1_000, 500), ...pods("dns", 1, 200, 0)],
    [pool("main", { cpu: 1_700, memory: 1_500 }, 1, 1)],
  );
  const { shares, idle } = sharesOf(packing);
  // The node: 2,000 and 2,000, of which daemons take 100 and 100, the system 200 and 400.
  expect(Object.fromEntries(shares)).toEqual({
    ...{ daemons: 0.05, system: expect.closeTo(0.15, 9), api: expect.closeTo(0.375, 9), dns: expect.closeTo(0.05, 9) },
  });
  expect(idle).toBeCloseTo(0.375, 9);
});
