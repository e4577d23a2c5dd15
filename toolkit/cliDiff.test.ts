import { describe, expect, it } from "vitest";
import { monitor } from "./testCommand.ts";

describe("monitor diff", () => {
  it("compares two environments", async () => {
    const { code, stdout, stderr } = await monitor(["diff", "dev", "prod", "--format", "json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { from, to, isOneStack, settings, changes } = JSON.parse(stdout);
    expect({ from, to, isOneStack }).toEqual({ from: "dev", to: "prod", isOneStack: false });
    expect(settings.map(({ path }: { path: string }) => path)).toContain("mongodb.tier");
    expect(changes.length).toBeGreaterThan(10);
  }, 60_000);

  it("says what is wrong with a name", async () => {
    const { code, stderr } = await monitor(["diff", "dev", "nowhere"]);
    expect(code).toBe(2);
    expect(stderr).toContain("no stack nowhere");
  }, 60_000);

  it("says what is wrong with a revision", async () => {
    const { code, stderr } = await monitor(["diff", "dev@no-such-branch", "dev"]);
    expect(code).toBe(2);
    expect(stderr).toContain("no revision no-such-branch");
  }, 60_000);
});
