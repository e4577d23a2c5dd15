/** Graphs that a test makes up. */
import fc from "fast-check";
import { bareResource, byText, type Graph, type Resource, STACK_TYPE } from "../../graph/graph.ts";
import { symbol } from "../../graph/symbols.ts";
import type { PlannedStack } from "../../plan/plan.ts";
import type { Finding, PolicyReport } from "../../policy/finding.ts";
import { ATTACHED_BY, JOINS, KINDS } from "./kinds.ts";

const STACK = "urn:pulumi:test::p::pulumi:pulumi:Stack::p-test";

export const resource = (name: string, more: Partial<Resource> = {}): Resource =>
  bareResource({
    ...{ urn: `urn:pulumi:test::p::${more.type ?? "aws:s3/bucket:Bucket"}::${name}`, type: "aws:s3/bucket:Bucket", name },
    parent: STACK,
    ...more,
  });

export const graphOf = (resources: readonly Resource[], more: Partial<Graph> = {}): Graph => ({
  ...{ project: "p", stack: "test", outputs: {}, cannotTell: [] },
  resources: [resource("p-test", { urn: STACK, type: STACK_TYPE, parent: null, custom: false }), ...resources].sort((a, b) =>
    byText(a.urn, b.urn),
  ),
  ...more,
});

export const stackOf = (graph: Graph): PlannedStack => ({ name: graph.stack, config: {}, graph });

/** Something that a rule says of a resource. */
export const findingOf = ({ urn, name, source }: Resource, more: Partial<Finding> = {}): Finding => ({
  ...{ rule: "s3-versioning", service: "S3", severity: "medium", kind: "broken", resource: urn, name, path: null, source },
  ...{ message: "keeps no versions", reason: "What is overwritten is gone.", remedy: "turn versioning on", reference: "" },
  ...more,
});

export const reportOf = (more: Partial<PolicyReport> = {}): PolicyReport => ({
  ...{ stack: "test", findings: [], waived: [], cannotTell: [], kept: 7 },
  ...more,
});

/** What a page must survive as a name, a value, a path or a message. */
export const HOSTILE: readonly string[] = [
  "</script><script>window.ran = 1</script>",
  "\"><img src=x onerror='window.ran = 1'>",
  "'-->]]><svg onload=window.ran=1>&lt;&amp;&#x3c;",
  "\u202egnp.exe\u2066\u200f ",
  "👩‍💻 ﷽ 名前 \u0000\u0008\ud800",
  "javascript:window.ran=1",
  "${urn:pulumi:x#y} `${1}` {{7*7}}",
  "名前👩‍💻﷽".repeat(30),
  "W@".repeat(5_000),
  "",
  "__proto__",
];

/** A stack in which everything that can be named is named so. */
export function hostileStack(): PlannedStack {
  const components = HOSTILE.map((name, index) =>
    resource(name, { urn: `urn:component-${index}`, type: `x:y:${name}`, custom: false }),
  );
  const things = HOSTILE.flatMap((name, index) =>
    ["aws:s3/bucket:Bucket", `x:y:${name}`].map((type) =>
      resource(name, {
        ...{ urn: `urn:pulumi:test::p::${type}::${index}${name}`, type, parent: `urn:component-${index}` },
        inputs: {
          [`${name}!`]: name,
          list: [name, { [name]: symbol(`urn:pulumi:test::p::aws:s3/bucket:Bucket::${index}`, name) }],
          secret: "[secret]",
        },
        ...{ secrets: ["secret"], unknowns: [name], dependsOn: [`urn:component-${(index + 1) % HOSTILE.length}`] },
        source: { file: name, line: 1 },
        options: {
          ...resource("").options,
          protect: true,
          ignoreChanges: [name],
          aliases: [name],
          customTimeouts: { create: name },
        },
      }),
    ),
  );
  const cannotTell = HOSTILE.map((why) => ({ resource: why, path: why, why }));
  return {
    name: HOSTILE[0] ?? "",
    config: {},
    graph: graphOf([...components, ...things], { project: HOSTILE[1] ?? "", cannotTell }),
  };
}

/** A report in which everything that can be named is named so, of the resources of that stack and of one that it has not. */
export function hostileReport({ name: stack, graph: { resources } }: PlannedStack): PolicyReport {
  const said = HOSTILE.flatMap((text, index) =>
    [resource(text), ...resources.slice(3 * index, 3 * index + 3)].map((one, place) =>
      findingOf(one, {
        ...{ rule: text, service: text, severity: (["high", "medium", "low"] as const)[place % 3] ?? "low", name: text },
        ...{ kind: place === 1 ? "cannotTell" : "broken", path: place === 0 ? null : text, source: { file: text, line: 1 } },
        ...{ message: text, reason: text, remedy: text, reference: text },
      }),
    ),
  );
  const waived = said.map((finding) => ({
    ...finding,
    waiver: { rule: finding.rule, resource: finding.name, owner: finding.rule, reason: finding.reason, expires: finding.rule },
  }));
  return reportOf({ stack, findings: said, cannotTell: said, waived });
}

/** Graphs of known and unknown types, nested in components, that refer to each other at random, in circles too. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .array(
    fc.record({
      type: fc.constantFrom(
        ...Object.keys(KINDS),
        ...Object.keys(JOINS),
        ...Object.keys(ATTACHED_BY),
        "x:y:Unknown",
        "x:y:Other",
      ),
      component: fc.nat({ max: 3 }),
      name: fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom("a", "network-vpc", ...HOSTILE)),
      to: fc.array(fc.nat({ max: 40 }), { maxLength: 3, size: "max" }),
    }),
    { maxLength: 24, size: "max" },
  )
  .map((items) => {
    const components = ["one", "two", "three"].map((name, index) =>
      resource(name, { urn: `urn:${name}`, type: "x:y:Component", custom: false, ...(index === 2 && { parent: "urn:two" }) }),
    );
    const urns = items.map(({ type, name }, index) => `urn:pulumi:test::p::${type}::${index}${name}`);
    return graphOf([
      ...components,
      ...items.map(({ type, component, name, to }, index) =>
        resource(name, {
          ...{ urn: urns[index] ?? "", type, parent: components[component]?.urn ?? STACK },
          dependsOn: to.flatMap((other) => urns[other % urns.length] ?? []),
          ...(JOINS[type] && {
            propertyDependencies: { [JOINS[type].from]: to.slice(0, 1).flatMap((other) => urns[other % urns.length] ?? []) },
          }),
        }),
      ),
    ]);
  });
