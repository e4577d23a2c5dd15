/** Functions, nodes, instances and containers outside Kubernetes, in words. */
import type { Json } from "../../graph/graph.ts";
import { dig, type Saying, settings, type Teller, tellers } from "./saying.ts";
import { gib, mib, onOff, seconds, shown } from "./units.ts";

/** Fargate and ECS count a vCPU as 1024. */
const shares = (value: Json | undefined): string => {
  const count = Number(value);
  return Number.isFinite(count) && value !== undefined ? `${count / 1024} vCPU` : shown(value);
};
const megabytes = (value: Json | undefined): string => mib(typeof value === "string" ? Number(value) : value);

/** EKS drains nodes one by one and makes others. https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html */
const nodesRoll = (): Partial<Saying> & { readonly more: string } => ({
  more: "nodes are replaced one after the other",
  downtime: "pods move as nodes are drained",
});

const functionTeller = settings(
  { path: "memorySize", label: "memory", unit: mib },
  { path: "timeout", label: "timeout", unit: seconds },
  { path: "runtime", label: "runtime" },
  {
    path: "reservedConcurrentExecutions",
    label: "at most at once",
    means: (_, after) => (after === 0 ? { level: "high", downtime: "the function does not run" } : {}),
  },
  { path: "architectures", label: "architecture" },
  { path: "code", label: "code" },
  // Of code that is a file the plan knows the path alone: what else says which it is, is no mere text.
  { path: "description", label: "description" },
  { path: "imageUri", label: "image" },
  { path: "ephemeralStorage.size", label: "scratch space", unit: mib },
  { path: "environment.variables", label: "environment" },
);

const nodeGroup = settings(
  { path: "instanceTypes", label: "node type" },
  { path: "capacityType", label: "purchase" },
  { path: "scalingConfig.minSize", label: "least nodes" },
  { path: "scalingConfig.maxSize", label: "most nodes" },
  { path: "scalingConfig.desiredSize", label: "nodes" },
  { path: "version", label: "Kubernetes", means: nodesRoll },
  { path: "releaseVersion", label: "node image", means: nodesRoll },
  {
    path: "launchTemplate.version",
    label: "launch template",
    means: () => ({ text: "nodes take over the launch template as changed", ...rolled }),
  },
  { path: "diskSize", label: "disk", unit: gib },
  { path: "amiType", label: "node image" },
  { path: "taints", label: "taints" },
  { path: "labels", label: "labels" },
);
const rolled = { more: "they are replaced one after the other", downtime: "pods move as nodes are drained" };

const cluster = settings(
  // One minor version at a time, and never back. https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
  {
    path: "version",
    label: "Kubernetes",
    means: (before, after) => {
      const [was, is] = [before, after].map((value) => Number(String(value).split(".")[1]));
      if (was === undefined || is === undefined || Number.isNaN(was) || Number.isNaN(is)) return { level: "medium" };
      if (is < was) return { more: "EKS does not go back: refused", level: "medium" };
      if (is > was + 1) return { more: "EKS goes one minor version at a time: refused", level: "medium" };
      return { more: "in place, never back; nodes follow by themselves or not at all", level: "medium" };
    },
  },
  {
    path: "vpcConfig.publicAccessCidrs",
    label: "API server reachable from",
    means: (_, after, subject) => {
      if (dig(subject.after?.inputs, "vpcConfig.endpointPublicAccess") === false) return {};
      return everybody(after) ? { exposure: "opens the cluster's API server to everybody", level: "high" } : {};
    },
  },
  {
    path: "vpcConfig.endpointPublicAccess",
    label: "API server on the internet",
    // As long as nobody says otherwise. https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
    unit: (value) => onOff(value ?? true),
    means: (_, after) => (after !== false ? { exposure: "puts the cluster's API server on the internet", level: "medium" } : {}),
  },
  { path: "vpcConfig.endpointPrivateAccess", label: "API server inside the network", unit: onOff },
  {
    path: "deletionProtection",
    label: "deletion protection",
    unit: onOff,
    means: (_, after) => (after === true ? {} : { level: "medium" }),
  },
  { path: "enabledClusterLogTypes", label: "logs" },
);

const everybody = (value: Json | undefined): boolean =>
  value === undefined || (Array.isArray(value) && value.some((cidr) => cidr === "0.0.0.0/0" || cidr === "::/0"));

const instance = settings(
  {
    path: "instanceType",
    label: "type",
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html
    means: () => ({ more: "the instance stops and starts", downtime: "some minutes", level: "medium" }),
  },
  { path: "ami", label: "image" },
  { path: "rootBlockDevice.volumeSize", label: "root disk", unit: gib },
  {
    path: "userData",
    label: "start-up script",
    // `resourceInstanceUpdate` in the provider's ec2/ec2_instance.go
    means: () => ({ more: "the instance stops and starts", downtime: "some minutes", level: "medium" }),
  },
  {
    path: "associatePublicIpAddress",
    label: "public address",
    unit: onOff,
    means: (_, after) => (after === true ? { level: "medium", exposure: "the instance has a public address" } : {}),
  },
);

const launchTemplate = settings(
  { path: "imageId", label: "image" },
  { path: "instanceType", label: "type" },
  { path: "blockDeviceMappings.ebs.volumeSize", label: "disk", unit: gib },
  { path: "blockDeviceMappings.ebs.volumeType", label: "disk type" },
  {
    path: "metadataOptions.httpTokens",
    label: "instance metadata tokens",
    means: (_, after) => (after === "required" ? {} : { exposure: "instance metadata without a token", level: "high" }),
  },
  { path: "metadataOptions.httpPutResponseHopLimit", label: "instance metadata hops" },
);

const service = settings(
  { path: "desiredCount", label: "tasks" },
  { path: "launchType", label: "launch type" },
  { path: "taskDefinition", label: "task definition" },
);
const task = settings({ path: "cpu", label: "CPU", unit: shares }, { path: "memory", label: "memory", unit: megabytes });

const group = settings(
  { path: "minSize", label: "least instances" },
  { path: "maxSize", label: "most instances" },
  { path: "desiredCapacity", label: "instances" },
);

/** Who may call a function, apart from roles that may. */
const permission: Teller = ({ before, after }) => {
  const { principal, sourceArn, sourceAccount, principalOrgId } = after?.inputs ?? {};
  const isOpen = principal === "*" && sourceArn === undefined && sourceAccount === undefined && principalOrgId === undefined;
  if (!isOpen || before?.inputs.principal === "*") return [];
  return [{ text: "callable by everybody", tells: ["principal"], level: "high", exposure: "everybody may call the function" }];
};

export const COMPUTE: Readonly<Record<string, Teller>> = {
  "aws:lambda/function:Function": functionTeller,
  "aws:lambda/permission:Permission": permission,
  "aws:eks/nodeGroup:NodeGroup": nodeGroup,
  "aws:eks/cluster:Cluster": cluster,
  "aws:eks/addon:Addon": settings({ path: "addonVersion", label: "version" }),
  "aws:ec2/instance:Instance": instance,
  "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
  "aws:ecs/service:Service": tellers(service),
  "aws:ecs/taskDefinition:TaskDefinition": task,
  "aws:autoscaling/group:Group": group,
  "aws:lambda/eventSourceMapping:EventSourceMapping": settings(
    { path: "scalingConfig.maximumConcurrency", label: "at most at once" },
    { path: "batchSize", label: "messages a call" },
  ),
  "aws:cloudwatch/logGroup:LogGroup": settings({
    path: "retentionInDays",
    label: "kept",
    unit: (value) => (value === undefined || value === 0 ? "for ever" : `${shown(value)} days`),
    means: (before, after) => {
      const [was, is] = [before, after].map((value) => Number(value ?? 0) || Number.POSITIVE_INFINITY) as [number, number];
      return is < was ? { level: "medium", loss: `logs older than ${is} days` } : {};
    },
  }),
};
