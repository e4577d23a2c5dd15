/** What is missing or weak in the price books for some estimates. */
import { byText } from "../../graph/graph.ts";
import type { Estimate, Sku } from "../line.ts";
import { healthOf, type PriceHealth } from "./age.ts";
import type { PriceBook } from "./book.ts";

/** A price that an environment needs and no book has. */
export interface Gap {
  readonly sku: Sku;
  readonly environments: readonly string[];
  /** Resources that have a line without it, by their names. */
  readonly resources: readonly string[];
  /** Regions whose price a book has. */
  readonly regions: readonly string[];
}

/** Something that its vendor stops offering. */
export interface Retirement {
  readonly sku: Sku;
  readonly environments: readonly string[];
  readonly day: string;
}

export interface PriceCheck {
  readonly environments: readonly string[];
  /** Different prices that they rest on. */
  readonly prices: number;
  readonly gaps: readonly Gap[];
  readonly retiring: readonly Retirement[];
  readonly health: PriceHealth;
}

/** A sku that estimates want, and who wants it. */
interface Want {
  readonly sku: Sku;
  readonly environments: Set<string>;
  readonly resources: Set<string>;
}

export function checkPrices(estimates: readonly Estimate[], book: PriceBook, today: string): PriceCheck {
  const wants = wantedBy(estimates);
  const found = wants.map((want) => ({ want, price: book.find(want.sku) }));
  return {
    environments: estimates.map(({ name }) => name),
    prices: found.filter(({ price }) => price).length,
    gaps: found
      .filter(({ price }) => !price)
      .map(({ want: { sku, environments, resources } }) => ({
        ...{ sku, environments: [...environments], resources: [...resources].sort() },
        regions: book.regionsOf(sku),
      })),
    retiring: found.flatMap(({ want: { sku, environments }, price }) =>
      price?.deprecation === undefined ? [] : [{ sku, environments: [...environments], day: price.deprecation }],
    ),
    health: healthOf(
      estimates.flatMap(({ lines }) => lines),
      today,
    ),
  };
}

/** Every sku that estimates look a price up for, each once, sorted. */
export function wantedBy(estimates: readonly Estimate[]): readonly Want[] {
  const wants = new Map<string, Want>();
  for (const { name, lines, unpriced } of estimates) {
    for (const { sku, resource } of [...lines, ...unpriced]) {
      if (!sku) continue;
      const key = nameOf(sku);
      const want = wants.get(key) ?? { sku, environments: new Set(), resources: new Set() };
      want.environments.add(name);
      want.resources.add(resource.split("::").pop() ?? resource);
      wants.set(key, want);
    }
  }
  return [...wants].sort(([a], [b]) => byText(a, b)).map(([, want]) => want);
}

/** `aws ec2 us-east-1 m7g.large`. */
export const nameOf = ({ vendor, service, region, sku }: Sku): string => `${vendor} ${service} ${region} ${sku}`;
