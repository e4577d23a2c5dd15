/** What a stack costs, in a few lines, for commands that are about something else. */
import type { Estimate } from "../cost/line.ts";
import { priceBook } from "../cost/prices/load.ts";
import { costLine, findingText } from "../cost/print/report.ts";
import { stackCost } from "../cost/stack.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { Paint } from "../report/terminal.ts";
import { today } from "../today.ts";

export interface CostSummary {
  readonly estimate: Estimate;
  /** `prod  cost  $2,536 a month (…)`, and what its budget has against it. */
  readonly text: string;
}

export function costSummary(planned: PlannedStack, paint: Paint): CostSummary {
  const { estimate, budget } = stackCost(planned, { book: priceBook(), today: today(), sweeps: false });
  const findings = (budget?.findings ?? []).filter(({ what }) => what !== "incomplete");
  const lines = [
    `${paint("bold", planned.name)}  cost  ${costLine(estimate)}`,
    ...findings.map((finding) => paint(finding.level === "block" ? "red" : "yellow", `  budget: ${findingText(finding)}`)),
  ];
  return { estimate, text: lines.join("\n") };
}
