import { expect, it } from "vitest";
import { KMS } from "./kms.ts";
import { beside, judged, rulesOf } from "./testRows.ts";
import { outcomes, set, unknown } from "./testTable.ts";

const policy = (Principal: string): string =>
  JSON.stringify({ Statement: [{ Sid: "Use", Effect: "Allow", Principal: { AWS: Principal }, Action: "kms:*", Resource: "*" }] });
const key = judged("aws:kms/key:Key", { enableKeyRotation: true, policy: policy("arn:aws:iam::111122223333:root") });
const world = [key];

rulesOf(KMS, {
  "kms-rotation": [world, set("it", "enableKeyRotation", undefined), "is never renewed", unknown("it", "enableKeyRotation")],
  "kms-anybody": [world, set("it", "policy", policy("*")), "Use lets anybody use the key", unknown("it", "policy")],
  "kms-policy": [world, set("it", "policy", undefined), "leaves its policy to AWS", unknown("it", "policy")],
  "kms-deletion-window": [
    world,
    set("it", "deletionWindowInDays", 7),
    "is gone after 7 days",
    unknown("it", "deletionWindowInDays"),
  ],
});

const kinds = (id: string, ...resources: Parameters<typeof outcomes>[1]["resources"]) =>
  KMS.filter((rule) => rule.id === id).flatMap((rule) => outcomes(rule, { resources }).map(({ kind }) => kind));

it("asks no rotation of keys that KMS does not rotate", () => {
  expect(kinds("kms-rotation", judged("aws:kms/key:Key", { customerMasterKeySpec: "RSA_4096" }))).toEqual([]);
});

it("takes a policy beside the key for one", () => {
  const bare = judged("aws:kms/key:Key");
  expect(kinds("kms-policy", bare, beside("aws:kms/keyPolicy:KeyPolicy", "keyId", bare))).toEqual(["kept"]);
});
