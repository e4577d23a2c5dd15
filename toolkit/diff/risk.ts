/** What a change puts at risk. */
import { type Change, RISKS, type Risk, type RiskLevel, subjectOf } from "./change.ts";
import { lossOf } from "./stateful.ts";
import type { Saying } from "./words/saying.ts";

export function riskOf(change: Omit<Change, "blast" | "blastCount" | "risk" | "words">, sayings: readonly Saying[]): Risk {
  const { operation, sure } = change;
  const resource = subjectOf(change);
  const loss = operation === "replace" || operation === "delete" ? lossOf(change) : null;
  const exposure = list(sayings.map((saying) => saying.exposure));
  const downtimes = list([
    operation === "replace" || operation === "delete" ? (loss?.downtime ?? undefined) : undefined,
    ...sayings.map((saying) => saying.downtime),
  ]);
  const levels: RiskLevel[] = [
    ...sayings.map(({ level = "low" }) => level),
    ...(loss ? [loss.level] : []),
    ...(exposure === null ? [] : ["medium" as const]),
    operationLevel(change, resource.custom),
  ];
  const level = levels.sort((a, b) => RISKS.indexOf(a) - RISKS.indexOf(b))[0] ?? "none";
  const perhaps = (text: string | null): string | null => (text === null || sure ? text : `perhaps: ${text}`);
  return { level, dataLoss: perhaps(loss?.dataLoss ?? null), downtime: perhaps(downtimes), exposure };
}

/** Of the operation alone. */
function operationLevel({ operation, partOf }: Pick<Change, "operation" | "partOf">, isCustom: boolean): RiskLevel {
  if (!isCustom) return operation === "replace" && partOf === null ? "low" : "none";
  if (operation === "replace") return "medium";
  return operation === "delete" ? "low" : "none";
}

const list = (texts: readonly (string | undefined)[]): string | null => {
  const found = [...new Set(texts.flatMap((text) => text ?? []))];
  return found.length > 0 ? found.join("; ") : null;
};
