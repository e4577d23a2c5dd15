import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../plan/testGraph.ts";
import { isWaived, PEER_WAIVERS, type Waiving } from "./waivers.ts";

const rules = [
  { id: "cdn-countries", peers: ["CKV_AWS_374"] },
  { id: "s3-own-key", peers: ["CKV_AWS_19", "CKV_AWS_145"] },
];
const waiver = { owner: "platform", reason: "Visitors are in every country.", expires: "2027-11-30" };
const waiving = (waivers: Waiving["settings"]["waivers"], today = "2026-11-23"): Waiving => ({
  settings: { waivers },
  rules,
  today,
});

describe("what other people's scanners find", () => {
  const countries = { check: "CKV_AWS_374", resource: "aws_cloudfront_distribution.sdk" };

  it("is waived with the rule of ours that asks the same, and with no other", () => {
    expect(isWaived(countries, waiving([{ rule: "cdn-countries", ...waiver }]))).toBe(true);
    expect(isWaived(countries, waiving([{ rule: "s3-own-key", ...waiver }]))).toBe(false);
    expect(isWaived(countries, waiving([]))).toBe(false);
  });

  it("is waived of the resource that the waiver names", () => {
    const of = waiving([{ rule: "s3-own-key", resource: "logs-bucket", ...waiver }]);
    expect(isWaived({ check: "CKV_AWS_145", resource: "aws_s3_bucket.logs-bucket" }, of)).toBe(true);
    expect(isWaived({ check: "CKV_AWS_145", resource: "aws_s3_bucket.more-logs-bucket" }, of)).toBe(false);
  });

  it("is waived to the end of the waiver's last day", () => {
    const [own] = PEER_WAIVERS;
    if (!own) throw new Error("no waiver");
    const failure = { check: own.check, resource: "aws_lb.any" };
    expect([own.expires, "9999-12-31"].map((today) => isWaived(failure, waiving([], today)))).toEqual([true, false]);
    const ours = [{ rule: "cdn-countries", ...waiver }];
    expect(["2027-11-30", "2027-12-01"].map((today) => isWaived(countries, waiving(ours, today)))).toEqual([true, false]);
  });

  it("stands in docs/peers.md: what fails in prod, and where a scanner and our rules differ", () => {
    const page = readFileSync(path.join(ROOT, "docs/peers.md"), "utf8");
    const golden = (name: string) => readFileSync(path.join(import.meta.dirname, "testdata", name), "utf8");
    const failed = golden("prod.txt")
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  ")[0]);
    const differing = golden("differences.txt")
      .trimEnd()
      .split("\n")
      .map((line) => /: ((?:kube-score )?\S+)/.exec(line)?.[1]);
    const named = [...failed, ...differing, ...PEER_WAIVERS.map(({ check }) => check)];
    expect(named.filter((id) => id === undefined || !page.includes(`\`${id}\``))).toEqual([]);
  });
});
