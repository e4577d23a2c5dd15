/** KMS: whose keys they are, and for how long. */
import { type Resource, UNKNOWN } from "../../graph/graph.ts";
import { eachStatement, isOpen } from "../document.ts";
import { companion, either, isSet, isTrue, onlyProduction, says } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { kept, type Rule } from "../rule.ts";
import { told } from "../world.ts";

const KEY = { service: "KMS", of: ["aws:kms/key:Key"] } as const;
const KEYS = { service: "KMS", of: [...KEY.of, "aws:kms/replicaKey:ReplicaKey"] } as const;
const POLICY = "aws:kms/keyPolicy:KeyPolicy";

/** KMS rotates keys for encryption alone, and of its own making. */
const rotates = (key: Resource): boolean =>
  [undefined, UNKNOWN, "SYMMETRIC_DEFAULT"].includes(told(key, "customerMasterKeySpec") as string | undefined);

export const KMS: readonly Rule[] = [
  {
    ...KEY,
    id: "kms-rotation",
    title: "keys are renewed each year",
    severity: "medium",
    reason: "The longer a key is used, the more is lost with it.",
    remedy: "set enableKeyRotation: true",
    reference: `${SECURITY_HUB}/kms-controls.html#kms-4`,
    peers: ["CKV_AWS_7", "CIS AWS 3.6"],
    judge: (key) => (rotates(key) ? isTrue(key, "enableKeyRotation", "is never renewed") : null),
  },
  {
    ...KEYS,
    of: [...KEYS.of, POLICY],
    id: "kms-anybody",
    title: "no key may be used by just anybody",
    severity: "high",
    reason: "Anybody with an AWS account decrypts what is under the key, or locks its owner out.",
    remedy: "name accounts, roles or services under Principal, or bind the statement to them by a condition",
    reference: `${SECURITY_HUB}/kms-controls.html#kms-5`,
    peers: ["CKV_AWS_33"],
    judge: (key) => eachStatement(key, "policy", (one) => (isOpen(one) ? "lets anybody use the key" : null)),
  },
  {
    ...KEYS,
    id: "kms-policy",
    title: "who may use a key is said in the program",
    severity: "low",
    reason: "Without a policy AWS writes one, and nobody who reads the program knows what it says.",
    remedy: "set policy",
    reference: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
    peers: ["CKV2_AWS_64"],
    judge: (key, world) =>
      either(
        isSet(key, "policy", "leaves its policy to AWS"),
        companion(key, world, {
          ...{ types: [POLICY], input: "keyId" },
          ...{ judge: () => kept, missing: "leaves its policy to AWS" },
        }),
      ),
  },
  {
    ...KEYS,
    id: "kms-deletion-window",
    title: "a key that is deleted can be had back for two weeks or more",
    severity: onlyProduction("medium"),
    reason: "What was encrypted with a deleted key can never be read again.",
    remedy: "set deletionWindowInDays to 14 or more, or leave it out",
    reference: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    peers: [],
    judge: (key) =>
      says(key, "deletionWindowInDays", (value) => (Number(value ?? 30) >= 14 ? null : `is gone after ${value} days`)),
  },
];
