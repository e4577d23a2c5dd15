/** Advice for a terminal: by topic of the deployment plan's list, what saves most first, each with the change to make. */
import { stringify } from "yaml";
import { byText } from "../../graph/graph.ts";
import { counted, type Paint } from "../../report/terminal.ts";
import type { Advice, AdviceReport } from "../advice/advise.ts";
import type { BreakEven } from "../advice/breakEven.ts";
import { type Change, TOPICS, type Topic } from "../advice/proposals.ts";
import { amount, money, moneySpan, percent } from "./money.ts";

export interface AdviceView extends AdviceReport {
  readonly breakEvens: readonly BreakEven[];
}

export function adviceText({ estimate, advice, small, together, notHere, breakEvens }: AdviceView, paint: Paint): string {
  const { name, monthly } = estimate;
  const heading = `${paint("bold", name)}  ${money(monthly.typical)} a month, ${counted(advice.length, "way")} to make it less`;
  const topics = [...new Set(advice.map(({ topic }) => topic))];
  return `${[
    heading,
    ...topics.map((topic) =>
      topicText(
        topic,
        advice.filter((it) => it.topic === topic),
        monthly.typical,
        paint,
      ),
    ),
    ...(together === null
      ? []
      : [
          `${paint("bold", "Together")}  ${paint("green", money(together.saving.typical))} a month, ${percent(together.saving.typical, monthly.typical)}: ${together.ids.join(", ")}\n  ${paint("dim", "savings overlap: this is what all of these make together, the best of those that exclude each other")}`,
        ]),
    ...(small.length === 0
      ? []
      : [
          [
            paint("dim", "Less than a dollar a month here"),
            ...small.map(({ title, saving }) => paint("dim", `  ${title}: ${money(saving.typical)}, ${moneySpan(saving)}`)),
          ].join("\n"),
        ]),
    ...(breakEvens.length === 0
      ? []
      : [[paint("bold", "Break-even points"), ...breakEvens.map((it) => breakEvenText(it, paint))].join("\n")]),
    ...(notHere.length === 0
      ? []
      : [
          [
            paint("dim", "Not possible as configured"),
            ...notHere.map(({ title, why }) => paint("dim", `  ${title}: ${why}`)),
          ].join("\n"),
        ]),
    paint(
      "dim",
      `each figure is the environment priced again with that change: monitor cost what-if ${name} --set KEY=VALUE shows it line by line`,
    ),
  ].join("\n\n")}\n`;
}

function topicText(topic: Topic, advice: readonly Advice[], total: number, paint: Paint): string {
  return [
    paint("bold", TOPICS[topic]),
    ...advice.flatMap(({ id, title, condition, changes, saving }) => [
      `  ${paint("green", money(saving.typical))} a month, ${percent(saving.typical, total)} ${paint("dim", moneySpan(saving))}  ${title}  ${paint("dim", id)}`,
      `    ${condition}`,
      ...changes.map((change) => `    ${paint("cyan", changeText(change))}`),
    ]),
  ].join("\n");
}

/** `monitor:cluster.nodePools[0].min: 2`, as it stands in a stack's file. */
export const changeText = ({ path, value }: Change): string =>
  `monitor:${path}: ${stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()}`;

function breakEvenText({ between, at, unit, now, verdict, sources }: BreakEven, paint: Paint): string {
  const where = at === null ? "at no quantity" : `${amount(at)} ${unit}`;
  const here = now === null ? "" : `, here ${amount(now)}`;
  const unverified = sources.some((source) => source.unverified) ? ", unverified prices" : "";
  const dates = [...new Set(sources.map(({ asOf }) => asOf ?? "undated"))].sort(byText).join(", ");
  return `  ${where}${here}  ${between}\n    ${verdict} ${paint("dim", `(prices of ${dates}${unverified})`)}`;
}
