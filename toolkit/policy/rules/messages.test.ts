import { expect, it } from "vitest";
import { MESSAGES } from "./messages.ts";
import { judged, rulesOf } from "./testRows.ts";
import { both, outcomes, set, thing, unknown } from "./testTable.ts";

const policy = (Principal: string): string =>
  JSON.stringify({ Statement: [{ Sid: "Send", Effect: "Allow", Principal: { AWS: Principal }, Action: "*", Resource: "*" }] });
const queue = [judged("aws:sqs/queue:Queue", { kmsMasterKeyId: "key", redrivePolicy: "{}", policy: policy("111122223333") })];
const topic = [judged("aws:sns/topic:Topic", { kmsMasterKeyId: "key", policy: policy("111122223333") })];

rulesOf(MESSAGES, {
  "sqs-encryption": [
    queue,
    both(set("it", "kmsMasterKeyId", undefined), set("it", "sqsManagedSseEnabled", false)),
    "keeps messages in clear",
    both(set("it", "kmsMasterKeyId", undefined), unknown("it", "sqsManagedSseEnabled")),
  ],
  "sqs-anybody": [queue, set("it", "policy", policy("*")), "Send is for anybody", unknown("it", "policy")],
  "sqs-dead-letters": [
    queue,
    set("it", "redrivePolicy", undefined),
    "loses messages that cannot be handled",
    unknown("it", "redrivePolicy"),
  ],
  "sns-encryption": [topic, set("it", "kmsMasterKeyId", undefined), "keeps messages in clear", unknown("it", "kmsMasterKeyId")],
  "sns-anybody": [topic, set("it", "policy", policy("*")), "Send is for anybody", unknown("it", "policy")],
});

it("asks no dead letters of where dead letters go", () => {
  const dead = judged("aws:sqs/queue:Queue");
  const living = thing("aws:sqs/queue:Queue", "living", {
    inputs: { redrivePolicy: "{}" },
    propertyDependencies: { redrivePolicy: [dead.urn] },
  });
  const rule = MESSAGES.find(({ id }) => id === "sqs-dead-letters");
  if (!rule) throw new Error("sqs-dead-letters");
  expect(outcomes(rule, { resources: [dead, living] }).map(({ kind }) => kind)).toEqual(["kept"]);
});
