/** From the products that answer a question to one price in our units, or why there is none. */
import { Big } from "big.js";
import type { Price } from "../schema.ts";
import type { Product, Rate, Term } from "./products.ts";
import { isUsage, type Question, type Reservation } from "./questions.ts";

/** What a refreshed price takes over from the list. */
export interface Found {
  readonly usd: number;
  readonly tiers: NonNullable<Price["tiers"]> | undefined;
  readonly product: Product;
}

const HOURS_PER_YEAR = 8760;
/** A month of a reserved hour is told to this many digits: beyond them is what dividing a fee by hours adds. */
const RESERVED_DIGITS = 6;

/** The one price that the products tell; a text where there is none, or more than one. */
export function foundIn(products: readonly Product[], question: Question): Found | string {
  const { usage, reservation } = question;
  const fitting = products.filter(({ attributes }) => usage === undefined || isUsage(attributes.usagetype, usage));
  const priced = fitting.flatMap((product) =>
    product.terms.filter((term) => isTerm(term, reservation)).map((term) => ({ product, term })),
  );
  const [one] = priced;
  if (!one) {
    const what = reservation ? ` for ${reservation.lease} ${reservation.payment}` : "";
    return fitting.length === 0 ? "the list has no such product" : `the list has the product, and no price${what}`;
  }
  if (priced.length > 1) {
    const names = priced.map(({ product: { sku, attributes } }) => `${sku} ${attributes.usagetype ?? ""}`.trim());
    return `ambiguous: ${priced.length} prices of the list fit (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""})`;
  }
  const rates = reservation ? [hourly(one.term, reservation)] : one.term.rates;
  const told = inOurUnits(rates, question);
  return typeof told === "string" ? told : { ...told, product: one.product };
}

const isTerm = (term: Term, reservation: Reservation | undefined): boolean =>
  reservation === undefined
    ? term.kind === "on-demand"
    : term.kind === "reserved" &&
      term.lease === reservation.lease &&
      term.payment === reservation.payment &&
      // Services with one kind of reservation do not always name it.
      (term.offering === reservation.offering || (term.offering === "" && reservation.offering === "standard"));

/** What a reserved hour costs with the fee spread over all hours of the term. */
function hourly({ rates }: Term, { lease }: Reservation): Rate {
  const years = lease === "1yr" ? 1 : 3;
  const usd = rates.reduce(
    (sum, rate) => sum.plus(rate.unit === "Quantity" ? new Big(rate.usd).div(HOURS_PER_YEAR * years) : rate.usd),
    new Big(0),
  );
  return { unit: "Hrs", from: 0, upTo: null, usd: usd.round(RESERVED_DIGITS, Big.roundHalfUp).toString() };
}

function inOurUnits(rates: readonly Rate[], { per, units }: Question): Omit<Found, "product"> | string {
  const strange = rates.find(({ unit }) => units && !units.includes(unit.toLowerCase()));
  if (strange) return `the list counts in ${strange.unit}, not in ${units?.[0]}`;
  const gap = rates.findIndex(({ from }, index) => from !== (index === 0 ? 0 : rates[index - 1]?.upTo));
  if (rates.length === 0 || gap !== -1 || rates.at(-1)?.upTo !== null) return "the list's ranges of use leave gaps";
  const tiers = rates.map(({ upTo, usd }) => ({
    upTo: upTo === null ? null : new Big(upTo).div(per).toNumber(),
    usd: new Big(usd).times(per).toNumber(),
  }));
  return { usd: tiers[0]?.usd ?? 0, tiers: tiers.length > 1 ? tiers : undefined };
}
