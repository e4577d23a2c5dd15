/** EC2 instances by themselves, and autoscaling groups. https://aws.amazon.com/ec2/pricing/ */
import type { Draft } from "../line.ts";
import { type Attached, volumeOf } from "./ebs.ts";
import { deviceAt, launchOf, machineOf, ownVolumes } from "./launch.ts";
import { type Machine, machineDrafts, type Running } from "./machine.ts";
import { type Around, type Service, type Use, used } from "./mapper.ts";
import { NotTold, type Reader, readerOf } from "./reader.ts";

const FREE_LAUNCH = "says what a group starts; the group is priced";

function instance(inputs: Reader, use: Use, around: Around): readonly Draft[] {
  const template = launchOf(inputs, ["launchTemplate"], around);
  const base = template && machineOf(template, undefined);
  const instanceType = inputs.text("instanceType") ?? base?.instanceType;
  if (!instanceType) throw new NotTold("instanceType is not told");
  const cpuCredits = inputs.block("creditSpecification").text("cpuCredits") ?? base?.cpuCredits;
  const tenancy = inputs.text("tenancy") ?? base?.tenancy;
  const machine: Machine = {
    instanceType,
    ebsOptimized: inputs.has("ebsOptimized") ? inputs.is("ebsOptimized") : (base?.ebsOptimized ?? false),
    monitoring: inputs.has("monitoring") ? inputs.is("monitoring") : (base?.monitoring ?? false),
    publicAddress: inputs.is("associatePublicIpAddress"),
    ...(cpuCredits !== undefined && { cpuCredits }),
    ...(tenancy !== undefined && { tenancy }),
    volumes: instanceVolumes(inputs, template && readerOf(template)),
  };
  const spot = inputs.has("spotPrice") || inputs.block("instanceMarketOptions").text("marketType") === "spot";
  return machineDrafts(machine, spot ? { onDemand: 0, spot: 1 } : { onDemand: 1, spot: 0 }, use, around.region);
}

/** The instance's devices, each on top of the template's of the same name; then what the template has besides. */
function instanceVolumes(inputs: Reader, template: Reader | undefined): readonly Attached[] {
  const [root] = ownVolumes(inputs);
  const ofTemplate = new Map(
    (template?.blocks("blockDeviceMappings") ?? []).map((device) => [device.text("deviceName"), volumeOf(device.block("ebs"))]),
  );
  const volumes: Attached[] = root ? [root] : [];
  let index = 0;
  for (const device of inputs.blocks("ebsBlockDevices")) {
    const name = device.text("deviceName");
    // A device that is a volume of its own is priced there.
    if (device.references("volumeId").length === 0) volumes.push(deviceAt(index, volumeOf(device, ofTemplate.get(name))));
    ofTemplate.delete(name);
    index += 1;
  }
  return [...volumes, ...[...ofTemplate.values()].map((volume, more) => deviceAt(index + more, volume))];
}

function autoscalingGroup(inputs: Reader, use: Use, around: Around): readonly Draft[] {
  const policy = inputs.block("mixedInstancesPolicy");
  const launch = launchOf(inputs, ["launchConfiguration", "launchTemplate", "mixedInstancesPolicy"], around);
  if (!launch) throw new NotTold("no launch template or configuration of this group is in the plan");
  const [override] = policy.block("launchTemplate").blocks("overrides");
  const machine = machineOf(launch, override?.text("instanceType"));
  if (!machine.instanceType) throw new NotTold(`${launch.name} names no instance type`);
  // A group without a wanted size starts with its smallest; AWS takes one where that is left out too.
  const capacity = inputs.number("desiredCapacity") ?? (inputs.number("minSize") || 1);
  const weight = override?.number("weightedCapacity") ?? 1;
  const instances = used(use, "instances") ?? (weight > 0 ? Math.ceil(capacity / weight) : 0);
  return machineDrafts(machine, runningOf(readerOf(launch), policy, instances), use, around.region);
}

function runningOf(launch: Reader, policy: Reader, instances: number): Running {
  const isSpot = launch.block("instanceMarketOptions").text("marketType")?.toLowerCase() === "spot" || launch.has("spotPrice");
  const distribution = policy.block("instancesDistribution");
  const base = Math.min(distribution.number("onDemandBaseCapacity") ?? 0, instances);
  const percent = distribution.number("onDemandPercentageAboveBaseCapacity") ?? (isSpot ? 0 : 100);
  // Whole instances where they are split; an average need not be whole.
  const onDemand = percent >= 100 ? instances : base + Math.ceil(((instances - base) * percent) / 100);
  return { onDemand, spot: Math.max(0, instances - onDemand) };
}

export const ec2: Service = {
  name: "EC2",
  priced: { "aws:ec2/instance:Instance": instance, "aws:autoscaling/group:Group": autoscalingGroup },
  free: {
    "aws:ec2/launchTemplate:LaunchTemplate": FREE_LAUNCH,
    "aws:ec2/launchConfiguration:LaunchConfiguration": FREE_LAUNCH,
    "aws:appautoscaling/target:Target": "sets a range; what it scales is priced",
    "aws:ec2/keyPair:KeyPair": "EC2 charges nothing for keys",
  },
};
