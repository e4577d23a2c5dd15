/** Products as the AWS Price List tells them: each a JSON text in an answer to GetProducts. */
import { z } from "zod";

/** One rate of a term: for a range of use by the unit, or an upfront fee. */
export interface Rate {
  readonly unit: string;
  readonly from: number;
  /** Null for no limit. */
  readonly upTo: number | null;
  /** US dollars, as the list writes them. */
  readonly usd: string;
}

export interface Term {
  readonly kind: "on-demand" | "reserved";
  /** `1yr`, `standard`, `No Upfront`; empty for on-demand. */
  readonly lease: string;
  readonly offering: string;
  readonly payment: string;
  /** By rising range. */
  readonly rates: readonly Rate[];
}

export interface Product {
  /** AWS's own number for it. */
  readonly sku: string;
  readonly service: string;
  /** With `productFamily`, which the list keeps beside them but filters like one. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Day on which this price list was published. */
  readonly published: string;
  readonly terms: readonly Term[];
}

const dimension = z.object({
  unit: z.string(),
  // An upfront fee has no range.
  beginRange: z.string().default("0"),
  endRange: z.string().default("Inf"),
  pricePerUnit: z.record(z.string(), z.string()),
});
const offers = z.record(
  z.string(),
  z.object({
    priceDimensions: z.record(z.string(), dimension),
    termAttributes: z
      .object({
        LeaseContractLength: z.string().default(""),
        OfferingClass: z.string().default(""),
        PurchaseOption: z.string().default(""),
      })
      .default({ LeaseContractLength: "", OfferingClass: "", PurchaseOption: "" }),
  }),
);
const item = z.object({
  serviceCode: z.string(),
  publicationDate: z.string().regex(/^\d{4}-\d{2}-\d{2}/),
  product: z.object({
    sku: z.string(),
    productFamily: z.string().default(""),
    attributes: z.record(z.string(), z.string()),
  }),
  terms: z.object({ OnDemand: offers.optional(), Reserved: offers.optional() }),
});

/** @throws Error where the text is no product of a price list */
export function productOf(text: string): Product {
  const parsed = item.safeParse(JSON.parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join(".") || "the whole"} is not as the AWS Price List writes it: ${issue?.message}`);
  }
  const { serviceCode, publicationDate, product, terms } = parsed.data;
  return {
    ...{ sku: product.sku, service: serviceCode, published: publicationDate.slice(0, 10) },
    attributes: { ...product.attributes, productFamily: product.productFamily },
    terms: [...termsOf("on-demand", terms.OnDemand), ...termsOf("reserved", terms.Reserved)],
  };
}

const termsOf = (kind: Term["kind"], found: z.infer<typeof offers> = {}): Term[] =>
  Object.values(found).map(({ priceDimensions, termAttributes }) => ({
    kind,
    ...{ lease: termAttributes.LeaseContractLength, offering: termAttributes.OfferingClass },
    payment: termAttributes.PurchaseOption,
    rates: Object.values(priceDimensions)
      .flatMap(({ unit, beginRange, endRange, pricePerUnit: { USD } }) =>
        // China's regions are priced in yuan alone.
        USD === undefined
          ? []
          : [{ unit, from: Number(beginRange), upTo: endRange === "Inf" ? null : Number(endRange), usd: USD }],
      )
      .sort((a, b) => a.from - b.from),
  }));
