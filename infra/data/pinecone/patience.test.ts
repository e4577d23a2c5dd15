import { describe, expect, it } from "vitest";
import { retryAfter, waitAfter } from "./patience.ts";

const NOW = Date.parse("2027-01-01T00:00:00Z");

describe("the wait before another attempt", () => {
  it("doubles up to a bound, less up to half by chance", () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((attempt) => waitAfter(attempt, 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
    expect(waitAfter(3, 1)).toBe(2_000);
  });
});

describe("Retry-After", () => {
  it.each([
    ["7", 7_000],
    ["0", 0],
    ["Fri, 01 Jan 2027 00:00:30 GMT", 30_000],
    ["Thu, 31 Dec 2026 23:00:00 GMT", 0],
    ["soon", undefined],
    [null, undefined],
  ])("%s", (header, milliseconds) => {
    expect(retryAfter(header, NOW)).toBe(milliseconds);
  });
});
