/** What is compared with what, whatever the repository holds: small programs of others, each planned in a process of its own. */
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { review } from "../commands/review.ts";
import { ROOT } from "../plan/testGraph.ts";
import { type Repository, repository } from "../plan/testRepository.ts";
import { plain } from "../report/terminal.ts";
import { type Review, reviewSchema } from "./report.ts";
import { planSides } from "./sides.ts";

const PROJECT = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "package.json": '{ "name": "shop" }' };
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const program = (ports: readonly number[]): string =>
  [
    'import { CustomResource } from "@pulumi/pulumi";',
    `const ingress = ${JSON.stringify(ports)}.map((port) => ({ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ["0.0.0.0/0"] }));`,
    `new CustomResource("${GROUP}", "web", { description: "the shop", ingress });`,
  ].join("\n");
const dev = { "Pulumi.dev.yaml": "config: {}\n" };

let made: Repository;
beforeEach(() => {
  made = repository();
  symlinkSync(path.join(ROOT, "node_modules"), path.join(made.folder, "node_modules"));
  writeFileSync(path.join(made.folder, ".git/info/exclude"), "node_modules\n");
});
afterEach(() => made.remove());

const ask = (folder = made.folder) =>
  review({
    ...{ folder, stacks: [], base: "main", format: "json", host: "github", today: "2026-11-24", paint: plain },
    verdict: { failOn: "high", override: false, comment: {} },
    onProgress: () => {},
    interruptibly: (run) => run(new AbortController().signal),
  });
const parsed = (text: string | null): Review => reviewSchema.parse(JSON.parse(text ?? ""));
const reviewed = async (): Promise<Review> => parsed((await ask()).text);
const namesOf = async (stacks: readonly string[] = []): Promise<unknown> => {
  const { head, base } = await planSides({ folder: made.folder, ref: "main", stacks, onProgress: () => {} });
  return { head: head.stacks?.map(({ name }) => name), base: base.stacks?.map(({ name }) => name) };
};

describe("environments", () => {
  it("that the head has no longer are removed, by whichever name they are asked for", async () => {
    made.commit({ ...PROJECT, "index.ts": program([]), ...dev, "Pulumi.prod.yaml": "config: {}\n" });
    made.git("switch", "--quiet", "--create", "mine");
    rmSync(path.join(made.folder, "Pulumi.prod.yaml"));
    made.commit({});
    expect(await namesOf(["prod", "dev"])).toEqual({ head: ["dev"], base: ["prod", "dev"] });
    expect(await namesOf(["prod"])).toEqual({ head: [], base: ["prod"] });
    await expect(namesOf(["qa", "dev"])).rejects.toThrow("no stack qa");
  });

  it("of a program that had no stack file, or whose stack files git ignores, were there before", async () => {
    made.commit({ ...PROJECT, "index.ts": program([]), ".gitignore": "node_modules\nPulumi.local.yaml\n" });
    made.git("switch", "--quiet", "--create", "mine");
    made.commit({ "Pulumi.prod.yaml": "config: {}\n" });
    expect(await namesOf()).toEqual({ head: ["prod"], base: ["prod"] });
    writeFileSync(path.join(made.folder, "Pulumi.local.yaml"), "config: {}\n");
    expect(await namesOf()).toEqual({ head: ["local", "prod"], base: ["local"] });
  });
});

describe("a base", () => {
  it("with settings that nobody here knows is no fault of the head's", async () => {
    made.commit({ ...PROJECT, "index.ts": program([]), "Pulumi.dev.yaml": "config: { monitor:policy: { severities: 1 } }\n" });
    made.git("switch", "--quiet", "--create", "mine");
    made.commit(dev);
    const { base, environments } = await reviewed();
    expect(base.problem).toContain("monitor:policy.severities; unknown key");
    expect(environments).toMatchObject([{ name: "dev", state: "alone" }]);
  });

  it("that cannot be planned with the packages here is told to need others", async () => {
    made.commit({ ...PROJECT, "index.ts": 'import "no-such-thing-anywhere";\n', "yarn.lock": "1", ...dev });
    made.git("switch", "--quiet", "--create", "mine");
    made.commit({ "index.ts": program([]), "yarn.lock": "2" });
    expect((await reviewed()).base).toMatchObject({
      problem: expect.stringContaining("no-such-thing-anywhere"),
      note: "main has other dependencies: it is planned with those that are installed here",
    });
  });
});

describe("a head that cannot be planned", () => {
  it("is all that the review tells of, for the comment to say so", async () => {
    made.commit({ ...PROJECT, "index.ts": program([]), ...dev });
    made.git("switch", "--quiet", "--create", "mine");
    made.commit({ "index.ts": `${program([])}\nthrow new Error("the shop is closed");\n` });
    const { text, as, fails, failure } = await ask();
    expect(parsed(text)).toMatchObject({
      head: { problem: ["dev cannot be planned", "  the program at index.ts:4", expect.stringContaining("the shop is closed")] },
      base: { problem: null },
      environments: [],
      verdict: { comment: true, failures: [] },
    });
    expect(await as("markdown")).toContain(
      "\n❌ **The check fails**: what this change does to the environments cannot be told\n",
    );
    expect(await as("markdown")).toContain("\n> the program at index.ts:4  \n");
    expect(await as("html")).toContain("the shop is closed");
    expect([await as("text"), await as("sarif")]).toEqual([null, null]);
    expect(fails).toBe(true);
    expect(failure).toMatchObject({ name: "PlanError" });
  });

  it("is one with settings that nobody knows, too", async () => {
    made.commit({ ...PROJECT, "index.ts": program([]), ...dev });
    made.git("switch", "--quiet", "--create", "mine");
    made.commit({ "Pulumi.dev.yaml": "config: { monitor:policy: { severities: 1 } }\n" });
    const { text, failure } = await ask();
    expect(parsed(text).head.problem?.join("\n")).toContain("monitor:policy.severities");
    expect(failure).toBeInstanceOf(Error);
  });
});

describe("findings", () => {
  it("stand for code scanning where the repository has them, once", async () => {
    const files = { ...PROJECT, ...dev, "index.ts": program([22]) };
    made.commit(Object.fromEntries(Object.entries(files).map(([name, text]) => [`apps/shop/${name}`, text])));
    const { as } = await ask(path.join(made.folder, "apps/shop"));
    const uris = [...((await as("sarif")) ?? "").matchAll(/"uri": "(.*)"/g)].map(([, uri]) => uri);
    expect(new Set(uris)).toEqual(new Set(["apps/shop/index.ts", "apps/shop/Pulumi.dev.yaml"]));
  });
});
