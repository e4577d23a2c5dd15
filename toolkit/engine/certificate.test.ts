import { describe, expect, it } from "vitest";
import type { Estimate } from "../cost/line.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { Finding } from "../policy/finding.ts";
import { graphOf, resource } from "../report/html/testGraphs.ts";
import { type Certificate, certificateText, certify, moved, readCertificate } from "./certificate.ts";
import { type Step, stepsOf } from "./steps.ts";
import { begins } from "./testEvents.ts";

const stack = (config: object = {}, inputs: object = {}): PlannedStack =>
  ({
    name: "prod",
    config: { redis: { nodeType: "a" }, ...config },
    graph: graphOf([resource("bucket", { inputs: { ...inputs }, source: { file: "infra/x.ts", line: 1 } })]),
  }) as PlannedStack;
const none = { low: 0, typical: 0, high: 0 };
const costing = (typical: number): Estimate => ({
  ...{ name: "prod", monthly: { ...none, typical }, baseline: none, usage: none, lines: [], free: [] },
  unpriced: [{ resource: "bucket", line: null, why: `${typical}` }],
});
const finding = (rule: string, severity: Finding["severity"]): Finding => ({
  ...{ rule, severity, service: "S3", kind: "broken", resource: "urn:pulumi:prod::p::t:t:T::bucket", name: "bucket", path: null },
  ...{ message: "is open", reason: "", remedy: "", reference: "", source: null },
});
interface Now {
  readonly typical?: number;
  readonly findings?: readonly Finding[];
}
const certified = (
  planned: PlannedStack,
  steps: readonly Step[],
  state: string | null,
  { typical = 1_500_000, findings = [finding("s3-logs", "low"), finding("s3-key", "medium")] }: Now = {},
): Certificate => certify({ planned, steps, state, estimate: costing(typical), findings });
const STEPS = stepsOf([begins("create", "a"), begins("same", "b")]);
const REVIEWED = certified(stack(), STEPS, "2026-11-23T10:00:00Z");

describe("a plan that was reviewed", () => {
  it("is the same while nothing moves, written and read, wherever the code stands", () => {
    const read = readCertificate(certificateText(REVIEWED), "plan.json");
    const elsewhere = { ...stack(), graph: graphOf([resource("bucket", { source: { file: "infra/y.ts", line: 9 } })]) };
    expect(moved(read, certified(elsewhere as PlannedStack, STEPS, "2026-11-23T10:00:00Z"))).toEqual([]);
  });

  it("says everything that has moved", () => {
    const now = certified(
      stack({ redis: { nodeType: "b" } }, { acl: "private" }),
      stepsOf([begins("replace", "a"), begins("update", "b")]),
      "2026-11-23T11:00:00Z",
      { typical: 2_000_000, findings: [finding("s3-open", "high"), finding("s3-key", "high")] },
    );
    expect(moved(REVIEWED, now)).toEqual([
      "configuration: redis",
      "program: bucket is another",
      "cost: $2.00 a month, reviewed was $1.50",
      "rules: bucket breaks s3-key (high), reviewed was breaks s3-key (medium)",
      "rules: bucket keeps s3-logs, reviewed was breaks s3-logs (low)",
      "rules: bucket breaks s3-open (high), reviewed was keeps s3-open",
      "state: written 2026-11-23T11:00:00Z, reviewed as of 2026-11-23T10:00:00Z",
      "engine: a would replace, reviewed was create",
      "engine: b would update, reviewed was stay",
    ]);
    expect(moved(REVIEWED, certified(stack(), [], null)).at(-1)).toBe("engine: a would stay, reviewed was create");
  });

  it("holds for its own stack", () => {
    expect(moved(REVIEWED, { ...REVIEWED, stack: "dev" })).toEqual(["it is a plan of prod, not of dev"]);
  });

  it.each(["", "{}", "[1]", '{"version":2}'])("is not just any file: %s", (text) => {
    expect(() => readCertificate(text, "plan.json")).toThrow(/^plan\.json is no plan/);
  });
});
