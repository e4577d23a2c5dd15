import { describe, expect, it } from "vitest";
import { diffGraphs } from "../diff/diff.ts";
import { child, component, graphOf, resource } from "../diff/testGraphs.ts";
import type { Resource } from "../graph/graph.ts";
import { diffJson } from "./diffJson.ts";
import { diffMarkdown } from "./diffMarkdown.ts";
import { type Compared, diffText, settingText } from "./diffText.ts";
import { plain } from "./terminal.ts";

/** A component with a table in it, under a name of anybody's choice. */
const side = (name: string, size: number, more: readonly Resource[] = []): Resource[] => {
  const whole = component("own:data:Store", name);
  return [
    ...[whole, child(whole, "aws:dynamodb/table:Table", `${name}-table`, { hashKey: "id", billingMode: "PAY_PER_REQUEST" })],
    ...[child(whole, "aws:iam/role:Role", `${name}-role`, { path: "/", description: "d" })],
    ...[resource("aws:lambda/function:Function", "api", { memorySize: size, tags: { a: `${size}` } })],
    ...more,
  ];
};
const HOSTILE = "x|y<img src=x>`@all\n# [a](javascript:b)\u202e";

const compared = (over: Partial<Compared> = {}): Compared => ({
  ...{ from: "prod@main", to: "prod", isOneStack: true, notes: ["main has other dependencies"] },
  settings: [{ path: "api.memory", before: "512MiB", after: "1GiB" }],
  diff: diffGraphs(
    graphOf(side("store", 512, [resource("aws:sqs/queue:Queue", "gone", { name: "q" })])),
    graphOf(side("depot", 1024, [resource("acme:x:Thing", HOSTILE, { tags: {} })])),
  ),
  ...over,
});

describe("how two plans differ", () => {
  it("as text: what is at risk first, a renamed component once", () => {
    expect(diffText(compared(), { paint: plain, all: false })).toMatchInlineSnapshot(`
      "prod@main → prod: 3 replaced, 1 deleted, 1 updated, 1 created, 1 resource the same
      main has other dependencies

      1 setting
        api.memory  512MiB → 1GiB

      6 resources
        ± depot-table Table: renamed store-table → depot-table with its component
            lost: the table's items
        - gone Queue: Queue is deleted
            lost: messages not yet read
        ~ api Function: memory 512 MiB → 1 GiB
            tags.a: 512 → 1024
        ± depot Store: renamed store → depot: without an alias the engine deletes and creates all that is in it
            with it 1 resource
            2 resources depend on it
        + x|y<img src=x>\`@all # [a](javascript:b)\\u202e Thing: new Thing
      "
    `);
  });
  it("with settings that are long shown where they part", () => {
    const arn = (name: string): string => `arn:aws:secretsmanager:us-east-1:111122223333:secret:monitor/${name}`;
    expect(settingText({ path: "a", before: arn("dev"), after: arn("prod") })).toBe(
      "…3333:secret:monitor/dev → …3333:secret:monitor/prod",
    );
  });

  it("as text of two environments: no risk, and where what is alone is", () => {
    expect(
      diffText(compared({ from: "dev", isOneStack: false, notes: [] }), { paint: plain, all: false }),
    ).toMatchInlineSnapshot(`
      "dev → prod: 3 too different to become one another, 1 different, 1 only in dev, 1 only in prod, 1 resource the same

      1 setting
        api.memory  512MiB → 1GiB

      6 resources
        ± depot-table Table: renamed store-table → depot-table with its component
        - gone Queue: only in dev
        ~ api Function: memory 512 MiB → 1 GiB
            tags.a: 512 → 1024
        ± depot Store: renamed store → depot: without an alias the engine deletes and creates all that is in it
            with it 1 resource
        + x|y<img src=x>\`@all # [a](javascript:b)\\u202e Thing: only in prod
      "
    `);
  });
  it("as Markdown, in which no name means anything", () => {
    expect(diffMarkdown(compared())).toMatchInlineSnapshot(`
      "**prod@​main → prod**: 3 replaced, 1 deleted, 1 updated, 1 created, 1 resource the same

      main has other dependencies

      <details><summary>1 setting</summary>

      | Setting | |
      |---|---|
      | api.memory | 512MiB → 1GiB |

      </details>

      <details><summary>6 resources, 1 of them with a renamed component</summary>

      | | Resource | |
      |---|---|---|
      | ± | **depot-table** Table | renamed store-table → depot-table with its component<br>**lost: the table's items** |
      | − | **gone** Queue | Queue is deleted<br>**lost: messages not yet read** |
      | ~ | **api** Function | memory 512 MiB → 1 GiB<br>tags.a: 512 → 1024 |
      | ± | **depot** Store | renamed store → depot: without an alias the engine deletes and creates all that is in it |
      | + | **x\\|y&lt;img src=x&gt;\\\`@​all \\#​ \\[a\\](javascript:b)\\\\u202e** Thing | new Thing |

      </details>
      "
    `);
  });
  it("as JSON, in which names are as they are", () => {
    const { changes, settings, same, version } = JSON.parse(diffJson(compared()));
    expect({ version, same, settings }).toEqual({ version: 1, same: 1, settings: compared().settings });
    expect(changes.map(({ after }: { after: { name: string } | null }) => after?.name ?? null)).toContain(HOSTILE);
    expect(Object.keys(changes[0].before)).toEqual(["name", "source", "type", "urn"]);
  });
  it("says so where nothing differs", () => {
    const graph = graphOf([]);
    const nothing = compared({ settings: [], notes: [], diff: diffGraphs(graph, graph) });
    expect(diffText(nothing, { paint: plain, all: false })).toBe("prod@main → prod: 1 resource the same\n");
    expect(diffMarkdown(nothing)).toBe("**prod@​main → prod**: 1 resource the same\n");
  });
  it("lists what comes and goes up to a point, and the rest with --all", () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      resource("aws:sqs/queue:Queue", `q${at}`, { name: `q${at}`, delaySeconds: at }),
    );
    const all = compared({ settings: [], notes: [], diff: diffGraphs(graphOf([]), graphOf(many)) });
    const lines = (text: string): number => text.split("\n").filter((line) => line.includes("new Queue")).length;
    expect(lines(diffText(all, { paint: plain, all: false }))).toBe(20);
    expect(diffText(all, { paint: plain, all: false })).toContain("30 more come or go; --all lists them");
    expect(lines(diffText(all, { paint: plain, all: true }))).toBe(50);
  });
});
