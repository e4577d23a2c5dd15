import { z } from "zod";
import { INSTANCE_NAMES } from "../../cluster/instances.ts";
import { choice, cidr, count, cpu, memory, text } from "./fields.ts";

/** Versions EKS offers under standard support. https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html (read 2026-11-23) */
export const CLUSTER_VERSIONS = ["1.34", "1.35"] as const;

const endpoint = z
  .discriminatedUnion(
    "access",
    [
      z.strictObject({ access: z.literal("private").describe("Reached from inside the VPC only.") }),
      z.strictObject({
        access: z.literal("public").describe("Also reached from the listed addresses; nodes still use the private endpoint."),
        cidrs: z
          .array(cidr("IPv4 blocks such as 203.0.113.0/24"), { error: "a list of IPv4 blocks" })
          .min(1, "at least one IPv4 block: the endpoint is never open to every address")
          .describe("Addresses that may reach the Kubernetes API."),
      }),
    ],
    { error: "access: private or public" },
  )
  .default({ access: "private" })
  .describe("Who reaches the Kubernetes API. https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html");

const instanceName = choice(INSTANCE_NAMES as [string, ...string[]]);

const nodePool = z
  .strictObject({
    name: text(/^[a-z][a-z0-9-]{0,19}$/, "lower case letters, digits and dashes, at most 20").describe("Name of the pool."),
    instanceTypes: z
      .array(instanceName, { error: "a list of instance types" })
      .min(1, "at least one instance type")
      .describe("Instance types, of one architecture, in order of preference; several help a spot pool to find capacity."),
    capacity: choice(["on-demand", "spot"]).default("on-demand").describe("How instances are bought."),
    min: count(0, 100).describe("Nodes at least."),
    max: count(1, 100).describe("Nodes at most."),
    disk: memory("20GiB", "1024GiB").default("50GiB").describe("Root volume of each node: encrypted gp3."),
  })
  .describe("A managed node group. https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html");

const clock = text(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 08:00");

/** Time zones as the IANA names them, such as this Node knows. */
const timeZone = z
  .string({ error: "a time zone such as UTC or Asia/Shanghai" })
  .refine((name) => name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name), {
    error: "a time zone such as UTC or Asia/Shanghai",
  })
  .meta({ title: "a time zone such as UTC or Asia/Shanghai" });

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const officeHours = z
  .strictObject({
    days: z
      .array(choice(DAYS), { error: `a list of ${DAYS.join(", ")}` })
      .min(1, "at least one day")
      .default(["mon", "tue", "wed", "thu", "fri"])
      .describe("Days on which it works."),
    from: clock.describe("When nodes start, on each of the days; allow ten minutes until pods run."),
    to: clock.describe("When nodes stop, on the same day."),
    timeZone: timeZone.default("UTC").describe("Where these hours are."),
  })
  .describe(
    "Hours in which there are nodes; outside of them every pool is scaled to none, and the API is down. https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html",
  );

const principals = z
  .array(text(/^arn:aws:iam::\d{12}:(role|user)\/.+$/, "ARNs of IAM roles or users"), { error: "a list of IAM ARNs" })
  .default([]);

export const cluster = z
  .strictObject({
    version: choice(CLUSTER_VERSIONS).default("1.35").describe("Kubernetes version."),
    endpoint,
    nodePools: z
      .array(nodePool, { error: "a list of node pools" })
      .min(1, "at least one node pool")
      .describe("Pools of nodes. Together, at their maximum, they must hold the API at its maximum and the system's own pods."),
    officeHours: officeHours.optional(),
    admins: principals.describe(
      "IAM principals that administer the cluster, through access entries: the environment's deploy role (monitor-ci-deploy-NAME), and people's.",
    ),
    viewers: principals.describe(
      "IAM principals that see what is deployed in the cluster, no Secret, and change nothing: the pipeline's role that looks (monitor-ci-preview), and people's.",
    ),
  })
  .describe("The EKS cluster.");

export const api = z
  .strictObject({
    replicas: z
      .strictObject({ min: count(1, 100).describe("Pods at least."), max: count(1, 100).describe("Pods at most.") })
      .describe("Number of API pods. Where max exceeds min, CPU at 70 % or memory at 80 % of the request adds pods."),
    cpu: cpu("0.25 vCPU", "16 vCPU").describe("Processor limit of a pod; it requests half."),
    memory: memory("256MiB", "64GiB").describe("Memory limit of a pod; it requests all of it, and Node's heap gets 70 %."),
    logLevel: choice(["fatal", "error", "warn", "info", "debug", "trace"]).default("info").describe("What the service logs."),
  })
  .describe("The API service.");
