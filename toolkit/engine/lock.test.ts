import { describe, expect, it } from "vitest";
import { areAbandoned, holders, locksIn } from "./lock.ts";

const REFUSAL = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  file:///state/.pulumi/locks/organization/monitor/prod/1.json: created by ann@laptop (pid 42) at 2026-11-23T10:00:00Z
  file:///state/.pulumi/locks/organization/monitor/prod/2.json: created by ci@runner-7 (pid 7) at 2026-11-23T10:05:00+01:00`;

describe("a lock", () => {
  it("is somebody's, since when", () => {
    expect(holders(locksIn(`${REFUSAL}\n${REFUSAL}`))).toBe(
      "ann@laptop (process 42) since 2026-11-23T10:00:00Z, ci@runner-7 (process 7) since 2026-11-23T10:05:00+01:00",
    );
  });

  it("may be nobody's that the backend names", () => {
    expect(locksIn("[409] Conflict: Another update is currently in progress.")).toEqual([]);
    expect(holders([])).toBe("somebody, whom the backend does not name");
  });

  it("is abandoned only if all of them were taken here, by processes that have gone", () => {
    const [first, second] = locksIn(REFUSAL);
    if (!first || !second) throw new Error("two locks");
    const gone = () => false;
    expect(areAbandoned([first], "laptop", gone)).toBe(true);
    expect(areAbandoned([first], "laptop", () => true)).toBe(false);
    expect(areAbandoned([first], "other", gone)).toBe(false);
    expect(areAbandoned([first, second], "laptop", gone)).toBe(false);
    expect(areAbandoned([], "laptop", gone)).toBe(false);
  });
});
