/** Changes of which the same is to be said, together: a tag on every resource is one change to whoever reads. */
import { groupBy } from "../../graph/values.ts";
import type { ReviewChange } from "../report.ts";
import { isGrave, sayingsOf } from "./words.ts";

/** Fewer are told one by one. */
const FEW = 3;

export type Bundle = readonly [ReviewChange, ...ReviewChange[]];

/** Each stands where its first one stood. What is grave, or costs, is told by itself. */
export function bundled(changes: readonly ReviewChange[]): readonly Bundle[] {
  const alike = groupBy(changes.filter(isSmall), keyOf);
  return changes.flatMap((change): Bundle[] => {
    const all = isSmall(change) ? alike.get(keyOf(change)) : undefined;
    if (all === undefined || all.length < FEW) return [[change]];
    const [first, ...others] = all;
    return first === change ? [[first, ...others]] : [];
  });
}

const isSmall = (change: ReviewChange): boolean => !isGrave(change) && (change.monthly ?? 0) === 0;

const keyOf = (change: ReviewChange): string =>
  JSON.stringify([change.operation, change.sure, change.because, change.risk, sayingsOf(change)]);
