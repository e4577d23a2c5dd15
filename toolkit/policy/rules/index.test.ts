import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "./index.ts";

/** Every test of rules, as text: each rule is named in one, beside what keeps it, breaks it and hides it. */
const TESTS = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".test.ts") && file !== path.basename(import.meta.filename))
  .map((file) => readFileSync(path.join(import.meta.dirname, file), "utf8"))
  .join("\n");

const PEER =
  /^(CKV2?_(AWS|K8S|SECRET)_\d+|CIS (AWS|EKS) [\d.]+|kube-score [\w-]+|AWSGuard [\w-]+|Pod Security (baseline|restricted))$/;

it("no two rules have one id", () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))(
  "%s",
  (id, { service, title, reason, remedy, reference, peers, of }) => {
    it("says what it is, why, and what to do", () => {
      expect(id).toMatch(/^[a-z][a-z0-9-]{2,60}$/);
      expect(service).toMatch(/^[A-Z]/);
      for (const text of [title, remedy]) expect(text).toMatch(/^(?!.*\s$)[^\n]{8,}[^.]$/);
      expect(reason).toMatch(/^\S[^\n]{15,}\.$/);
      expect(reference).toMatch(/^(https:\/\/[\w.-]+\/\S*|docs\/\w+\.md)$/);
      for (const peer of peers) expect(peer).toMatch(PEER);
      expect(of.length).toBeGreaterThan(0);
    });

    it("is tested by itself", () => {
      expect(TESTS).toMatch(new RegExp(`["']${id}["']`));
    });
  },
);
