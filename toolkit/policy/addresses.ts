/** Ranges of addresses that are the internet, or so much of it that it makes no difference. */
import ipaddr from "ipaddr.js";
import type { Json } from "../graph/graph.ts";

/** A sixteenth of all addresses is no list of anybody's: who writes `0.0.0.0/1` and `128.0.0.0/1` means everybody. */
const WIDE = { ipv4: 4, ipv6: 6 } as const;

/** Symbols are addresses of something, and so never all there are. */
export function reachesAll(range: Json | undefined): boolean {
  if (typeof range !== "string" || !ipaddr.isValidCIDR(range)) return false;
  const [address, bits] = ipaddr.parseCIDR(range);
  return bits <= WIDE[address.kind()];
}
