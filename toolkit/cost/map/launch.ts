/** Launch templates and configurations: what a group starts. They cost nothing themselves. */
import type { Resource } from "../../graph/graph.ts";
import { type Attached, volumeOf } from "./ebs.ts";
import type { Machine } from "./machine.ts";
import type { Around } from "./mapper.ts";
import { type Reader, readerOf } from "./reader.ts";

/** The launch template, or configuration, that one of these inputs refers to. */
export function launchOf(inputs: Reader, keys: readonly string[], { find }: Around): Resource | undefined {
  return keys
    .flatMap((key) => inputs.references(key))
    .map(find)
    .find((it) => it !== undefined && /:Launch(Template|Configuration)$/.test(it.type));
}

/** What a group starts of this. `instanceType` is what the group itself says, which goes first. */
export function machineOf(launch: Resource, instanceType: string | undefined): Machine {
  const inputs = readerOf(launch);
  const ofTemplate = launch.type.endsWith(":LaunchTemplate");
  const cpuCredits = inputs.block("creditSpecification").text("cpuCredits");
  const tenancy = ofTemplate ? inputs.block("placement").text("tenancy") : inputs.text("placementTenancy");
  return {
    name: `${launch.name} / `,
    instanceType: instanceType ?? inputs.text("instanceType") ?? "",
    ebsOptimized: inputs.is("ebsOptimized"),
    // A launch configuration monitors in detail where it is not told; a template does not.
    monitoring: ofTemplate
      ? inputs.block("monitoring").is("enabled")
      : !inputs.has("enableMonitoring") || inputs.is("enableMonitoring"),
    publicAddress: [inputs, ...inputs.blocks("networkInterfaces")].some((it) => it.is("associatePublicIpAddress")),
    ...(cpuCredits !== undefined && { cpuCredits }),
    ...(tenancy !== undefined && { tenancy }),
    volumes: ofTemplate ? templateVolumes(inputs) : ownVolumes(inputs),
    volumesOfImage: ofTemplate && !inputs.has("blockDeviceMappings"),
  };
}

const templateVolumes = (inputs: Reader): readonly Attached[] =>
  inputs
    .blocks("blockDeviceMappings")
    .filter((device) => device.has("ebs"))
    .map((device, index) => ({
      ...volumeOf(device.block("ebs")),
      ...{ key: `device-${index}-`, name: `block_device_mapping[${index}] / ` },
    }));

/** The root volume, which is there even where nobody names it, and the others. */
export const ownVolumes = (inputs: Reader): readonly Attached[] => [
  { ...volumeOf(inputs.block("rootBlockDevice")), key: "root-", name: "root_block_device / " },
  ...inputs.blocks("ebsBlockDevices").map((device, index) => deviceAt(index, volumeOf(device))),
];

export const deviceAt = (index: number, volume: Attached): Attached => ({
  ...volume,
  ...{ key: `device-${index}-`, name: `ebs_block_device[${index}] / ` },
});
