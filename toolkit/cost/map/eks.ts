/** EKS: control plane, groups of nodes, Fargate. https://aws.amazon.com/eks/pricing/ */
import type { Draft } from "../line.ts";
import { HOURS_PER_MONTH } from "../money.ts";
import { aws, fixed } from "./draft.ts";
import { STANDARD_SUPPORT_ENDS } from "./eksVersions.ts";
import { launchOf, machineOf } from "./launch.ts";
import { machineDrafts, type Running } from "./machine.ts";
import { type Around, type Service, type Use, used } from "./mapper.ts";
import { type Reader, readerOf } from "./reader.ts";

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html */
const NODE = { instanceType: "t3.medium", diskGb: 20 };

function cluster(inputs: Reader, _use: Use, { region, today }: Around): readonly Draft[] {
  const sku = aws("eks", region);
  const ends = STANDARD_SUPPORT_ENDS[inputs.text("version") ?? ""];
  // With this policy AWS upgrades the cluster on that day, so it never pays for extended support.
  const isUpgraded = inputs.block("upgradePolicy").text("supportType") === "STANDARD";
  return ends !== undefined && ends <= today && !isUpgraded
    ? [fixed("control-plane", "EKS cluster (extended support)", sku("cluster.extended-support"), HOURS_PER_MONTH, "hours")]
    : [fixed("control-plane", "EKS cluster", sku("cluster.standard"), HOURS_PER_MONTH, "hours")];
}

function nodeGroup(inputs: Reader, use: Use, around: Around): readonly Draft[] {
  const nodes = used(use, "instances") ?? inputs.block("scalingConfig").number("desiredSize") ?? 0;
  const [first] = inputs.list("instanceTypes");
  const instanceType = typeof first === "string" && first !== "" ? first.toLowerCase() : undefined;
  const template = launchOf(inputs, ["launchTemplate"], around);
  const isSpot =
    inputs.text("capacityType")?.toUpperCase() === "SPOT" ||
    (template && readerOf(template).block("instanceMarketOptions").text("marketType") === "spot");
  const running: Running = isSpot ? { onDemand: 0, spot: nodes } : { onDemand: nodes, spot: 0 };
  if (template) {
    const machine = machineOf(template, instanceType);
    const withType = { ...machine, instanceType: machine.instanceType || NODE.instanceType };
    return machineDrafts(withType, running, use, around.region);
  }
  // A template that is not in the plan decides the volumes.
  const volumesOfImage = inputs.has("launchTemplate");
  const root = { type: "gp2", sizeGb: inputs.number("diskSize") ?? NODE.diskGb, iops: 0, throughput: 0 };
  const volumes = volumesOfImage ? [] : [root];
  const machine = { ebsOptimized: false, monitoring: false, publicAddress: false, volumes, volumesOfImage };
  return machineDrafts({ ...machine, instanceType: instanceType ?? NODE.instanceType }, running, use, around.region);
}

export const eks: Service = {
  name: "EKS",
  priced: {
    "aws:eks/cluster:Cluster": cluster,
    "aws:eks/nodeGroup:NodeGroup": nodeGroup,
    // Nobody knows the pods of a profile beforehand; this is what the smallest full pod costs, always on.
    "aws:eks/fargateProfile:FargateProfile": (_inputs, use, { region }) => {
      const sku = aws("eks-fargate", region);
      const hours = (key: string): number => (used(use, key) ?? 1) * HOURS_PER_MONTH;
      return [
        fixed("memory", "Per GB per hour", sku("fargate.memory"), hours("memoryGb"), "GB-hours"),
        fixed("cpu", "Per vCPU per hour", sku("fargate.vcpu"), hours("vcpus"), "vCPU-hours"),
      ];
    },
  },
  free: {
    // https://aws.amazon.com/eventbridge/pricing/
    "aws:scheduler/schedule:Schedule": "14 million calls a month are free, and office hours make some forty",
    "aws:eks/accessEntry:AccessEntry": "who may enter a cluster: EKS charges nothing",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": "who may enter a cluster: EKS charges nothing",
    "aws:eks/addon:Addon": "AWS's own add-ons are free; their pods run on nodes that are priced",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": "joins a role to a service account: EKS charges nothing",
  },
};
