/**
 * Pairs what is most alike, where each is the other's only best. Candidates come from an index of what they have in common, so the time
 * grows with what is compared and not with its square: what too many share tells nobody apart.
 */
import { pushTo } from "../graph/values.ts";

export interface Likest<T> {
  readonly before: readonly T[];
  readonly after: readonly T[];
  /** Only what is of one kind is compared; null: never. */
  readonly kind: (item: T, isBefore: boolean) => string | null;
  readonly features: (item: T, isBefore: boolean) => readonly string[];
  /** Least likeness of a pair: of all features of both, how many they share, from 0 to 1. */
  readonly least: number;
}

/** A feature that more than this many have, on a side and of a kind, finds no candidates. */
const MOST_SHARING = 8;

interface Seen<T> {
  readonly item: T;
  readonly features: ReadonlySet<string>;
}

export function likest<T>({ before, after, kind, features, least }: Likest<T>): (readonly [T, T])[] {
  const group = (items: readonly T[], isBefore: boolean): Map<string, T[]> => {
    const kinds = new Map<string, T[]>();
    for (const item of items) {
      const of = kind(item, isBefore);
      const list = of === null ? undefined : kinds.get(of);
      if (list) list.push(item);
      else if (of !== null) kinds.set(of, [item]);
    }
    return kinds;
  };
  const seen = (items: readonly T[], isBefore: boolean): Seen<T>[] =>
    items.map((item) => ({ item, features: new Set(features(item, isBefore)) }));
  const others = group(after, false);
  return [...group(before, true)].flatMap(([of, olds]) => {
    const news = others.get(of);
    return news ? pairsOf(seen(olds, true), seen(news, false), least) : [];
  });
}

function pairsOf<T>(olds: readonly Seen<T>[], news: readonly Seen<T>[], least: number): (readonly [T, T])[] {
  const bestOfOld = bestOf(olds, news, least);
  const bestOfNew = bestOf(news, olds, least);
  return olds.flatMap((old, index) => {
    const at = bestOfOld[index];
    const next = at === undefined ? undefined : news[at];
    return next && at !== undefined && bestOfNew[at] === index ? [[old.item, next.item] as const] : [];
  });
}

/** For each its best partner; undefined where there is none, or two are as good. */
function bestOf<T>(items: readonly Seen<T>[], others: readonly Seen<T>[], least: number): (number | undefined)[] {
  const isSmall = others.length <= MOST_SHARING;
  const index = new Map<string, number[]>();
  for (const [at, { features }] of others.entries()) for (const feature of features) pushTo(index, feature, at);
  const all = others.map((_, at) => at);
  return items.map(({ features }) => {
    const candidates = isSmall
      ? all
      : new Set(
          [...features].flatMap((feature) => {
            const having = index.get(feature) ?? [];
            return having.length <= MOST_SHARING ? having : [];
          }),
        );
    let [best, score, isTie]: [number | undefined, number, boolean] = [undefined, 0, false];
    for (const at of candidates) {
      const likeness = likenessOf(features, (others[at] as Seen<T>).features);
      if (likeness < least || likeness < score) continue;
      isTie = likeness === score;
      [best, score] = [at, likeness];
    }
    return isTie ? undefined : best;
  });
}

/** Dice's coefficient: shared twice, by all. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const feature of a) if (b.has(feature)) shared++;
  return (2 * shared) / Math.max(1, a.size + b.size);
}
