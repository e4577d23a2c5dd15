/** What every form of a review says alike. */
import { Big } from "big.js";
import { type Band, band, micros } from "../../cost/money.ts";
import { money, moneyChange, moneySpan } from "../../cost/print/money.ts";
import { counted } from "../../report/terminal.ts";
import type { EnvironmentReview, Promotion, Review, ReviewChange, ReviewCost, ReviewFinding } from "../report.ts";

/** US dollars of a report as people read them. */
export const usdText = (usd: number): string => money(micros(new Big(usd)));
export const usdChange = (usd: number): string => moneyChange(micros(new Big(usd)));
export const usdSpan = (usd: Band): string => moneySpan(band((point) => micros(new Big(usd[point]))));

const VERBS: Readonly<Record<ReviewChange["operation"], readonly [one: string, many: string]>> = {
  create: ["new", "new"],
  update: ["changed", "changed"],
  replace: ["replaced", "replaced"],
  delete: ["deleted", "deleted"],
  move: ["moved", "moved"],
};

/** `replace`; `may replace` where the plan cannot be sure. */
export const operationText = ({ operation, sure }: Pick<ReviewChange, "operation" | "sure">): string =>
  sure ? operation : `may ${operation}`;

/** `2 replaced, 1 deleted, 4 changed`; the worst first. */
export function countsText(counts: EnvironmentReview["counts"]): string {
  const order = ["replace", "delete", "create", "update", "move"] as const;
  const parts = order
    .filter((operation) => counts[operation] > 0)
    .map((operation) => `${counts[operation]} ${VERBS[operation][0]}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

/** `$2,536 → $3,080`; one figure where there is nothing to compare with. */
export const costText = ({ before, after }: ReviewCost): string =>
  before === null ? usdText(after.typical) : `${usdText(before.typical)} → ${usdText(after.typical)}`;

/** `+$544 ($540–$602)`; null where nothing is compared. */
export const gapText = ({ gap, complete }: ReviewCost): string | null => {
  if (gap === null) return null;
  const isSame = gap.low === gap.high;
  const text = `${usdChange(gap.typical)}${isSame ? "" : ` (${usdSpan(gap)})`}`;
  return complete ? text : `${text}, incomplete`;
};

/** `1 new of high severity, 2 fixed, 4 remain`. */
export function findingsText({ new: added, fixed, remaining, waived, untold }: EnvironmentReview["findings"]): string {
  const high = added.filter(({ severity }) => severity === "high").length;
  return (
    [
      added.length > 0 && `${added.length} new${high === 0 ? "" : `, ${high} of high severity`}`,
      fixed.length > 0 && `${fixed.length} fixed`,
      remaining.length > 0 && `${remaining.length} ${remaining.length === 1 ? "remains" : "remain"}`,
      waived > 0 && `${waived} waived`,
      untold > 0 && `${untold} cannot be told`,
    ]
      .filter(Boolean)
      .join(", ") || "none"
  );
}

/** What a change endangers, in its own words. */
export const dangersOf = ({ risk: { dataLoss, downtime, exposure } }: ReviewChange): string[] => [
  ...(dataLoss === null ? [] : [`data loss: ${dataLoss}`]),
  ...(downtime === null ? [] : [`downtime: ${downtime}`]),
  ...(exposure === null ? [] : [exposure]),
];

export const blastText = ({ blast: { count } }: ReviewChange): string | null =>
  count === 0 ? null : `${counted(count, "resource depends", "resources depend")} on it`;

/** In a sentence; null where nothing is wrong. */
export function imageText({ from, image }: Promotion): string | null {
  if (image === null) return null;
  const sooner = image.together ? `; ${from} gets it in this same change: let it run there first` : "";
  return `would run ${image.gets}, which ${from} has not run (${from} runs ${image.runs})${sooner}`;
}

/** The whole review in a line. */
export function headline({ environments, base }: Review): string {
  if (base.problem !== null) return "reviewed alone: there is nothing to compare with";
  const changed = environments.filter(({ state }) => state !== "unchanged");
  if (changed.length === 0) return "nothing changes";
  return `${counted(changed.length, "environment")} ${changed.length === 1 ? "changes" : "change"}`;
}

/** What the check comes to. */
export function verdictText({ verdict: { failures, overridden } }: Review): { readonly fails: boolean; readonly text: string } {
  if (failures.length === 0) return { fails: false, text: "no budget is breached, and no new finding fails the check" };
  if (overridden) return { fails: false, text: `${counted(failures.length, "failure")}, let pass by an override` };
  return { fails: true, text: `${counted(failures.length, "failure")}` };
}

export const findingHead = ({ severity, kind, rule }: ReviewFinding): string =>
  `${kind === "cannotTell" ? "cannot tell, " : ""}${severity} ${rule}`;
