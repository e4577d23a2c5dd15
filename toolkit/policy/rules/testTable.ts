/** A table of rules: for each, how a world that keeps it is made to break it, and what must not be known for nobody to be able to tell. */
import { expect } from "vitest";
import type { Profile } from "../../../infra/config/schema/policy.ts";
import { bareResource, type Graph, type Json, type Resource, type ResourceOptions, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { graphOf } from "../../report/html/testGraphs.ts";
import type { Outcome, Rule } from "../rule.ts";
import { worldOf } from "../world.ts";

export interface Sample {
  readonly resources: readonly Resource[];
  readonly config?: { readonly [key: string]: Json };
  readonly outputs?: { readonly [key: string]: Json };
  readonly cannotTell?: Graph["cannotTell"];
}

export type Change = (sample: Sample) => Sample;

export interface Row {
  /** Null: a plan has it, or cannot tell. */
  readonly broken: Change | null;
  /** What the rule says then. */
  readonly says: string;
  /** Null: the rule asks nothing that a plan may not know. */
  readonly untold: Change | null;
}

export const thing = (type: string, name: string, more: Partial<Resource> = {}): Resource =>
  bareResource({ ...{ type, name, urn: `urn:pulumi:test::p::${type}::${name}` }, ...more });

/** Inputs that follow from other resources. */
export const follows = (links: Readonly<Record<string, Resource>>): Pick<Resource, "inputs" | "propertyDependencies"> => ({
  inputs: Object.fromEntries(Object.entries(links).map(([input, { urn }]) => [input, `\${${urn}#id}`])),
  propertyDependencies: Object.fromEntries(Object.entries(links).map(([input, { urn }]) => [input, [urn]])),
});

/** Sets an input of the resource with that name; undefined takes it away. */
export const set =
  (name: string, path: string, value: Json | undefined): Change =>
  (sample) => {
    let found = false;
    const resources = sample.resources.map((one) => {
      if (one.name !== name) return one;
      found = true;
      const steps = [...path.matchAll(/([^.[\]]+)|\["([^"]+)"\]|\[(\d+)\]/g)].map(
        ([, word, quoted, index]) => word ?? quoted ?? Number(index),
      );
      return { ...one, inputs: placed(one.inputs, steps, value) as Resource["inputs"] };
    });
    expect(found, `the sample has ${name}`).toBe(true);
    return { ...sample, resources };
  };

export const unknown = (name: string, path: string): Change => set(name, path, UNKNOWN);

/** An input of which nobody says what it follows from. */
export const adrift =
  (name: string, input: string): Change =>
  (sample) => {
    const { resources, ...rest } = unknown(name, input)(sample);
    return { ...rest, resources: resources.map((one) => (one.name === name ? { ...one, propertyDependencies: {} } : one)) };
  };

export const without =
  (...names: readonly string[]): Change =>
  (sample) => ({ ...sample, resources: sample.resources.filter(({ name }) => !names.includes(name)) });

export const withMore =
  (...more: readonly Resource[]): Change =>
  (sample) => ({ ...sample, resources: [...sample.resources, ...more] });

export const options =
  (name: string, changed: Partial<ResourceOptions>): Change =>
  (sample) => ({
    ...sample,
    resources: sample.resources.map((one) => (one.name === name ? { ...one, options: { ...one.options, ...changed } } : one)),
  });

export const configured =
  (config: { readonly [key: string]: Json }): Change =>
  (sample) => ({ ...sample, config });

export const returning =
  (outputs: { readonly [key: string]: Json }): Change =>
  (sample) => ({ ...sample, outputs });

export const both =
  (...changes: readonly Change[]): Change =>
  (sample) =>
    changes.reduce((changed, change) => change(changed), sample);

/** @throws Error where no rule is called that: a test of it would say nothing */
export function ruleIn(rules: readonly Rule[], id: string): Rule {
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new Error(id);
  return rule;
}

/** What the rule says is broken. */
export const saidBy =
  (rules: readonly Rule[]) =>
  (id: string, ...resources: readonly Resource[]): string[] =>
    messages(outcomes(ruleIn(rules, id), { resources }), "broken");

/** What a rule says of a sample, of whichever resources. */
export function outcomes(
  rule: Rule,
  { resources, config = {}, outputs = {}, cannotTell = [] }: Sample,
  profile: Profile = "production",
): readonly Outcome[] {
  const world = worldOf({
    graph: graphOf(resources, { outputs, cannotTell }),
    config,
    profile,
    estimate: null,
    today: "2026-11-23",
  });
  return world.ofType(...rule.of).flatMap((resource) => rule.judge(resource, world) ?? []);
}

export const messages = (found: readonly Outcome[], kind: Outcome["kind"]): string[] =>
  found.flatMap((outcome) => (outcome.kind === kind && "message" in outcome ? [outcome.message] : []));

/** Every place in a value, with whatever stands in it. */
function* places(value: Json, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  const steps = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const step of steps) yield* places((value as { readonly [key: string | number]: Json })[step] ?? null, [...path, step]);
}

const withInputs = ({ resources, ...rest }: Sample, of: Resource, inputs: Resource["inputs"]): Sample => ({
  ...rest,
  resources: resources.map((one) => (one === of ? { ...one, inputs } : one)),
});

/** What the rule says, one place of the sample after the other, when something else stands there; of resources that matter to it. */
function withEach(rule: Rule, sample: Sample, placing: Json | undefined): Map<string, string> {
  const said = new Map<string, string>();
  const text = (changed: Sample): string => JSON.stringify(outcomes(rule, changed));
  const usual = text(sample);
  for (const one of sample.resources.filter((resource) => text(withInputs(sample, resource, {})) !== usual))
    for (const path of places(one.inputs)) {
      const found = outcomes(rule, withInputs(sample, one, placed(one.inputs, path, placing) as Resource["inputs"]));
      said.set(`${one.name} ${path.join(".")}`, [...new Set(found.map(({ kind }) => kind))].sort().join());
    }
  return said;
}

/** Of these it is asked whether they are secret, or whether they are set at all. */
const TAKES_SECRETS = /secret|marked|password|clear|^(cdn-root-object|redis-subnet-group|rds-logs)$/;

/** Whatever of a sample is not known: what is broken never passes for it, what is kept is not broken by it; and null is nothing. */
function expectSound(rule: Rule, sample: Sample, broken: Sample): void {
  const where = (said: Map<string, string>, isBad: (kinds: string) => boolean) =>
    [...said].flatMap(([place, kinds]) => (isBad(kinds) ? [`${place}: ${kinds}`] : []));
  const passes = (kinds: string): boolean => !/broken|cannotTell/.test(kinds);
  if (rule.id !== "env-secret-clear")
    expect(where(withEach(rule, broken, UNKNOWN), passes), "passes with something unknown").toEqual([]);
  if (!TAKES_SECRETS.test(rule.id))
    expect(where(withEach(rule, broken, SECRET), passes), "passes with something secret").toEqual([]);
  expect(
    where(withEach(rule, sample, UNKNOWN), (kinds) => kinds.includes("broken")),
    "broken by something unknown",
  ).toEqual([]);
  expect(withEach(rule, sample, null), "with null").toEqual(withEach(rule, sample, undefined));
}

/** A rule is kept by the sample, broken by one change, and cannot be told after the other. */
export function expectRow(rule: Rule | undefined, sample: Sample, { broken, says, untold }: Row): void {
  if (!rule) throw new Error("no such rule");
  const kinds = (changed: Sample) => [...new Set(outcomes(rule, changed).map(({ kind }) => kind))].sort();
  expect(kinds(sample), "of the sample").toEqual(["kept"]);
  if (broken !== null) {
    expect(messages(outcomes(rule, broken(sample)), "broken"), "when broken").toEqual([says]);
    expectSound(rule, sample, broken(sample));
  }
  if (untold === null) return;
  const found = kinds(untold(sample));
  expect(found, "when unknown").toContain("cannotTell");
  expect(found, "when unknown").not.toContain("broken");
}

function placed(
  value: Json | undefined,
  [step, ...rest]: readonly (string | number)[],
  placing: Json | undefined,
): Json | undefined {
  if (step === undefined) return placing;
  if (typeof step === "number") {
    const list = [...((value ?? []) as readonly Json[])];
    list[step] = placed(list[step], rest, placing) ?? null;
    return list;
  }
  const object = (typeof value === "object" && value !== null ? value : {}) as { readonly [key: string]: Json };
  const { [step]: before, ...others } = object;
  const after = placed(before, rest, placing);
  return after === undefined ? others : { ...others, [step]: after };
}
