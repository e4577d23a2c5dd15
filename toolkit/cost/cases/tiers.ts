/** Names of a price's tiers, as Infracost's users know them: `first 10TB`, `next 40TB`, `over 50TB`. */
import { Big } from "big.js";
import type { Price } from "../prices/book.ts";

const THOUSANDS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6 };

/** What a tier is called; nothing where the price has one tier only. */
export function tierName(price: Price, from: number, upTo: number | null): string {
  if (from === 0 && upTo === null) return "";
  const [, count = "1", letter = ""] = /^(\d+)([kM]?)\b/.exec(price.unit) ?? [];
  const each = Number(count) * (THOUSANDS[letter] ?? 1);
  const size = price.unit.startsWith("GB") && !price.unit.startsWith("GB-second") ? gigabytes : counted;
  if (upTo === null) return `over ${size(from * each)}`;
  return `${from === 0 ? "first" : "next"} ${size((upTo - from) * each)}`;
}

/** Vendors count a TB as 1,024 GB in some prices and as 1,000 in others; whichever comes out even. */
function gigabytes(gb: number): string {
  const base = gb % 1024 === 0 ? 1024 : 1000;
  if (gb < base) return `${gb}GB`;
  const tb = gb / base;
  return tb % base === 0 ? `${tb / base}PB` : `${tb}TB`;
}

function counted(number: number): string {
  const [size, letter] = (
    [
      [1e9, "B"],
      [1e6, "M"],
      [1e3, "k"],
    ] as const
  ).find(([least]) => number >= least) ?? [1, ""];
  return `${new Big(number).div(size).toString()}${letter}`;
}
