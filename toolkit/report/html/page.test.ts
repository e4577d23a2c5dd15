import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { estimateOf, hostileReport, smallReport } from "../../cost/print/testReport.ts";
import type { Resource } from "../../graph/graph.ts";
import { type PlannedStack, planStacks } from "../../plan/plan.ts";
import { ROOT } from "../../plan/testGraph.ts";
import type { PolicyReport } from "../../policy/finding.ts";
import { checkStack } from "../../policy/stack.ts";
import { groupsOf } from "./listing.ts";
import { previewHtml } from "./page.ts";
import {
  anyGraph,
  findingOf,
  graphOf,
  hostileReport as hostileFindings,
  hostileStack,
  reportOf,
  resource,
  stackOf,
} from "./testGraphs.ts";

let stacks: PlannedStack[];
let page: string;

const policiesOf = (planned: readonly PlannedStack[]): ReadonlyMap<string, PolicyReport> =>
  new Map(planned.map((stack) => [stack.name, checkStack(stack, { estimate: null, today: "2026-11-23" })]));

beforeAll(async () => {
  stacks = await planStacks({ folder: ROOT, stacks: [] });
  page = previewHtml(stacks, new Map(), policiesOf(stacks));
});

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? "");
/** The page without its style and script, which are ours. */
const body = (text: string): string => text.replace(/<(style|script)>.*?<\/\1>/gs, "<$1></$1>");
const tags = (text: string): string[] => matches(body(text), /(<[^>]*>)/g);

describe("a preview as a page", () => {
  it("has every resource of every environment once, and every link leads to something", () => {
    const ids = matches(body(page), / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const resources = stacks.reduce((sum, { graph }) => sum + graph.resources.length, 0);
    expect(ids.filter((id) => /^r[0-9a-f]{10}$/.test(id))).toHaveLength(resources);
    const links = matches(body(page), /<(?:a|use) [^>]*?href="([^"]*)"/g);
    expect(links.length).toBeGreaterThan(resources);
    for (const link of new Set(links)) expect(ids).toContain(link.slice(1));
    for (const [all, one] of [
      ["data-near", " "],
      ["data-ends", " "],
      ["data-box", " "],
    ] as const) {
      const found = matches(body(page), new RegExp(` ${all}="([^"]+)"`, "g")).flatMap((list) => list.split(one));
      for (const id of new Set(found)) expect(ids).toContain(id);
    }
  });

  it("fetches nothing, and runs and styles nothing but what its policy names", () => {
    const policy = matches(page, /Content-Security-Policy" content="([^"]*)"/g)[0]?.replaceAll("&#39;", "'");
    const hash = (text: string | undefined): string =>
      `'sha256-${createHash("sha256")
        .update(text ?? "")
        .digest("base64")}'`;
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${hash(matches(page, /<style>(.*?)<\/style>/gs)[0])}`,
      `script-src ${hash(matches(page, /<script>(.*?)<\/script>/gs)[0])}`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    const icon = '<link rel="icon" href="data:,">'; // lest browsers ask a server for one
    for (const tag of tags(page).filter((tag) => tag !== icon))
      expect(tag).not.toMatch(/\s(src|srcset|style|on\w+|action|xlink:href)=|href="[^#]|<(link|base|iframe|img|object|form)/);
    expect(matches(page, /<style>(.*?)<\/style>/gs)[0]).not.toMatch(/url\(|@import/);
  });

  it("is the same bytes again, and holds nothing of this machine", async () => {
    const again = await planStacks({ folder: ROOT, stacks: [] });
    expect(previewHtml(again, new Map(), policiesOf(again))).toBe(page);
    expect(page).not.toContain(ROOT);
  });

  it("is below a megabyte and a half", () => {
    expect(Buffer.byteLength(page)).toBeLessThan(1_500_000);
  });

  it("tells what the plan cannot tell at the top of its environment", () => {
    const graph = graphOf([resource("a")], { cannotTell: [{ resource: resource("a").urn, path: "arn", why: "nobody knows" }] });
    const text = previewHtml([stackOf(graph)]);
    expect(text).toContain("1 thing the plan cannot tell");
    expect(text.indexOf("nobody knows")).toBeLessThan(text.indexOf('<svg class="picture'));
    expect(page).not.toContain("cannot tell</h3>");
  });

  it("has what an environment costs, in short, where somebody has estimated it", () => {
    const [dev] = smallReport().environments;
    const stack = stackOf(graphOf([]));
    const text = previewHtml([stack], new Map([[stack.name, dev?.estimate ?? estimateOf("", [])]]));
    expect(text).toContain("<b>$244 a month</b>");
    expect(text.match(/<tr><th scope="row">(cluster|ai|network|encryption)</g)).toHaveLength(4);
    expect(page).not.toContain("a month</b>");
    const names = hostileReport().environments[0]?.estimate ?? estimateOf("", []);
    expect(previewHtml([stack], new Map([[stack.name, names]]))).not.toMatch(/<(script|img|svg onload)[ >][^<]*window/);
  });

  it("shows environments side by side, but not one alone, nor what they share", () => {
    const heads = (text: string) => matches(text, /<thead>(.*?)<\/thead>/gs).flatMap((head) => matches(head, /col">([^<]*)/g));
    expect(heads(page)).toEqual(["Component", "dev", "staging", "prod"]);
    expect(heads(previewHtml(stacks.slice(0, 2)))).toEqual([]);
  });

  it("is a page of nothing where there is nothing", () => {
    expect(previewHtml([])).toContain("<!doctype html>");
    expect(previewHtml([stackOf(graphOf([]))])).toContain("Nothing to draw.");
  });
});

describe("a resource in the list", () => {
  const shown = (more: Partial<Resource>): string => {
    const key = resource("key", { type: "aws:kms/key:Key" });
    const text = body(previewHtml([stackOf(graphOf([key, resource("a", { dependsOn: [key.urn], ...more })]))]));
    return (
      matches(text, /(<details class="row[^>]* data-type="aws:s3.*?<\/details>)/gs)[0]
        ?.replace(/<[^>]*>/g, " ")
        .replace(/ +/g, " ") ?? ""
    );
  };

  it("tells what it hangs on, its source and its options, where they are not the usual ones", () => {
    expect(shown({ source: { file: "infra/a.ts", line: 7 } })).toContain("Source infra/a.ts:7");
    expect(shown({})).toContain("Depends on 1 key");
    expect(shown({})).not.toMatch(/Source|Protected|Retained|Replaced|Ignored|Aliases|Timeouts|Deleted with|Provider/);
    const { options } = resource("");
    expect(shown({ options: { ...options, protect: true, ignoreChanges: ["tags"], aliases: ["", "urn:old"] } })).toMatch(
      / protected .*Protected cannot be deleted until it is unprotected Ignored changes tags Aliases urn:old /s,
    );
    const rest = {
      retainOnDelete: true,
      deleteBeforeReplace: true,
      customTimeouts: { create: "5m" },
      deletedWith: "urn:x::other",
      replaceWith: ["urn:x::first"],
      replacementTrigger: { a: 1 },
    };
    expect(shown({ options: { ...options, ...rest } })).toMatch(
      /Retained stays when it leaves the program Replaced deleted before its replacement is made Timeouts create 5m Deleted with other Replaced with first Replaced by another \{&quot;a&quot;:1\} /,
    );
  });

  it("is marked where it holds secrets, or what the plan cannot tell", () => {
    expect(shown({ inputs: { a: "[secret]", b: "[unknown]" }, secrets: ["a"], unknowns: ["b"] })).toMatch(
      / a Bucket secret unknown /,
    );
    expect(shown({})).toMatch(/ a Bucket \n/);
  });
});

/** A page with whatever can be said of a resource. */
function withFindings(): string {
  const things = ["a", "b", "c", "d"].map((name) => resource(name, { source: { file: "a.ts", line: 1 } }));
  const gone = findingOf(resource("gone"), { rule: "other", path: "acl" });
  const findings = [...things.map((thing) => findingOf(thing)), gone, { ...gone, rule: "more", severity: "low" as const }];
  const report = reportOf({ findings: [...findings, { ...gone, rule: "d" }, { ...gone, rule: "e" }], cannotTell: [gone] });
  const stack = stackOf(graphOf(things));
  return previewHtml([stack], new Map(), new Map([[stack.name, report]]));
}

describe("a page of hostile names", () => {
  it("has no tag and no attribute that another page has not", () => {
    const shape = (tag: string): string => tag.replace(/"[^"]*"/g, '""').replace(/\d+/g, "0");
    const ours = new Set(
      [
        ...tags(page),
        ...tags(previewHtml([stackOf(graphOf([resource("a")], { cannotTell: [{ resource: "", path: null, why: "" }] }))])),
        ...tags(withFindings()),
      ].map(shape),
    );
    const stack = hostileStack();
    const hostile = previewHtml([stack], new Map(), new Map([[stack.name, hostileFindings(stack)]]));
    expect(
      tags(hostile)
        .map(shape)
        .filter((tag) => !ours.has(tag)),
    ).toEqual([]);
    expect(hostile.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069]/u);
  });
});

describe("the list of resources", () => {
  it("holds each once, whatever the graph", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const listed = groupsOf(graph).flatMap(({ rows }) => rows.map((row) => row.resource.urn));
        expect(listed.sort()).toEqual(graph.resources.map(({ urn }) => urn).sort());
      }),
    );
  });
});
