/** Money as people read it: whole dollars from 1 on, cents below. Exact figures are in the JSON. */
import { Big } from "big.js";
import { type Band, decimal, type Micros } from "../money.ts";

const MICROS_PER_CENT = 10_000;
const MICROS_PER_DOLLAR = 1_000_000;

/** `$1,234`, `$0.07`, `<$0.01`, `-$3`. */
export function money(amount: Micros): string {
  const sign = amount < 0 ? "-" : "";
  const size = Math.abs(amount);
  if (size === 0) return "$0";
  const cents = Math.round(size / MICROS_PER_CENT);
  if (cents === 0) return `${sign}<$0.01`;
  if (cents < 100) return `${sign}$0.${String(cents).padStart(2, "0")}`;
  return `${sign}$${grouped(Math.round(size / MICROS_PER_DOLLAR))}`;
}

/** `+$12`, `-$12`, `$0`. */
export const moneyChange = (amount: Micros): string => (amount > 0 ? `+${money(amount)}` : money(amount));

/** `$900–$1,600`; one figure where both ends read alike. */
export function moneyRange({ low, high }: Band<Micros>): string {
  const [from, to] = [money(low), money(high)];
  return from === to ? from : `${from}–${to}`;
}

/** The same of what may be least where there is most use: a saving, a difference. */
export const moneySpan = ({ low, typical, high }: Band<Micros>): string =>
  moneyRange({ low: Math.min(low, high), typical, high: Math.max(low, high) });

/** A price for one unit, with every digit it has: `$0.0000166667`. */
export const unitMoney = (decimals: string): string => `$${new Big(decimals).toFixed()}`;

/** A quantity with as many digits as tell something: `1,234,567`, `20.5`, `0.00033`. */
export function amount(quantity: number): string {
  const rounded = Math.abs(quantity) >= 100 ? Math.round(quantity) : Number(quantity.toPrecision(3));
  const [whole = "", fraction] = decimal(rounded).toFixed().split(".");
  return fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
}

/** `37 %`, `0.4 %`, `<0.1 %`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const share = (100 * part) / whole;
  const size = Math.abs(share);
  if (size !== 0 && size < 0.05) return "<0.1 %";
  return `${size >= 1 || size === 0 ? Math.round(share) : share.toFixed(1)} %`;
}

/** By hand: what a machine's language would make of it must not be in a golden. */
const grouped = (whole: number | string): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
