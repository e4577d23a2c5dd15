import { describe, expect, it } from "vitest";
import { countsText, stepsJson, stepsText } from "../report/stepsText.ts";
import { plain } from "../report/terminal.ts";
import { duration, Tracker } from "./progress.ts";
import { stepsOf } from "./steps.ts";
import { begins, ends, fails } from "./testEvents.ts";
import { progressText } from "./voice.ts";

describe("progress", () => {
  it("is what is done of all, how long, and what runs", () => {
    const tracker = new Tracker();
    for (const name of ["a", "b", "c", "d"]) tracker.note(begins("create", name), 0);
    expect(tracker.note(ends("create", "a"), 61_000)).toEqual({ name: "a", op: "create", ok: true, seconds: 61 });
    expect(progressText("up prod", 4, tracker, 72_400)).toBe("up prod  1 of 4  1m 12s  b, c and 1 more");
    expect(tracker.note(fails("create", "b"), 62_000)).toMatchObject({ name: "b", ok: false });
  });

  it("counts a replacement's parts, and nothing that only is looked at", () => {
    const tracker = new Tracker();
    for (const op of ["create-replacement", "replace", "delete-replaced", "same", "read", "refresh"]) {
      tracker.note(begins(op, "a"), 0);
      tracker.note(ends(op, "a"), 0);
    }
    expect(tracker.done).toBe(2);
    expect(tracker.running).toEqual([]);
  });

  it.each([
    [0.4, "0s"],
    [59.4, "59s"],
    [60, "1m 0s"],
    [3_671, "61m 11s"],
  ])("lasts %d s as %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("what the engine would do", () => {
  const steps = stepsOf([
    begins("same", "same"),
    ...Array.from({ length: 23 }, (_, index) => begins("create", `new-${index}`)),
    begins("update", "group", {
      detailedDiff: Object.fromEntries(
        ["a", "b", "c", "d", "e"].map((path) => [
          path,
          { diffKind: path === "e" ? "update-replace" : "update", inputDiff: true },
        ]),
      ) as never,
    }),
    begins("delete", "bucket", { old: { protect: true } }),
    begins("replace", "key", { type: "aws:kms/key:Key", diffs: ["spec"], keys: ["spec"] }),
  ]);

  it("has what is lost first", () => {
    expect(stepsText("prod", steps, plain)).toMatchInlineSnapshot(`
      "prod  1 to delete, 1 to replace, 1 to update, 23 to create, 1 unchanged
      -  bucket                Bucket  protected
      ±  key                   Key     spec (replaces)
      ~  group                 Bucket  e (replaces), a, b, c, 1 more
      +  new-0                 Bucket
      +  new-1                 Bucket
      +  new-2                 Bucket
      +  new-3                 Bucket
      +  new-4                 Bucket
      +  new-5                 Bucket
      +  new-6                 Bucket
      +  new-7                 Bucket
      +  new-8                 Bucket
      +  new-9                 Bucket
      +  new-10                Bucket
      +  new-11                Bucket
      +  new-12                Bucket
      +  new-13                Bucket
      +  new-14                Bucket
      +  new-15                Bucket
      +  new-16                Bucket
      +  new-17                Bucket
      +  new-18                Bucket
      +  new-19                Bucket
      +  and 3 more resources
      "
    `);
  });

  it("is counted before and after", () => {
    expect(countsText(steps)).toBe("1 to delete, 1 to replace, 1 to update, 23 to create, 1 unchanged");
    expect(countsText(steps, true)).toBe("1 deleted, 1 replaced, 1 updated, 23 created");
    expect(stepsText("prod", [], plain)).toBe("prod  nothing\n");
  });

  it("is data too, without what stays", () => {
    const { version, environments } = JSON.parse(stepsJson([{ name: "prod", steps }])) as {
      version: number;
      environments: { counts: object; steps: object[] }[];
    };
    expect(version).toBe(1);
    expect(environments[0]?.counts).toEqual({ delete: 1, replace: 1, update: 1, import: 0, create: 23, same: 1 });
    expect(environments[0]?.steps).toHaveLength(26);
  });
});
