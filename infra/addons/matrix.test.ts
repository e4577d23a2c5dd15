import { describe, expect, it } from "vitest";
import { CLUSTER_VERSIONS } from "../config/schema/cluster.ts";
import { CHARTS, type Chart, supports } from "./matrix.ts";

describe("the version matrix", () => {
  it.each(CLUSTER_VERSIONS)("Kubernetes %s: every controller has a version that its project tested there", (version) => {
    for (const [addon, chart] of Object.entries(CHARTS[version])) expect(supports(chart, version), addon).toBe(true);
  });

  it("pins exact versions", () => {
    for (const charts of Object.values(CHARTS)) {
      for (const { version } of Object.values(charts)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  it.each([
    ["1.33", false],
    ["1.34", true],
    ["1.36", true],
    ["1.37", false],
  ])("a chart tested from 1.34 to 1.36 on %s: %s", (version, expected) => {
    expect(supports({ chart: "x", version: "1.0.0", kubernetes: ["1.34", "1.36"] } satisfies Chart, version)).toBe(expected);
  });
});
