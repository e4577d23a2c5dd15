/** CloudWatch: logs, metrics' alarms, dashboards. https://aws.amazon.com/cloudwatch/pricing/ */
import type { Draft } from "../line.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Around, type Mapper, per, type Service, type Use, used } from "./mapper.ts";
import { CostsNothing, type Reader, readerOf } from "./reader.ts";

const logGroup: Mapper = (inputs, use, { region }) => {
  const sku = aws("cloudwatch", region);
  // What is rarely read can be taken in for less.
  const ingest = inputs.text("logGroupClass") === "INFREQUENT_ACCESS" ? "logs.ingest.infrequent-access" : "logs.ingest";
  return [
    metered("ingested", "Data ingested", sku(ingest), per(used(use, "monthlyDataIngestedGb")), "GB"),
    metered("stored", "Archival Storage", sku("logs.storage"), per(used(use, "storageGb")), "GB"),
    metered("scanned", "Insights queries data scanned", sku("logs.insights-scan"), per(used(use, "monthlyDataScannedGb")), "GB"),
  ];
};

const ANOMALIES = ["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"];

const alarm: Mapper = (inputs, _use, { region }) => {
  const metrics = inputs.blocks("metricQueries").flatMap((query) => query.blocks("metric"));
  const isQuery = inputs.has("metricQueries");
  const period = isQuery ? metrics.map((it) => it.number("period")).find((it) => it !== undefined) : inputs.number("period");
  // From a minute on, an alarm has standard resolution.
  const resolution = (period ?? 0) >= 60 ? "standard" : "high-resolution";
  const label = resolution === "standard" ? "Standard resolution" : "High resolution";
  const count = isQuery ? metrics.length : 1;
  const sku = aws("cloudwatch", region)(`alarm.${resolution}`);
  // The band that is watched for anomalies counts as two more metrics.
  return ANOMALIES.includes(inputs.text("comparisonOperator") ?? "")
    ? [fixed("alarm", `${label} anomaly detection`, sku, count * 3, "alarms")]
    : [fixed("alarm", label, sku, count, "alarm metrics")];
};

const TO_LOG_GROUP = "its logs are paid for at the log group that they go to";

/** Logs that AWS delivers: to a log group they are paid for there, to a bucket here. */
function delivered(use: Use, { region }: Around, format: string | undefined): readonly Draft[] {
  const sku = aws("cloudwatch", region);
  const data = per(used(use, "monthlyDataIngestedGb"));
  return [
    metered("delivered", "Vended logs delivered to S3", sku("logs.vended.s3"), data, "GB"),
    ...(format === "parquet"
      ? [metered("converted", "Vended logs converted to Parquet", sku("logs.vended.parquet"), data, "GB")]
      : []),
  ];
}

const flowLog: Mapper = (inputs, use, around) => {
  if ((inputs.text("logDestinationType") ?? "cloud-watch-logs") === "cloud-watch-logs") throw new CostsNothing(TO_LOG_GROUP);
  return delivered(use, around, inputs.block("destinationOptions").text("fileFormat"));
};

const logDelivery: Mapper = (inputs, use, around) => {
  const destination = inputs
    .references("deliveryDestinationArn")
    .map(around.find)
    .find((it) => it !== undefined);
  const target: Reader | undefined = destination && readerOf(destination);
  const isGroup = target?.references("deliveryDestinationConfiguration").some((urn) => urn.includes("aws:cloudwatch/logGroup:"));
  if (isGroup) throw new CostsNothing(TO_LOG_GROUP);
  return delivered(use, around, target?.text("outputFormat"));
};

export const cloudwatch: Service = {
  name: "CloudWatch",
  priced: {
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
    "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
    "aws:cloudwatch/dashboard:Dashboard": () => [
      // The same everywhere, and a dashboard shows metrics of all regions.
      fixed("dashboard", "Dashboard", aws("cloudwatch", "us-east-1")("dashboard"), 1, "months"),
    ],
    "aws:cloudwatch/logDelivery:LogDelivery": logDelivery,
    "aws:ec2/flowLog:FlowLog": flowLog,
  },
  free: {
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "says where logs go; the delivery is priced",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "says which logs; the delivery is priced",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "who may write logs",
  },
};
