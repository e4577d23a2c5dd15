/** SQS, SNS, EventBridge. https://aws.amazon.com/sqs/pricing/ https://aws.amazon.com/sns/pricing/ https://aws.amazon.com/eventbridge/pricing/ */
import type { Draft } from "../line.ts";
import { aws, metered } from "./draft.ts";
import { type Mapper, per, type Service, type Use, used } from "./mapper.ts";
import { CostsNothing } from "./reader.ts";

/** SQS and SNS count every 64 KB as a request. */
function chunks(use: Use): number | undefined {
  const requests = used(use, "monthlyRequests");
  return requests === undefined ? undefined : requests * Math.ceil((used(use, "requestSizeKb") ?? 64) / 64);
}

const queue: Mapper = (inputs, use, { region }) => {
  const sku = aws("sqs", region)(`requests.${inputs.is("fifoQueue") ? "fifo" : "standard"}`);
  return [metered("requests", "Requests", sku, per(chunks(use), 1e6), "1M requests")];
};

/** What is free of each in a month, and how AWS counts. */
const NOTIFICATIONS: readonly { key: string; name: string; use: string; unit: string; per: number; free: number }[] = [
  {
    ...{ key: "http", name: "HTTP/HTTPS notifications (over 100k)", use: "httpSubscriptions" },
    ...{ unit: "100k notifications", per: 1e5, free: 1e5 },
  },
  {
    ...{ key: "email", name: "Email/Email-JSON notifications (over 1k)", use: "emailSubscriptions" },
    ...{ unit: "100k notifications", per: 1e5, free: 1000 },
  },
  {
    ...{ key: "firehose", name: "Kinesis Firehose notifications", use: "kinesisSubscriptions" },
    ...{ unit: "1M notifications", per: 1e6, free: 0 },
  },
  {
    ...{ key: "mobile-push", name: "Mobile Push notifications", use: "mobilePushSubscriptions" },
    ...{ unit: "1M notifications", per: 1e6, free: 0 },
  },
  { key: "macos", name: "MacOS notifications", use: "macosSubscriptions", unit: "1M notifications", per: 1e6, free: 0 },
  { key: "sms", name: "SMS notifications (over 100)", use: "smsSubscriptions", unit: "100 notifications", per: 100, free: 100 },
];

const topic: Mapper = (inputs, use, around, { urn }) => {
  const sku = aws("sns", around.region);
  if (inputs.is("fifoTopic")) {
    const subscriptions = around.referringTo(urn, "aws:sns/topicSubscription:TopicSubscription").length;
    return fifoTopic(use, subscriptions, around.region);
  }
  const requests = chunks(use);
  const above = (quantity: number | undefined, free: number, unit: number): number | null =>
    quantity === undefined ? null : Math.max(0, quantity - free) / unit;
  const drafts = [
    metered("requests", "API requests (over 1M)", sku("requests.standard"), above(requests, 1e6, 1e6), "1M requests"),
  ];
  for (const { key, name, use: figure, unit, per: each, free } of NOTIFICATIONS) {
    const subscriptions = used(use, figure);
    const sent = subscriptions === 0 || requests === 0 ? 0 : product(subscriptions, requests);
    drafts.push(metered(key, name, sku(`notifications.${key}`), above(sent, free, each), unit));
  }
  return drafts;
};

const product = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a * b;

function fifoTopic(use: Use, subscriptions: number, region: string): readonly Draft[] {
  const sku = aws("sns", region);
  const requests = used(use, "monthlyRequests");
  const kilobytes = product(requests, used(use, "requestSizeKb"));
  const drafts = [
    metered("requests", "FIFO Publish API requests", sku("requests.fifo"), per(requests, 1e6), "1M requests"),
    metered("payload", "FIFO Publish API payload", sku("payload.fifo"), per(kilobytes, 1e6), "GB"),
  ];
  if (subscriptions === 0) return drafts;
  const sent = per(product(requests, subscriptions), 1e6);
  const payload = per(product(kilobytes, subscriptions), 1e6);
  return [
    ...drafts,
    metered("notifications", "FIFO notifications", sku("notifications.fifo"), sent, "1M notifications"),
    metered("notification-payload", "FIFO notification payload", sku("notification-payload.fifo"), payload, "GB"),
  ];
}

const subscription: Mapper = (inputs, use, { region }) => {
  if (!/^https?$/.test(inputs.text("protocol") ?? "")) throw new CostsNothing("counted in its topic's notifications");
  const sku = aws("sns", region)("notifications.http");
  return [metered("notifications", "HTTP notifications", sku, per(chunks(use), 1e6), "1M notifications")];
};

const bus: Mapper = (_inputs, use, { region }) => {
  const sku = aws("eventbridge", region);
  const events = (key: string, name: string, figure: string): Draft =>
    metered(key, name, sku(`events.${key}`), per(used(use, figure), 1e6), "1M events");
  const gigabytes = (key: string, name: string, figure: string): Draft =>
    metered(key, name, sku(key), per(used(use, figure)), "GB");
  return [
    events("custom", "Custom events published", "monthlyCustomEvents"),
    events("partner", "Third-party events published", "monthlyThirdPartyEvents"),
    gigabytes("archive-processing", "Archive processing", "monthlyArchiveProcessingGb"),
    gigabytes("archive-storage", "Archive storage", "archiveStorageGb"),
    events("schema-discovery", "Schema discovery", "monthlySchemaDiscoveryEvents"),
  ];
};

export const messages: Service = {
  name: "Messages",
  priced: {
    "aws:sqs/queue:Queue": queue,
    "aws:sns/topic:Topic": topic,
    "aws:sns/topicSubscription:TopicSubscription": subscription,
    "aws:cloudwatch/eventBus:EventBus": bus,
  },
  free: {
    "aws:cloudwatch/eventRule:EventRule": "events of AWS's own services are free",
    "aws:cloudwatch/eventTarget:EventTarget": "says where events go; what takes them is priced",
    "aws:sns/topicPolicy:TopicPolicy": "who may publish",
    "aws:sqs/queuePolicy:QueuePolicy": "who may send",
  },
};
