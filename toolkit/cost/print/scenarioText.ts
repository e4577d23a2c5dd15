/** A scenario for a terminal: what was planned, and what it costs. */
import { table } from "../../report/table.ts";
import type { Paint } from "../../report/terminal.ts";
import type { Line } from "../line.ts";
import type { Micros } from "../money.ts";
import { type PricedItem, type Scenario, totalOf } from "../scenario/scenario.ts";
import { amount, money, moneyChange, unitMoney } from "./money.ts";

export function scenarioText({ name }: Scenario, items: readonly PricedItem[], paint: Paint): string {
  const head = ["US dollars a month", "planned", "priced", "difference"].map((cell) => paint("dim", cell));
  const row = (title: string, planned: number, priced: number): string[] => [
    title,
    money(planned),
    money(priced),
    moneyChange(priced - planned),
  ];
  const rows = items.flatMap((item) => [
    row(`${item.name}${item.unpriced.length > 0 ? " †" : ""}`, item.planned, item.priced),
    ...alike(item.lines)
      .filter(({ cost }) => cost > 0)
      .map(({ line, quantity, cost }) => [
        paint(
          "dim",
          `  ${line.name}: ${amount(quantity)} ${line.unit} at ${unitMoney(line.unitPrice)}${line.price.unverified ? " ~" : ""}`,
        ),
        "",
        paint("dim", money(cost)),
        "",
      ]),
  ]);
  const total = row(paint("bold", "total"), totalOf(items, "planned"), totalOf(items, "priced"));
  const missing = items.flatMap((item) => item.unpriced.map(({ line, why }) => `  ${item.name}: ${line ?? "all of it"}: ${why}`));
  return `${[
    paint("bold", name),
    table([head, ...rows, total], ["left", "right", "right", "right"]),
    ...(missing.length > 0 ? [[paint("yellow", "† incomplete:"), ...missing].join("\n")] : []),
    ...(items.some(({ lines }) => lines.some(({ price }) => price.unverified)) ? [paint("yellow", "~ unverified price")] : []),
    items.flatMap(({ name: title, note }) => (note === null ? [] : [`${title}: ${note}`])).join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** Three machines of a size read as one line of three. */
function alike(lines: readonly Line[]): { line: Line; quantity: number; cost: Micros }[] {
  const byName = new Map<string, { line: Line; quantity: number; cost: Micros }>();
  for (const line of lines) {
    const key = `${line.name} ${line.unitPrice}`;
    const known = byName.get(key) ?? { line, quantity: 0, cost: 0 };
    byName.set(key, { line, quantity: known.quantity + line.quantity.typical, cost: known.cost + line.monthly.typical });
  }
  return [...byName.values()];
}
