/** A difference as JSON: dollars, keys sorted. */
import { jsonText } from "../../graph/graph.ts";
import type { Causes } from "../compare/causes.ts";
import type { CostDiff, DiffGroup } from "../compare/diff.ts";
import { FACTORS, type Parts } from "../compare/factors.ts";
import { type Band, band, dollars, inDollars } from "../money.ts";

const partsInDollars = (parts: Band<Parts>) =>
  band((point) => Object.fromEntries(FACTORS.map((factor) => [factor, dollars(parts[point][factor])])));
const group = ({ name, from, to, gap, parts }: DiffGroup) => ({
  ...{ name, from: inDollars(from), to: inDollars(to), gap: inDollars(gap) },
  parts: partsInDollars(parts),
});

export function diffJson(diff: CostDiff, causes: Causes | null): string {
  const { from, to, total, components, services, rows, same, unpriced, complete } = diff;
  const shape = {
    ...{ version: 1, currency: "USD", from, to, isComplete: complete, total: group(total), same, unpriced },
    ...{ components: components.map(group), services: services.map(group) },
    rows: rows.map(({ from: a, to: b, gap, parts, ...row }) => ({
      ...{ ...row, gap: inDollars(gap), parts: partsInDollars(parts) },
      ...{
        from: a && { ...a, monthly: inDollars(a.monthly), list: inDollars(a.list) },
        to: b && { ...b, monthly: inDollars(b.monthly), list: inDollars(b.list) },
      },
    })),
    causes: causes && {
      ...causes,
      causes: causes.causes.map(({ gap, lines, standardError, ...cause }) => ({
        ...{ ...cause, gap: inDollars(gap), lines: lines.map((line) => ({ ...line, gap: inDollars(line.gap) })) },
        ...(standardError !== undefined && { standardError: dollars(standardError) }),
      })),
      method: { ...causes.method, milliseconds: undefined },
    },
  };
  return jsonText(shape);
}
