import { describe, expect, it } from "vitest";
import { cron, hoursPerMonth } from "./hours.ts";

const weekdays = ["mon", "tue", "wed", "thu", "fri"] as const;

describe("office hours", () => {
  it("are cron expressions of the scheduler's kind", () => {
    expect(cron(weekdays, "08:30")).toBe("cron(30 8 ? * MON,TUE,WED,THU,FRI *)");
    expect(cron(["sun"], "00:05")).toBe("cron(5 0 ? * SUN *)");
  });

  it("are a part of the month", () => {
    expect(hoursPerMonth({ days: [...weekdays], from: "08:00", to: "20:00" })).toBeCloseTo((730 * 60) / 168, 10);
    expect(hoursPerMonth({ days: ["mon"], from: "00:00", to: "23:59" })).toBeLessThan(730 / 7);
  });
});
