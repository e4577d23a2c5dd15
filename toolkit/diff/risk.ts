/** What a change puts at risk. */
import { type Change, RISKS, type Risk, type RiskLevel, subjectOf } from "./change.ts";
import type { End } from "./end.ts";
import type { Saying } from "./words/saying.ts";

interface Reasons {
  readonly sayings: readonly Saying[];
  readonly end: End;
}

export function riskOf(change: Omit<Change, "blast" | "blastCount" | "risk" | "words">, { sayings, end }: Reasons): Risk {
  const resource = subjectOf(change);
  const exposure = list(sayings.map((saying) => saying.exposure));
  const lost = sayings.flatMap(({ loss }) => loss ?? []);
  const levels: RiskLevel[] = [
    ...sayings.map(({ level = "low" }) => level),
    ...(lost.length > 0 || exposure !== null ? ["medium" as const] : []),
    end.level,
    operationLevel(change, resource.custom),
  ];
  const level = levels.sort((a, b) => RISKS.indexOf(a) - RISKS.indexOf(b))[0] ?? "none";
  const perhaps = (text: string | null): string | null => (text === null || change.sure ? text : `perhaps: ${text}`);
  return {
    level,
    dataLoss: perhaps(list([end.dataLoss ?? undefined, ...lost.map((what) => `lost: ${what}`)])),
    downtime: perhaps(list([end.downtime ?? undefined, ...sayings.map((saying) => saying.downtime)])),
    exposure,
  };
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
