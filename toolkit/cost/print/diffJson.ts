/** A difference as JSON: dollars, keys sorted. */
import { sorted } from "../../graph/graph.ts";
import type { Causes } from "../compare/causes.ts";
import type { CostDiff, DiffGroup } from "../compare/diff.ts";
import { FACTORS, type Parts } from "../compare/factors.ts";
import { type Band, band, dollars, type Micros } from "../money.ts";

const usd = (amounts: Band<Micros>): Band => band((point) => dollars(amounts[point]));
const partsUsd = (parts: Band<Parts>) =>
  band((point) => Object.fromEntries(FACTORS.map((factor) => [factor, dollars(parts[point][factor])])));
const group = ({ name, from, to, gap, parts }: DiffGroup) => ({
  ...{ name, from: usd(from), to: usd(to), gap: usd(gap) },
  parts: partsUsd(parts),
});

export function diffJson(diff: CostDiff, causes: Causes | null): string {
  const { from, to, total, components, services, rows, same, unpriced, complete } = diff;
  const shape = {
    ...{ version: 1, currency: "USD", from, to, isComplete: complete, total: group(total), same, unpriced },
    ...{ components: components.map(group), services: services.map(group) },
    rows: rows.map(({ from: a, to: b, gap, parts, ...row }) => ({
      ...{ ...row, gap: usd(gap), parts: partsUsd(parts) },
      ...{
        from: a && { ...a, monthly: usd(a.monthly), list: usd(a.list) },
        to: b && { ...b, monthly: usd(b.monthly), list: usd(b.list) },
      },
    })),
    causes: causes && {
      ...causes,
      causes: causes.causes.map(({ gap, lines, standardError, ...cause }) => ({
        ...{ ...cause, gap: usd(gap), lines: lines.map((line) => ({ ...line, gap: usd(line.gap) })) },
        ...(standardError !== undefined && { standardError: dollars(standardError) }),
      })),
      method: { ...causes.method, milliseconds: undefined },
    },
  };
  return `${JSON.stringify(sorted(shape as never), null, 2)}\n`;
}
