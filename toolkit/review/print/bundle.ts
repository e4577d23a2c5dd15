/** Changes of which the same is to be said, together: a tag on every resource is one change to whoever reads. */
import type { ReviewChange } from "../report.ts";
import { isGrave, sayingsOf } from "./words.ts";

/** Fewer are told one by one. */
const FEW = 3;

export type Bundle = readonly [ReviewChange, ...ReviewChange[]];

/** Each stands where its first one stood. What is grave, or costs, is told by itself. */
export function bundled(changes: readonly ReviewChange[]): readonly Bundle[] {
  const alike = new Map<string, [ReviewChange, ...ReviewChange[]]>();
  for (const change of changes.filter(isSmall)) {
    const known = alike.get(keyOf(change));
    if (known) known.push(change);
    else alike.set(keyOf(change), [change]);
  }
  return changes.flatMap((change): Bundle[] => {
    const all = isSmall(change) ? alike.get(keyOf(change)) : undefined;
    if (all === undefined || all.length < FEW) return [[change]];
    return all[0] === change ? [all] : [];
  });
}

const isSmall = (change: ReviewChange): boolean => !isGrave(change) && (change.monthly ?? 0) === 0;

const keyOf = (change: ReviewChange): string =>
  JSON.stringify([change.operation, change.sure, change.because, change.risk, sayingsOf(change)]);
