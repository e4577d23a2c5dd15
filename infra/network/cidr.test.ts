import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, formatBlock, isPrivateBlock, parseBlock, planAddresses, usableAddresses } from "./cidr.ts";

const size = ({ prefix }: Block) => 2 ** (32 - prefix);

/** Any block from /16 to /24 that starts on its own boundary. */
const anyVpc = fc
  .tuple(fc.integer({ min: 16, max: 24 }), fc.nat(2 ** 24 - 1))
  .map(([prefix, at]): Block => ({ prefix, start: Math.floor((at * 256) / 2 ** (32 - prefix)) * 2 ** (32 - prefix) }));
const anyZones = fc.integer({ min: 1, max: 4 });

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
    const { subnets, spare } = planAddresses(parseBlock("10.30.0.0/16") as Block, 3);
    const told = subnets.map(({ tier, zone, block }) => `${tier} ${zone} ${formatBlock(block)}`);
    expect(told).toEqual([
      "private 0 10.30.0.0/19",
      "private 1 10.30.32.0/19",
      "private 2 10.30.64.0/19",
      "public 0 10.30.128.0/20",
      "public 1 10.30.144.0/20",
      "public 2 10.30.160.0/20",
      "intra 0 10.30.192.0/20",
      "intra 1 10.30.208.0/20",
      "intra 2 10.30.224.0/20",
    ]);
    expect(spare.map(formatBlock)).toEqual(["10.30.96.0/19", "10.30.176.0/20", "10.30.240.0/20"]);
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
        expect(subnets).toHaveLength(zones * 3);
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

  it("moves no subnet when a zone is added up to the next power of two", () => {
    fc.assert(
      fc.property(anyVpc, (vpc) => {
        const three = planAddresses(vpc, 3).subnets.map((subnet) => JSON.stringify(subnet));
        const four = planAddresses(vpc, 4).subnets.map((subnet) => JSON.stringify(subnet));
        expect(four).toEqual(expect.arrayContaining(three));
      }),
    );
  });

  it("refuses a block with no room for its zones", () => {
    expect(() => planAddresses(parseBlock("10.0.0.0/26") as Block, 4)).toThrow("10.0.0.0/26 is too small for 4 zones");
  });
});
