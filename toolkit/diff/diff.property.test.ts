import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph, Json, Resource } from "../graph/graph.ts";
import { diffGraphs } from "./diff.ts";
import { child, component, graphOf, output, renamedStack, resource } from "./testGraphs.ts";

const TYPES = [
  "aws:ec2/vpc:Vpc",
  "aws:sqs/queue:Queue",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:iam/rolePolicy:RolePolicy",
  "kubernetes:apps/v1:Deployment",
  "mongodbatlas:index/advancedCluster:AdvancedCluster",
  "acme:cloud:Thing",
];

/** Whatever a program may set, also where a resource of that type has no such thing. */
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(
      null,
      true,
      0,
      443,
      "a",
      "0.0.0.0/0",
      "[secret]",
      "[unknown]",
      '{"Statement":[]}',
      "${x",
      "</td>|`",
      "line\nbreak\u202e",
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom("name", "rules", "spec", "policy", "template", "containers", "metadata", "tags"),
      tie("value"),
      { maxKeys: 3 },
    ),
  ),
})).value;
const inputs = fc.dictionary(
  fc.constantFrom("name", "spec", "policy", "ingress", "cidrBlock", "replicationSpecs", "tags", "rules"),
  json,
  { maxKeys: 4 },
) as fc.Arbitrary<Resource["inputs"]>;

const graph: fc.Arbitrary<Graph> = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      name: fc.constantFrom("a", "b", "c", "net-d", "e\n| @all"),
      inputs,
      inside: fc.boolean(),
      protect: fc.boolean(),
    }),
    { maxLength: 8 },
  )
  .map((drafts) => {
    const whole = component("own:net:Network", "net");
    const made = drafts.map(({ type, name, inputs: set, inside, protect }) =>
      inside ? child(whole, type, name, set, { options: { protect } }) : resource(type, name, set, { options: { protect } }),
    );
    const unique = [...new Map([whole, ...made].map((one) => [one.urn, one])).values()];
    const [first] = unique.filter(({ custom }) => custom);
    const linked = unique.map((one) =>
      first && one !== first && one.custom ? { ...one, inputs: { ...one.inputs, vpcId: output(first, "id") } } : one,
    );
    return graphOf(linked);
  });

const nameOf = (one: Resource | null): string => one?.urn ?? "";

describe("any two graphs", () => {
  it("differ in nothing from themselves, and from themselves in another stack", () => {
    fc.assert(
      fc.property(graph, (one) => {
        expect(diffGraphs(one, one)).toEqual({ changes: [], same: one.resources.length });
        expect(diffGraphs(one, renamedStack(one, "other")).changes).toEqual([]);
      }),
    );
  });

  it("count every resource once, on each side", () => {
    fc.assert(
      fc.property(graph, graph, (before, after) => {
        const { changes, same } = diffGraphs(before, after);
        const [old, next] = [changes.filter((change) => change.before), changes.filter((change) => change.after)];
        expect(same + old.length).toBe(before.resources.length);
        expect(same + next.length).toBe(after.resources.length);
        expect(new Set(old.map((change) => nameOf(change.before))).size).toBe(old.length);
        expect(new Set(next.map((change) => nameOf(change.after))).size).toBe(next.length);
      }),
    );
  });

  it("tell of each other's creations as deletions, and pair the same resources", () => {
    fc.assert(
      fc.property(graph, graph, (before, after) => {
        const [there, back] = [diffGraphs(before, after), diffGraphs(after, before)];
        const of = (changes: typeof there.changes, operation: string): string[] =>
          changes
            .filter((change) => change.operation === operation)
            .map((change) => nameOf(change.after ?? change.before))
            .sort();
        expect(of(back.changes, "delete")).toEqual(of(there.changes, "create"));
        expect(of(back.changes, "create")).toEqual(of(there.changes, "delete"));
        // A protection taken away is told, and one that comes is not.
        const paired = (changes: typeof there.changes, side: "before" | "after"): string[] =>
          changes
            .filter((change) => change.before && change.after && (change.operation === "replace" || change.properties.length > 0))
            .map((change) => nameOf(change[side]))
            .sort();
        expect(paired(back.changes, "after")).toEqual(paired(there.changes, "before"));
        expect(paired(back.changes, "before")).toEqual(paired(there.changes, "after"));
      }),
    );
  });

  it("are told the same in whatever order their resources stand", () => {
    const shuffled = graph.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.resources], { minLength: one.resources.length })),
    );
    fc.assert(
      fc.property(shuffled, shuffled, ([before, as], [after, others]) => {
        const said = (one: Graph, other: Graph): unknown => {
          const { changes, same } = diffGraphs(one, other);
          return {
            same,
            told: changes.map(({ before: was, after: is, operation, words, risk }) => [
              nameOf(was),
              nameOf(is),
              operation,
              words,
              risk,
            ]),
          };
        };
        expect(said({ ...before, resources: as }, { ...after, resources: others })).toEqual(said(before, after));
      }),
    );
  });

  it("are told in words, on one line each, with risk at the front", () => {
    fc.assert(
      fc.property(graph, graph, (before, after) => {
        const { changes } = diffGraphs(before, after);
        const levels = ["high", "medium", "low", "none"];
        expect(changes.map(({ risk }) => levels.indexOf(risk.level))).toEqual(
          changes.map(({ risk }) => levels.indexOf(risk.level)).sort((a, b) => a - b),
        );
        for (const { words, sure, because, operation, risk } of changes) {
          expect(words.length).toBeGreaterThan(0);
          for (const word of [...words, ...because, risk.dataLoss ?? "-", risk.downtime ?? "-", risk.exposure ?? "-"])
            expect(word).toMatch(/^[^\n\r\u202e]+$/);
          if (!sure && operation !== "create") expect(because.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

/** Objects of scalars, any of which may be missing: what a resource of a type without facts is made of. */
const tree = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(true, false, 1, 2, "1", "a", "b"),
    fc.dictionary(fc.constantFrom("name", "spec", "policy", "a.b", "c-d"), tie("value"), { minKeys: 1, maxKeys: 3 }),
  ),
})).value;

/** The value with what a change says put in its place. */
function put(value: Json | undefined, [step, ...rest]: readonly string[], next: Json | undefined): Json | undefined {
  if (step === undefined) return next;
  const { [step]: old, ...others } = (value ?? {}) as { readonly [key: string]: Json };
  const deeper = put(old, rest, next);
  return deeper === undefined ? others : { ...others, [step]: deeper };
}
const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\["([^"]*)"\]|([^.[\]]+)/g)].map(([, quoted, name]) => quoted ?? name ?? "");

describe("the properties of a change", () => {
  it("make of what was what is, and none of them says what another says", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("spec", "rules", "name"), tree), tree, (before, value) => {
        const after = { ...before, spec: value };
        const [one, other] = [before, after].map((set) =>
          graphOf([resource("acme:cloud:Thing", "a", set as Resource["inputs"])]),
        );
        const properties = diffGraphs(one as Graph, other as Graph).changes[0]?.properties ?? [];
        const patched = properties.reduce<Json | undefined>(
          (whole, { path, after: is }) => put(whole, stepsOf(path), is),
          before as Json,
        );
        expect(
          diffGraphs(graphOf([resource("acme:cloud:Thing", "a", patched as Resource["inputs"])]), other as Graph).changes,
        ).toEqual([]);
        const paths = properties.map(({ path }) => path);
        for (const path of paths)
          expect(paths.filter((above) => path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`))).toEqual(
            [path],
          );
      }),
    );
  });
});

describe("lists without order", () => {
  it("mean the same however they are shuffled", () => {
    const rule = fc.record({ fromPort: fc.integer({ min: 0, max: 9 }), cidrBlocks: fc.array(fc.constantFrom("a", "b", "c")) });
    const rules = fc.array(rule, { maxLength: 6 });
    const shuffled = rules.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const group = (ingress: Json): Graph => graphOf([resource("aws:ec2/securityGroup:SecurityGroup", "g", { ingress })]);
        const policy = (statements: Json): Graph =>
          graphOf([resource("aws:iam/rolePolicy:RolePolicy", "p", { policy: JSON.stringify({ Statement: statements }) })]);
        expect(diffGraphs(group(list), group(other)).changes).toEqual([]);
        expect(diffGraphs(policy(list), policy(other)).changes).toEqual([]);
      }),
    );
  });
});
