/** Asks the AWS Price List for products, page by page, each question once. */
import type { GetProductsCommandInput, GetProductsCommandOutput } from "@aws-sdk/client-pricing";
import { type Product, productOf } from "./products.ts";

/** One call of GetProducts: the official client's, or one that reads recorded answers. */
export type GetProducts = (
  input: Pick<GetProductsCommandInput, "ServiceCode" | "Filters" | "NextToken">,
) => Promise<Pick<GetProductsCommandOutput, "PriceList" | "NextToken">>;

export interface Catalogue {
  /** Every product of a service whose attributes are these. */
  products(service: string, attributes: Readonly<Record<string, string>>): Promise<readonly Product[]>;
}

export function catalogueOf(getProducts: GetProducts): Catalogue {
  const asked = new Map<string, Promise<readonly Product[]>>();
  const ask = async (service: string, attributes: Readonly<Record<string, string>>): Promise<readonly Product[]> => {
    const Filters = Object.entries(attributes).map(([Field, Value]) => ({ Type: "TERM_MATCH" as const, Field, Value }));
    const products: Product[] = [];
    let token: string | undefined;
    do {
      const page: Awaited<ReturnType<GetProducts>> = await getProducts({
        ServiceCode: service,
        Filters,
        ...(token !== undefined && { NextToken: token }),
      });
      products.push(...(page.PriceList ?? []).map((text: unknown) => productOf(String(text))));
      token = page.NextToken === "" ? undefined : page.NextToken;
    } while (token !== undefined);
    return products;
  };
  return {
    products(service, attributes) {
      const key = JSON.stringify([service, attributes]);
      const known = asked.get(key) ?? ask(service, attributes);
      asked.set(key, known);
      return known;
    },
  };
}
