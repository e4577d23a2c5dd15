import { expect, it } from "vitest";
import { reachesAll } from "./addresses.ts";

it.each([
  ["0.0.0.0/0", true],
  ["::/0", true],
  ["0:0:0:0:0:0:0:0/0", true],
  // The two halves, which together are everybody.
  ["0.0.0.0/1", true],
  ["128.0.0.0/1", true],
  ["2000::/3", true],
  ["10.0.0.0/8", false],
  ["fc00::/7", false],
  ["203.0.113.7/32", false],
  ["203.0.113.7", false],
  ["${urn:pulumi:test::p::aws:ec2/vpc:Vpc::v#cidrBlock}", false],
  ["[unknown]", false],
])("%s", (range, expected) => {
  expect(reachesAll(range)).toBe(expected);
});
