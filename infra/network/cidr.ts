/**
 * The address plan of a VPC, as pure arithmetic. Each zone gets one private, one public and one intra subnet. The block is cut
 * for the next power of two of zones, so a zone added later takes addresses that were kept free and moves nothing.
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

/**
 * Cuts a VPC's block into subnets.
 * @throws RangeError where the block is too small for the zones; the config rules catch that first.
 */
export function planAddresses(vpc: Block, zones: number): AddressPlan {
  const slots = 2 ** Math.ceil(Math.log2(zones));
  const subnets: SubnetPlan[] = [];
  const spare: Block[] = [];
  let start = vpc.start;
  for (const { tier, share } of TIERS) {
    const prefix = vpc.prefix + share + Math.log2(slots);
    if (prefix > SMALLEST_SUBNET) throw new RangeError(`${formatBlock(vpc)} is too small for ${zones} zones`);
    for (let slot = 0; slot < slots; slot++, start += sizeOf(prefix)) {
      if (slot < zones) subnets.push({ tier, zone: slot, block: { start, prefix } });
      else spare.push({ start, prefix });
    }
  }
  return { subnets, spare };
}
