/** How one line's figure comes about. */
import { jsonText, type Source } from "../../graph/graph.ts";
import { table } from "../../report/table.ts";
import type { Paint } from "../../report/terminal.ts";
import type { Line } from "../line.ts";
import { dollars, inDollars } from "../money.ts";
import type { TierPart } from "../prices/book.ts";
import type { Driver } from "../sweep.ts";
import { amount, money, moneySpan, unitMoney } from "./money.ts";

export interface Explained {
  readonly line: Line;
  /** At typical use; empty for a price without tiers. */
  readonly tiers: readonly TierPart[];
  /** What the book says of the price besides. */
  readonly note: string | null;
  readonly code: Source | null;
  /** Assumptions that move the line, the one that moves it most first. */
  readonly drivers: readonly Driver[];
}

export function explainText(stack: string, { line, tiers, note, code, drivers }: Explained, paint: Paint): string {
  const { id, name, service, component, count, quantity, unit, unitPrice, monthly, list, discount, price, usage, sku } = line;
  const facts: [string, string][] = [
    ["what", `${service}: ${name}`],
    ["belongs to", `${component || "the stack"}${code ? `, ${code.file}:${code.line}` : ""}`],
    [
      "quantity",
      `${amount(quantity.typical)} ${unit}${count.typical === 1 ? "" : `, of ${amount(count.typical)} alike`}${usage ? `; at low use ${amount(quantity.low)}, at high ${amount(quantity.high)}` : ", whatever the use"}`,
    ],
    ["price", `${unitMoney(unitPrice)} for one, ${sku.vendor} ${sku.service} ${sku.sku} in ${sku.region}`],
    ["source", `${price.source}, ${price.asOf ?? "undated"}${price.unverified ? paint("yellow", ", unverified") : ""}`],
    ...(note === null ? [] : [["note", note] as [string, string]]),
    ...(discount === null
      ? []
      : [
          ["list price", money(list.typical)] as [string, string],
          ["discount", `${discount.name}: ${(Number(discount.fraction) * 100).toFixed(1)} % off; ${discount.source.source}`] as [
            string,
            string,
          ],
        ]),
  ];
  return `${[
    `${paint("bold", id)}  ${money(monthly.typical)} a month in ${stack} ${paint("dim", moneySpan(monthly))}`,
    table(facts.map(([what, said]) => [`  ${paint("dim", what)}`, said])),
    ...(tiers.length > 1
      ? [
          [
            "  tiers:",
            table(
              tiers.map(({ quantity: part, usd, amount: cost }) => [
                `    ${amount(part)} ${unit}`,
                `at ${unitMoney(usd)}`,
                money(cost),
              ]),
              ["right", "right", "right"],
            ),
          ].join("\n"),
        ]
      : []),
    ...(drivers.length > 0
      ? [
          [
            "  moved by:",
            table(
              drivers.map(({ key, meaning, values, monthly: at }) => [
                `    ${key}`,
                `${amount(values.low)} … ${amount(values.high)}`,
                moneySpan(at),
                paint("dim", meaning),
              ]),
              ["left", "left", "right", "left"],
            ),
          ].join("\n"),
        ]
      : []),
  ].join("\n")}\n`;
}

export function explainJson(stack: string, { line, tiers, note, code, drivers }: Explained): string {
  const shape = {
    ...{ version: 1, currency: "USD", environment: stack, note, code },
    line: { ...line, monthly: inDollars(line.monthly), list: inDollars(line.list) },
    tiers: tiers.map(({ amount: cost, ...tier }) => ({ ...tier, amount: dollars(cost) })),
    drivers: drivers.map((driver) => ({ ...driver, monthly: inDollars(driver.monthly) })),
  };
  return jsonText(shape);
}
