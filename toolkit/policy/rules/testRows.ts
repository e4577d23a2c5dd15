/** Holds every rule of a list to a row of its own: kept by a sample, broken by one change, not to be told after another. */
import { describe, expect, it } from "vitest";
import type { Json, Resource } from "../../graph/graph.ts";
import type { Rule } from "../rule.ts";
import { type Change, expectRow, type Sample, thing } from "./testTable.ts";

/** Resources that keep the rule; what breaks it; what is then said; what hides it, or null with the reason why nothing can. */
export type RuleRow = readonly [sample: readonly Resource[], broken: Change, says: string, untold: Change | null];

export type Inputs = { readonly [key: string]: Json };

export function rulesOf(rules: readonly Rule[], rows: Readonly<Record<string, RuleRow>>): void {
  it("has a row for each rule", () => {
    expect(Object.keys(rows).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
    it("is kept, broken, and not to be told", () => {
      const [resources, broken, says, untold] = rows[id] ?? [];
      if (!resources || !broken || says === undefined || untold === undefined) throw new Error(`no row for ${id}`);
      const sample: Sample = { resources };
      expectRow(rule, sample, { broken, says, untold });
    });
  });
}

/** The resource that a rule judges. */
export const judged = (type: string, inputs: Inputs = {}, more: Partial<Resource> = {}): Resource =>
  thing(type, "it", { inputs, ...more });

/** Another resource whose input follows from one. */
export const beside = (type: string, input: string, of: Resource, inputs: Inputs = {}, name = "beside"): Resource =>
  thing(type, name, { inputs: { [input]: `\${${of.urn}#id}`, ...inputs }, propertyDependencies: { [input]: [of.urn] } });
