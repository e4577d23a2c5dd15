import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cpu, type Duration, days, gibibytes, type Memory, mebibytes, millicores, seconds } from "./units.ts";

describe("units", () => {
  it.each([
    ["512MiB", 512, 1],
    ["1.5GiB", 1536, 2],
    ["8GiB", 8192, 8],
    ["1025MiB", 1025, 2],
  ] as const)("%s is %i MiB, at least %i GiB", (text, mib, gib) => {
    expect(mebibytes(text)).toBe(mib);
    expect(gibibytes(text)).toBe(gib);
  });

  it.each([
    ["0.25 vCPU", 250],
    ["2 vCPU", 2000],
    ["0.1 vCPU", 100],
  ] as const)("%s is %i millicores", (text, cores) => {
    expect(millicores(text)).toBe(cores);
  });

  it.each([
    ["90s", 90, 1],
    ["15m", 900, 1],
    ["36h", 129_600, 2],
    ["35d", 3_024_000, 35],
  ] as const)("%s is %i seconds, at most %i days", (text, whole, wholeDays) => {
    expect(seconds(text)).toBe(whole);
    expect(days(text)).toBe(wholeDays);
  });

  it("reads back every whole quantity", () => {
    fc.assert(
      fc.property(fc.nat(100_000), (n) => {
        expect(mebibytes(`${n}MiB` as Memory)).toBe(n);
        expect(mebibytes(`${n}GiB` as Memory)).toBe(n * 1024);
        expect(millicores(`${n} vCPU` as Cpu)).toBe(n * 1000);
        expect(seconds(`${n}h` as Duration)).toBe(n * 3600);
      }),
    );
  });
});
