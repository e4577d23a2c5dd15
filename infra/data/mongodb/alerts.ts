import type { AlertConfigurationArgs } from "@pulumi/mongodbatlas/alertConfiguration.js";
import type { MongoDbConfig } from "./cluster.ts";

type Alert = Pick<AlertConfigurationArgs, "eventType" | "metricThresholdConfig"> & { readonly key: string };

const above = (key: string, metricName: string, threshold: number): Alert => ({
  key,
  eventType: "OUTSIDE_METRIC_THRESHOLD",
  metricThresholdConfig: { metricName, operator: "GREATER_THAN", threshold, units: "RAW", mode: "AVERAGE" },
});

/**
 * What somebody must know of at once, as far as the topology reports it: a shared (Flex) cluster reports its connections only.
 * https://www.mongodb.com/docs/atlas/reference/alert-conditions/
 */
export function alerts(topology: MongoDbConfig["topology"]): readonly Alert[] {
  const connections = above("connections", "CONNECTIONS_PERCENT", 80);
  if (topology === "flex") return [connections];
  return [connections, { key: "no-primary", eventType: "NO_PRIMARY" }, above("disk", "DISK_PARTITION_SPACE_USED_DATA", 80)];
}
