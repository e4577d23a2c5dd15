/** What every form of a review says alike. */
import { Big } from "big.js";
import { type Band, micros } from "../../cost/money.ts";
import { money, moneyChange } from "../../cost/print/money.ts";
import { groupBy } from "../../graph/values.ts";
import { counted } from "../../report/terminal.ts";
import type { EnvironmentReview, Promotion, Review, ReviewChange, ReviewCost, ReviewFinding } from "../report.ts";

/** US dollars of a report as people read them. */
export const usdText = (usd: number): string => money(micros(new Big(usd)));
export const usdChange = (usd: number): string => moneyChange(micros(new Big(usd)));

/** `$540–$602`; `-$19 to -$4`, where a dash would be taken for a sign. */
export function usdSpan({ low, high }: Band): string {
  const [from, to] = [usdText(Math.min(low, high)), usdText(Math.max(low, high))];
  return from === to ? from : from.startsWith("-") ? `${from} to ${to}` : `${from}–${to}`;
}

const DONE: Readonly<Record<ReviewChange["operation"], string>> = {
  ...{ create: "new", update: "changed", replace: "replaced", delete: "deleted", move: "moved" },
};

/** `replace`; `may replace` where the plan cannot be sure. */
export const operationText = ({ operation, sure }: Pick<ReviewChange, "operation" | "sure">): string =>
  sure ? operation : `may ${operation}`;

/** `2 replaced, 1 deleted, 4 changed`; the worst first. */
export function countsText(counts: EnvironmentReview["counts"]): string {
  const order = ["replace", "delete", "create", "update", "move"] as const;
  const parts = order.flatMap((operation) => (counts[operation] > 0 ? [`${counts[operation]} ${DONE[operation]}`] : []));
  return parts.length === 0 ? "none" : parts.join(", ");
}

/** What becomes of the environment itself, where that is not only a change; else nothing. */
export const stateText = ({ state }: Pick<EnvironmentReview, "state">): string =>
  ({ changed: "", unchanged: "", new: "new", removed: "removed", alone: "" })[state];

/** Its changes in short; all it holds, where there is nothing to compare with, or nothing that goes. */
export const changesText = ({ state, counts, resources }: EnvironmentReview): string => {
  if (state === "removed") return `${counted(resources, "resource")} stay`;
  return state === "alone" ? counted(resources, "resource") : countsText(counts);
};

/** `$2,536 → $3,080`; one figure where there is nothing to compare with, or both read alike. What has no figure is no zero. */
export function costText({ before, after, unpriced }: ReviewCost): string {
  const [from, to] = [before === null ? null : usdText(before.typical), usdText(after.typical)];
  return `${from === null || from === to ? to : `${from} → ${to}`}${unpriced > 0 ? "†" : ""}`;
}

/** `+$544 ($540–$602)`; null where nothing is compared. */
export const gapText = ({ gap, complete }: ReviewCost): string | null => {
  if (gap === null) return null;
  const text = `${usdChange(gap.typical)}${gap.low === gap.high ? "" : ` (${usdSpan(gap)})`}`;
  return complete ? text : `${text}, incomplete`;
};

/** Those that the head has as the base had them; all of them, where there is nothing to compare with. */
export const remainingText = ({ state, findings: { counts } }: EnvironmentReview): string =>
  `${counted(counts.remaining, "finding")}${state === "alone" ? "" : " as before"}`;

/** `3 new, 1 of high severity, 2 fixed, 4 as before`; `1 new of high severity`. */
export function findingsText(environment: EnvironmentReview): string {
  const { counts, waived, untold } = environment.findings;
  const { new: added, high, newlyWaived, fixed, remaining } = counts;
  const severe = high === added ? "" : `, ${high}`;
  return (
    [
      added > 0 && `${added} new${high === 0 ? "" : `${severe} of high severity`}`,
      newlyWaived > 0 && `${newlyWaived} waived by this change`,
      fixed > 0 && `${fixed} fixed`,
      remaining > 0 && (environment.state === "alone" ? `${remaining}` : `${remaining} as before`),
      waived > 0 && `${waived} waived`,
      untold > 0 && `${untold} cannot be told`,
    ]
      .filter(Boolean)
      .join(", ") || "none"
  );
}

export interface Danger {
  readonly kind: "data loss" | "downtime" | "exposure";
  readonly text: string;
}

/** What a change endangers. */
export const dangersOf = ({ risk: { dataLoss, downtime, exposure } }: ReviewChange): Danger[] => [
  ...(dataLoss === null ? [] : [{ kind: "data loss" as const, text: dataLoss }]),
  ...(downtime === null ? [] : [{ kind: "downtime" as const, text: downtime }]),
  ...(exposure === null ? [] : [{ kind: "exposure" as const, text: exposure }]),
];
export const dangerText = ({ kind, text }: Danger): string => `${kind}: ${text}`;

/** What is said of it beside what it is, and that it comes or goes. */
export const sayingsOf = ({ words, type }: ReviewChange): string[] =>
  words.filter((text) => text !== `new ${type}` && text !== `${type} is deleted`);

/** Why somebody should look at it: what it endangers, else what it does. `mongodb-cluster, data loss: the database is made anew, empty`. */
export function lookText(change: ReviewChange): string {
  const [danger] = dangersOf(change);
  const [saying = change.words[0]] = sayingsOf(change);
  return danger === undefined ? `${change.name}: ${saying}` : `${change.name}, ${dangerText(danger)}`;
}

/** `12 resources depend on it: a, b and 10 more`; null where none does. */
export function blastText({ blast: { count, names } }: ReviewChange, most: number): string | null {
  if (count === 0) return null;
  const shown = names.slice(0, most);
  const rest = count - shown.length;
  const tail = rest > 0 && shown.length > 0 ? ` and ${rest} more` : "";
  return `${counted(count, "resource depends", "resources depend")} on it${shown.length > 0 ? `: ${shown.join(", ")}${tail}` : ""}`;
}

/** In a sentence; null where nothing is wrong. */
export function imageText({ from, image }: Promotion): string | null {
  if (image === null) return null;
  if (image.runs === null)
    return `would run ${shortImage(image.gets)}, and nobody can tell whether ${from} has run it: review ${from} too`;
  const sooner = image.together ? `; ${from} gets it in this same change: let it run there first` : "";
  return `would run ${shortImage(image.gets)}, which ${from} has not run (${from} runs ${shortImage(image.runs)})${sooner}`;
}

/** What nothing else of a review shows: what the change lets itself off, and what it brings too early. */
export function warningsOf({ notices, promotion }: EnvironmentReview): readonly string[] {
  const image = promotion && imageText(promotion);
  return image === null ? notices : [...notices, image];
}

/** As many of a digest's digits as people compare. */
const shortImage = (image: string): string => image.replace(/((?:^|@)sha256:[0-9a-f]{12})[0-9a-f]{52}$/, "$1…");

/** A sentence of its own. */
export const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** What the plan leaves open, where it does. */
export function untoldText({ cannotTell, findings: { untold } }: EnvironmentReview): string | null {
  const parts = [
    ...(cannotTell > 0 ? [counted(cannotTell, "value")] : []),
    ...(untold > 0 ? [`whether ${counted(untold, "rule is", "rules are")} kept`] : []),
  ];
  return parts.length === 0 ? null : `the plan cannot tell ${parts.join(", nor ")}`;
}

export const isChanged = ({ state }: EnvironmentReview): boolean => state !== "unchanged";

/** Changes that somebody should have seen before this is merged. */
export const isGrave = ({ risk: { level } }: ReviewChange): boolean => level === "high" || level === "medium";

/** Those of low or no risk apart; what a report has no room for is no riskier than the last that it has. */
export function sortedOut({ changes, omitted }: EnvironmentReview): {
  readonly grave: readonly ReviewChange[];
  readonly other: readonly ReviewChange[];
  /** Which of the two lists goes on. */
  readonly more: { readonly grave: number; readonly other: number };
} {
  const [grave, other] = [changes.filter(isGrave), changes.filter((change) => !isGrave(change))];
  const more = other.length === 0 ? { grave: omitted, other: 0 } : { grave: 0, other: omitted };
  return { grave, other, more };
}

/** Titles of the two. */
export const graveTitle = (kept: number, more: number): string =>
  more === 0
    ? `${counted(kept, "change")} of high or medium risk`
    : `${counted(kept + more, "change")}, at least ${kept} of high or medium risk`;
export const otherTitle = (count: number): string => `${counted(count, "change")} of low or no risk`;

/** The whole review in a line. */
export function headline({ environments, base, head }: Review): string {
  if (head.problem !== null) return "cannot be planned";
  if (base.problem !== null) return "reviewed alone, there is nothing to compare with";
  const changed = environments.filter(isChanged);
  if (changed.length === 0) return "nothing changes";
  const isHigh = ({ risk }: ReviewChange): boolean => risk.level === "high";
  const high = changed.flatMap(({ changes }) => changes).filter(isHigh).length;
  // The last one that there was room for is as bad: nobody has counted those after it.
  const more = changed.some(({ changes, omitted }) => omitted > 0 && changes.slice(-1).some(isHigh));
  const risk = high === 0 ? "" : `, ${more ? "at least " : ""}${counted(high, "change")} of high risk`;
  return `${counted(changed.length, "environment changes", "environments change")}${risk}`;
}

/** From what to what: `main (1a2b3c4d5) → 9f8e7d6c5`. */
export function revisionsText({ base, head }: Review): string {
  const to = `${head.commit.slice(0, 9)}${head.uncommitted ? " with changes that are not committed" : ""}`;
  return base.problem === null ? `${base.ref} (${base.commit.slice(0, 9)}) → ${to}` : to;
}

const FINE_PRINT =
  "Planned offline; costs are estimates from list prices before tax, at typical use (in brackets: from low to high use).";

export const finePrint = ({ environments, head }: Review): string => {
  if (head.problem !== null) return "Planned offline: monitor preview says the same on any machine.";
  const isIncomplete = environments.some(({ state, cost }) => state !== "unchanged" && cost !== null && cost.unpriced > 0);
  return isIncomplete ? `${FINE_PRINT} † What has no figure comes on top.` : FINE_PRINT;
};

export interface Verdict {
  readonly kind: "fails" | "overridden" | "cannot-say" | "passes";
  readonly head: string;
  readonly text: string;
}

/** What the check comes to. */
export function verdictText({ base, head, verdict: { failures, overridden } }: Review): Verdict {
  if (head.problem !== null)
    return { kind: "fails", head: "The check fails", text: "what this change does to the environments cannot be told" };
  if (failures.length === 0 && base.problem !== null)
    return {
      kind: "cannot-say",
      head: "The check cannot tell",
      text: "what is new; the head by itself breaches no budget",
    };
  if (failures.length === 0)
    return {
      kind: "passes",
      head: "The check passes",
      text: "no budget is breached, and no new finding is bad enough to fail it",
    };
  const count = counted(failures.length, "failure");
  return overridden
    ? { kind: "overridden", head: "The check would fail", text: `${count}, let pass by an override` }
    : { kind: "fails", head: "The check fails", text: count };
}

export const failureText = ({ kind, text }: Review["verdict"]["failures"][number]): string =>
  kind === "budget" ? `budget, ${text}` : text;

/** Each once, with the environments where it is. */
export function failuresOf({ verdict }: Review): { readonly text: string; readonly names: readonly string[] }[] {
  return [...groupBy(verdict.failures, failureText)].map(([text, all]) => ({
    text,
    names: [...new Set(all.map(({ environment }) => environment))],
  }));
}

export const findingHead = ({ severity, kind, rule }: ReviewFinding): string =>
  `${severity}${kind === "cannotTell" ? ", cannot tell" : ""}: ${rule}`;
