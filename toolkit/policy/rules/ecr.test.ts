import { expect, it } from "vitest";
import type { Rule } from "../rule.ts";
import { ECR } from "./ecr.ts";
import { beside, judged, rulesOf } from "./testRows.ts";
import { adrift, outcomes, set, thing, unknown, without } from "./testTable.ts";

const repository = judged("aws:ecr/repository:Repository", {
  imageTagMutability: "IMMUTABLE",
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfigurations: [{ encryptionType: "KMS" }],
});
const policy = (Principal: string): string =>
  JSON.stringify({ Statement: [{ Sid: "Pull", Effect: "Allow", Principal: { AWS: Principal }, Action: "ecr:BatchGetImage" }] });

rulesOf(ECR, {
  "ecr-immutable": [
    [repository],
    set("it", "imageTagMutability", undefined),
    "lets tags be moved",
    unknown("it", "imageTagMutability"),
  ],
  "ecr-scan": [
    [repository],
    set("it", "imageScanningConfiguration", undefined),
    "does not scan its images",
    unknown("it", "imageScanningConfiguration"),
  ],
  "ecr-own-key": [
    [repository],
    set("it", "encryptionConfigurations", undefined),
    "is encrypted with AWS's key",
    unknown("it", "encryptionConfigurations[0].encryptionType"),
  ],
  "ecr-private": [
    [judged("aws:ecr/repositoryPolicy:RepositoryPolicy", { policy: policy("111122223333") })],
    set("it", "policy", policy("*")),
    "Pull is for anybody",
    unknown("it", "policy"),
  ],
  "ecr-lifecycle": [
    [repository, beside("aws:ecr/lifecyclePolicy:LifecyclePolicy", "repository", repository)],
    without("beside"),
    "keeps every image for ever",
    adrift("beside", "repository"),
  ],
});

it.each([
  ["*", "SCAN_ON_PUSH", "kept"],
  ["*", "MANUAL", "broken"],
  ["other", "SCAN_ON_PUSH", "broken"],
])("goes by the registry's scan of %s, %s", (filter, scanFrequency, expected) => {
  const registry = thing("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", "registry", {
    inputs: { rules: [{ scanFrequency, repositoryFilters: [{ filter, filterType: "WILDCARD" }] }] },
  });
  const scanned = ECR.find(({ id }) => id === "ecr-scan") as Rule;
  expect(outcomes(scanned, { resources: [judged("aws:ecr/repository:Repository"), registry] })).toMatchObject([
    { kind: expected },
  ]);
});
