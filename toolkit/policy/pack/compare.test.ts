/** The pack judges what Pulumi's engine shows as `monitor policy` judges the plan, where it knows as much. */
import { type PolicyResource, Secret, unknownCheckingProxy } from "@pulumi/policy";
import { secretsPreservingProxy } from "@pulumi/policy/secret.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type Graph, type Json, type Resource, SECRET, STACK_TYPE, UNKNOWN } from "../../graph/graph.ts";
import { symbolsIn } from "../../graph/symbols.ts";
import { type PlannedStack, planStacks } from "../../plan/plan.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { checkPolicy } from "../check.ts";
import { RULES } from "../rules/index.ts";
import { policySettings } from "../settings.ts";
import { EngineInputs, engineGraph, withRetained } from "./engineGraph.ts";

/** As the engine writes a text that is not known yet. */
const ENGINE_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const today = "2026-11-23";

const mapped = (value: Json, text: (text: string) => unknown): unknown => {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => mapped(item, text));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item as Json, text)]));
};

/** What only a cloud knows, the engine does not know in a preview. */
const isUnknown = (text: string): boolean => text === UNKNOWN || symbolsIn(text).length > 0;

/** A plan that knows as little as the engine. */
const dulled = ({ resources, outputs, ...graph }: Graph): Graph => {
  const dull = (values: Resource["inputs"]) => mapped(values, (text) => (isUnknown(text) ? UNKNOWN : text)) as Resource["inputs"];
  return { ...graph, outputs: dull(outputs), resources: resources.map((one) => ({ ...one, inputs: dull(one.inputs) })) };
};

/** A plan as the engine shows it to the pack. */
function throughEngine({ resources, outputs }: Graph): Graph {
  const engineValue = (text: string): unknown =>
    isUnknown(text) ? ENGINE_UNKNOWN : text === SECRET ? new Secret("a secret of the program's") : text;
  const props = (values: Resource["inputs"]): object => mapped(values, engineValue) as object;
  const inputs = new EngineInputs();
  const shown = new Map<string, PolicyResource>();
  for (const { urn, type, name, options, inputs: values, custom } of resources) {
    if (custom) inputs.note(urn, unknownCheckingProxy((secretsPreservingProxy as (props: object) => object)(props(values))));
    const { protect, ignoreChanges, deleteBeforeReplace } = options;
    shown.set(urn, {
      ...{ urn, type, name, dependencies: [], propertyDependencies: {}, isType: () => false, asType: () => undefined },
      props: unknownCheckingProxy(type === STACK_TYPE ? props(outputs) : props(values)),
      opts: {
        ...{ protect, ignoreChanges: [...ignoreChanges], aliases: [], additionalSecretOutputs: [] },
        ...(deleteBeforeReplace !== null && { deleteBeforeReplace }),
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      },
    });
  }
  const known = (urns: readonly string[]) => urns.flatMap((urn) => shown.get(urn) ?? []);
  for (const { urn, parent, provider, custom, type, ...links } of resources) {
    const one = shown.get(urn);
    if (!one) continue;
    const [up, by] = [parent === null ? undefined : shown.get(parent), provider === null ? undefined : shown.get(provider)];
    const ofDefault = { type: `pulumi:providers:${type.split(":")[0]}`, name: "default_1_0_0", props: {} };
    Object.assign(one, {
      dependencies: known(links.dependsOn),
      propertyDependencies: Object.fromEntries(
        Object.entries(links.propertyDependencies).map(([input, urns]) => [input, known(urns)]),
      ),
      ...(up && { parent: up }),
      ...(custom &&
        !type.startsWith("pulumi:providers:") && {
          provider: by ?? { ...ofDefault, urn: `urn:pulumi:x::y::${ofDefault.type}::${ofDefault.name}` },
        }),
    });
  }
  return engineGraph([...shown.values()], inputs);
}

/** What the rules say of a graph: each finding but for its line of code, which the engine does not know. */
function said(graph: Graph, planned: PlannedStack) {
  const { config } = planned;
  const settings = { ...policySettings(planned), waivers: [] };
  const report = checkPolicy({ graph, config, settings, rules: RULES, estimate: null, today });
  return {
    kept: report.kept,
    found: [...report.findings, ...report.cannotTell].map(({ source: _, ...finding }) => finding),
  };
}

let stacks: readonly PlannedStack[];
beforeAll(async () => {
  stacks = await planStacks({ folder: ROOT, stacks: [] });
});

describe.each(["shared", "dev", "staging", "prod"])("%s", (name) => {
  const planned = () => stacks.find((one) => one.name === name) as PlannedStack;

  it("is to the pack what it is to monitor policy, when both know as much", () => {
    const { graph, config } = planned();
    const viaEngine = withRetained(throughEngine(graph), config);
    const { kept, found } = said(dulled(graph), planned());
    expect(kept).toBeGreaterThan(20);
    expect(said(viaEngine, planned())).toEqual({ kept, found });
  });

  it("breaks no rule to the pack that it keeps to monitor policy", () => {
    const { graph, config } = planned();
    const broken = (of: Graph) =>
      said(of, planned()).found.flatMap(({ kind, rule, resource }) => (kind === "broken" ? [`${rule} ${resource}`] : []));
    const plan = new Set(broken(graph));
    expect(broken(withRetained(throughEngine(graph), config)).filter((one) => !plan.has(one))).toEqual([]);
  });
});
