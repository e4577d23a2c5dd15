import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { MOST_BYTES } from "../report.ts";
import { anyText, withTexts } from "../testHostile.ts";
import { madeReview } from "../testReview.ts";
import { readReport } from "./readReport.ts";

const folder = mkdtempSync(path.join(tmpdir(), "read-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = path.join(folder, "review.json");
/** What is wrong with a file of this content. */
function problemsOf(content: string | Uint8Array): readonly string[] {
  writeFileSync(file, content);
  return readReport(file).problems.map((problem) => problem.replace(file, "FILE"));
}
const review = madeReview({});
const changed = (by: object): string => JSON.stringify({ ...review, ...by });

describe("a report", () => {
  it("is read as it was written", () => {
    expect(problemsOf(JSON.stringify(review))).toEqual([]);
    expect(readReport(file).review).toEqual(review);
    expect(problemsOf(`\ufeff${JSON.stringify(review)}`)).toEqual([]);
  });

  it("may be of a branch from before there was a word on heads that cannot be planned", () => {
    const { problem: _, ...head } = review.head;
    expect(problemsOf(changed({ head }))).toEqual([]);
    expect(readReport(file).review).toEqual(review);
  });

  it("may be as large as is allowed, and no larger", () => {
    const text = JSON.stringify(review);
    expect(problemsOf(text.padEnd(MOST_BYTES))).toEqual([]);
    expect(problemsOf(text.padEnd(MOST_BYTES + 1))).toEqual(["FILE is larger than a report may be, 8 MiB"]);
  });
});

describe("what is no report", () => {
  it.each<[string, string | Uint8Array, readonly string[]]>([
    ["nothing", "", ["FILE is no JSON"]],
    ["other text", "GITHUB_TOKEN=ghs_secret\u0000", ["FILE is no JSON"]],
    ["half of one", JSON.stringify(review).slice(0, -1), ["FILE is no JSON"]],
    ["bytes that are no text", Uint8Array.from([0x22, 0xc3, 0x28, 0x22]), ["FILE is no UTF-8"]],
    ["UTF-16", Buffer.from(`\ufeff${JSON.stringify(review)}`, "utf16le"), ["FILE is no UTF-8"]],
    ["a list", "[]", ["FILE: the report: Invalid input: expected object, received array"]],
    [
      "a million lists in each other",
      "[".repeat(1e6) + "]".repeat(1e6),
      ["FILE: the report: Invalid input: expected object, received array"],
    ],
    ["another version", changed({ version: 2 }), ["FILE: version: Invalid input: expected 1"]],
    ["a key too many", changed({ pull: 1 }), ['FILE: the report: a report has no "pull"']],
    [
      "a prototype",
      changed({}).replace("{", '{"__proto__":{"comment":true},'),
      ['FILE: the report: a report has no "__proto__"'],
    ],
    ["a constructor", changed({ constructor: { prototype: {} } }), ['FILE: the report: a report has no "constructor"']],
    [
      "a figure that is none",
      changed({}).replace('"environments":[]', '"environments":1e999'),
      ["FILE: environments: Invalid input: expected array, received Infinity"],
    ],
    [
      "a commit that leads elsewhere",
      changed({ head: { commit: "../../../evil", uncommitted: false } }),
      ["FILE: head.commit: Invalid string: must match pattern /^[0-9a-f]{7,64}$/"],
    ],
    [
      "a text without end",
      changed({ project: "x".repeat(2_001) }),
      ["FILE: project: Too big: expected string to have <=2000 characters"],
    ],
    [
      "a million environments",
      changed({ environments: Array(1e6).fill(0) }),
      ["FILE: environments: Too big: expected array to have <=50 items"],
    ],
  ])("%s", (_, content, problems) => {
    expect(problemsOf(content)).toEqual(problems);
  });

  it("is told in few words that command nobody, whatever its keys are", () => {
    const keys = [
      "##[add-path]x",
      "\n::error::x",
      "\u001b[2J",
      "\u202e",
      "k".repeat(1e6),
      ...Array.from({ length: 1e5 }, (_, key) => `k${key}`),
    ];
    const problems = problemsOf(changed(Object.fromEntries(keys.map((key) => [key, 0]))));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.length).toBeLessThan(400);
    expect(problems[0]).toMatch(/ and 100000 more$/);
    expect(problems[0]).not.toMatch(/\p{Cc}|\u202e|##\[/u);
  });

  it("has every problem told, up to as many as somebody mends", () => {
    expect(problemsOf(changed({ version: 2, project: 1, date: "today", base: null }))).toHaveLength(4);
    const problems = problemsOf(changed({ environments: Array(50).fill({}) }));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe("FILE: and more");
  });

  it("is not told in full where all of it is wrong: that would fill the memory", () => {
    const change = { words: Array(12).fill(0), because: Array(12).fill(0), properties: Array(25).fill(0) };
    const environments = Array(50).fill({ changes: Array(300).fill(change) });
    const before = process.memoryUsage().heapUsed;
    const problems = problemsOf(changed({ environments }));
    expect(problems).toHaveLength(21);
    expect(problems[0]).toMatch(/^FILE: environments\.0\./);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6);
  });

  it.each<[string, string, () => string]>([
    ["a file that is not there", "cannot be read: ENOENT", () => path.join(folder, "none.json")],
    ["a folder", "is no file with a report", () => folder],
    ["a device without end", "is no file with a report", () => "/dev/zero"],
    ["a file that claims to be empty", "changes while it is read", () => "/proc/self/status"],
    [
      ...(["a pipe that nobody writes to", "is no file with a report"] as const),
      () => {
        execFileSync("mkfifo", [path.join(folder, "pipe")]);
        return path.join(folder, "pipe");
      },
    ],
    [
      ...(["a link to somewhere else", "is a symbolic link, which is not followed"] as const),
      () => {
        symlinkSync("/etc/passwd", path.join(folder, "link"));
        return path.join(folder, "link");
      },
    ],
    [
      ...(["a file that is mostly hole", "is larger than a report may be, 8 MiB"] as const),
      () => {
        mkdirSync(path.join(folder, "sub"));
        writeFileSync(path.join(folder, "sub/hole"), "");
        truncateSync(path.join(folder, "sub/hole"), 2 ** 40);
        return path.join(folder, "sub/hole");
      },
    ],
  ])("%s", (_, problem, made) => {
    const name = made();
    expect(readReport(name).problems).toEqual([`${name} ${problem}`]);
  });

  it("says nothing of what it found but keys", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const problems = problemsOf(JSON.stringify({ ...withTexts(review, () => `${text} canary-of-a-value`), version: 3 }));
        expect(problems.join()).not.toContain("canary-of-a-value");
        expect(problems.join()).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 50 },
    );
  });
});
