import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Block,
  formatBlock,
  isPrivateBlock,
  parseBlock,
  planAddresses,
  privateAddresses,
  usableAddresses,
  ZONE_LETTERS,
} from "./cidr.ts";

const size = ({ prefix }: Block) => 2 ** (32 - prefix);

/** Any block from /16 to /23 that starts on its own boundary. */
const anyVpc = fc
  .tuple(fc.integer({ min: 16, max: 23 }), fc.nat(2 ** 24 - 1))
  .map(([prefix, at]): Block => ({ prefix, start: Math.floor((at * 256) / 2 ** (32 - prefix)) * 2 ** (32 - prefix) }));
const anyZones = fc
  .uniqueArray(fc.constantFrom(...ZONE_LETTERS), { minLength: 1, maxLength: 4 })
  .map((letters) => letters.map((letter) => `us-east-1${letter}`));

describe("blocks", () => {
  it.each(["10.0.0.0/16", "192.168.128.0/17", "255.255.255.252/30", "0.0.0.0/0"])("reads %s and writes it the same", (text) => {
    const block = parseBlock(text);
    expect(block && formatBlock(block)).toBe(text);
  });

  it.each([
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.1/16",
    "10.0.0/16",
    "256.0.0.0/8",
    "fd00::/8",
    "10.0.0.0/16 ",
    "010.0.0.0/8/8",
    "",
  ])("refuses %j", (text) => {
    expect(parseBlock(text)).toBeUndefined();
  });

  it.each([
    ["10.0.0.0/8", true],
    ["172.16.0.0/16", true],
    ["192.168.0.0/24", true],
    ["100.64.0.0/16", true],
    ["8.8.8.0/24", false],
    ["172.32.0.0/16", false],
  ])("%s is private: %s", (text, isPrivate) => {
    expect(isPrivateBlock(parseBlock(text) as Block)).toBe(isPrivate);
  });
});

describe("the address plan", () => {
  it("gives each zone a private, a public and an intra subnet", () => {
    const vpc = parseBlock("10.30.0.0/16") as Block;
    const { subnets, spare } = planAddresses(vpc, ["us-east-1a", "us-east-1b", "us-east-1d"]);
    const told = subnets.map(({ tier, zone, block }) => `${tier} ${zone} ${formatBlock(block)}`);
    expect(told).toEqual([
      "private 0 10.30.0.0/20",
      "private 1 10.30.16.0/20",
      "private 2 10.30.48.0/20",
      "public 0 10.30.128.0/21",
      "public 1 10.30.136.0/21",
      "public 2 10.30.152.0/21",
      "intra 0 10.30.192.0/21",
      "intra 1 10.30.200.0/21",
      "intra 2 10.30.216.0/21",
    ]);
    expect(spare).toHaveLength(15);
    expect(privateAddresses(vpc)).toBe(4_091);
  });

  it("leaves no gap, overlaps nothing and fits", () => {
    fc.assert(
      fc.property(anyVpc, anyZones, (vpc, zones) => {
        const { subnets, spare } = planAddresses(vpc, zones);
        const blocks = [...subnets.map(({ block }) => block), ...spare].sort((a, b) => a.start - b.start);
        let next = vpc.start;
        for (const block of blocks) {
          expect(block.start).toBe(next); // neither gap nor overlap
          expect(block.start % size(block)).toBe(0); // on its own boundary
          next += size(block);
        }
        expect(next).toBe(vpc.start + size(vpc)); // the VPC, exactly
        expect(subnets).toHaveLength(zones.length * 3);
      }),
    );
  });

  it("uses only sizes AWS allows, and reads back what it writes", () => {
    fc.assert(
      fc.property(anyVpc, anyZones, (vpc, zones) => {
        for (const { block } of planAddresses(vpc, zones).subnets) {
          expect(block.prefix).toBeGreaterThanOrEqual(16);
          expect(block.prefix).toBeLessThanOrEqual(28);
          expect(usableAddresses(block)).toBe(size(block) - 5);
          expect(parseBlock(formatBlock(block))).toEqual(block);
        }
      }),
    );
  });

  it("moves no subnet, whatever zones come, go or change places", () => {
    const blocks = (vpc: Block, zones: readonly string[]) =>
      new Map(planAddresses(vpc, zones).subnets.map(({ tier, zone, block }) => [`${tier} ${zones[zone]}`, formatBlock(block)]));
    fc.assert(
      fc.property(anyVpc, anyZones, anyZones, (vpc, before, after) => {
        const now = blocks(vpc, after);
        for (const [subnet, block] of blocks(vpc, before)) expect(now.get(subnet) ?? block).toBe(block);
      }),
    );
  });

  it("refuses a block with no room, and a zone there is none of", () => {
    expect(() => planAddresses(parseBlock("10.0.0.0/24") as Block, ["us-east-1a"])).toThrow("10.0.0.0/24 is too small");
    expect(() => planAddresses(parseBlock("10.0.0.0/16") as Block, ["us-east-1z"])).toThrow("us-east-1z is no zone from a to h");
  });
});
