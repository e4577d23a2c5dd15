/** SQS and SNS. */
import type { Resource } from "../../graph/graph.ts";
import { eachStatement, isOpen } from "../document.ts";
import { companion, either, isSet, mostlyProduction, says } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { kept, type Rule } from "../rule.ts";
import type { World } from "../world.ts";

const QUEUE = { service: "SQS", of: ["aws:sqs/queue:Queue"] } as const;
const TOPIC = { service: "SNS", of: ["aws:sns/topic:Topic"] } as const;
const REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy";

/** Whether other queues, functions or subscriptions give up into this one. */
const isDeadLetters = (queue: Resource, world: World): boolean =>
  world.pointingAt(queue, QUEUE.of[0], "redrivePolicy").length > 0 ||
  world.pointingAt(queue, REDRIVE, "redrivePolicy").length > 0 ||
  world.referringTo(queue).some(({ propertyDependencies }) => (propertyDependencies.deadLetterConfig ?? []).includes(queue.urn));

export const MESSAGES: readonly Rule[] = [
  {
    ...QUEUE,
    id: "sqs-encryption",
    title: "messages that wait are encrypted",
    severity: "medium",
    reason: "Messages lie on disks that others handle.",
    remedy: "set kmsMasterKeyId, or leave sqsManagedSseEnabled as it is",
    reference: `${SECURITY_HUB}/sqs-controls.html#sqs-1`,
    peers: ["CKV_AWS_27"],
    judge: (queue) =>
      either(
        says(queue, "sqsManagedSseEnabled", (value) => (String(value) === "false" ? "keeps messages in clear" : null)),
        isSet(queue, "kmsMasterKeyId", "keeps messages in clear"),
      ),
  },
  {
    service: "SQS",
    of: [...QUEUE.of, "aws:sqs/queuePolicy:QueuePolicy"],
    id: "sqs-anybody",
    title: "queues are for those who are named",
    severity: "high",
    reason: "Anybody reads what waits, or sends what is then done.",
    remedy: "name accounts, roles or services under Principal, or bind the statement by aws:SourceArn",
    reference: `${SECURITY_HUB}/sqs-controls.html#sqs-3`,
    peers: ["CKV_AWS_168"],
    judge: (queue) => eachStatement(queue, "policy", (one) => (isOpen(one) ? "is for anybody" : null)),
  },
  {
    ...QUEUE,
    id: "sqs-dead-letters",
    title: "messages that cannot be handled are put aside",
    severity: mostlyProduction("medium"),
    reason: "A message that fails is tried again until it expires, and is then lost.",
    remedy: "set redrivePolicy with a deadLetterTargetArn",
    reference: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    peers: [],
    judge: (queue, world) => {
      if (isDeadLetters(queue, world)) return null;
      return either(
        isSet(queue, "redrivePolicy", "loses messages that cannot be handled"),
        companion(queue, world, {
          ...{ types: [REDRIVE], input: "queueUrl", judge: () => kept },
          missing: "loses messages that cannot be handled",
        }),
      );
    },
  },
  {
    ...TOPIC,
    id: "sns-encryption",
    title: "messages of a topic are encrypted",
    severity: mostlyProduction("low"),
    reason: "Messages lie on disks that others handle.",
    remedy: "set kmsMasterKeyId, at least to alias/aws/sns",
    reference: `${SECURITY_HUB}/sns-controls.html#sns-1`,
    peers: ["CKV_AWS_26"],
    judge: (topic) => isSet(topic, "kmsMasterKeyId", "keeps messages in clear"),
  },
  {
    service: "SNS",
    of: [...TOPIC.of, "aws:sns/topicPolicy:TopicPolicy"],
    id: "sns-anybody",
    title: "topics are for those who are named",
    severity: "high",
    reason: "Anybody subscribes to what is said, or says what others then do.",
    remedy: "name accounts, roles or services under Principal, or bind the statement by aws:SourceArn",
    reference: `${SECURITY_HUB}/sns-controls.html#sns-4`,
    peers: ["CKV_AWS_169"],
    judge: (topic) => eachStatement(topic, "policy", (one) => (isOpen(one) ? "is for anybody" : null)),
  },
];
