/**
 * The address plan of a VPC, as pure arithmetic. Each zone gets one private, one public and one intra subnet, and which addresses
 * they have follows from the zone's letter alone: zones can come, go and change places, and no subnet of another one moves. A
 * subnet that moved would have to be made while its addresses are still taken, which no cloud does.
 *
 *     |------------- private (half) -------------|---- public (quarter) ----|---- intra (quarter) ----|
 */
import ipaddr from "ipaddr.js";

/** An IPv4 block: its first address as a number, and its prefix length. */
export interface Block {
  readonly start: number;
  readonly prefix: number;
}

export type Tier = "private" | "public" | "intra";

export interface SubnetPlan {
  readonly tier: Tier;
  /** Index of the zone in the list of zones. */
  readonly zone: number;
  readonly block: Block;
}

export interface AddressPlan {
  readonly subnets: readonly SubnetPlan[];
  /** Blocks kept free for further zones. Subnets and spare blocks together are the VPC's block, exactly. */
  readonly spare: readonly Block[];
}

/** The largest and smallest subnet AWS allows. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const SMALLEST_SUBNET = 28;
/** Addresses that AWS keeps for itself in each subnet. */
const RESERVED_ADDRESSES = 5;

const TIERS: readonly { tier: Tier; share: 1 | 2 }[] = [
  { tier: "private", share: 1 },
  { tier: "public", share: 2 },
  { tier: "intra", share: 2 },
];

/**
 * Reads `10.10.0.0/16`.
 * @returns undefined where the text is no IPv4 block, or has bits set to the right of its prefix.
 */
export function parseBlock(text: string): Block | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const start = address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  return start % sizeOf(prefix) === 0 ? { start, prefix } : undefined;
}

export function formatBlock({ start, prefix }: Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix}`;
}

const sizeOf = (prefix: number): number => 2 ** (32 - prefix);

/** Addresses of a subnet that instances, pods and endpoints can have. */
export const usableAddresses = (block: Block): number => sizeOf(block.prefix) - RESERVED_ADDRESSES;

/** Whether the address lies in a range that is never routed on the internet (RFC 1918, RFC 6598). */
export function isPrivateBlock(block: Block): boolean {
  const range = ipaddr.IPv4.parse(formatBlock(block).split("/")[0] ?? "").range();
  return range === "private" || range === "carrierGradeNat";
}

/** Zones that a block is cut for, by letter from `a`; no region has as many. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html */
export const ZONE_LETTERS = "abcdefgh";

const prefixOf = (vpc: Block, share: number): number => vpc.prefix + share + Math.log2(ZONE_LETTERS.length);

/** Addresses for nodes and pods in one zone. */
export const privateAddresses = (vpc: Block): number => usableAddresses({ start: vpc.start, prefix: prefixOf(vpc, 1) });

/**
 * Cuts a VPC's block into subnets.
 * @param zones names, such as `us-east-1a`
 * @throws RangeError where the block is too small, or a zone has another letter; the config rules catch both first.
 */
export function planAddresses(vpc: Block, zones: readonly string[]): AddressPlan {
  const letters = zones.map((zone) => zone.slice(-1));
  for (const [index, letter] of letters.entries())
    if (!ZONE_LETTERS.includes(letter)) throw new RangeError(`${zones[index]} is no zone from a to ${ZONE_LETTERS.slice(-1)}`);
  const subnets: SubnetPlan[] = [];
  const spare: Block[] = [];
  let start = vpc.start;
  for (const { tier, share } of TIERS) {
    const prefix = prefixOf(vpc, share);
    if (prefix > SMALLEST_SUBNET) throw new RangeError(`${formatBlock(vpc)} is too small: a /23 is the smallest`);
    for (const letter of ZONE_LETTERS) {
      const zone = letters.indexOf(letter);
      if (zone >= 0) subnets.push({ tier, zone, block: { start, prefix } });
      else spare.push({ start, prefix });
      start += sizeOf(prefix);
    }
  }
  return { subnets, spare };
}
