/** Machines, what they are started from, and their disks. */
import { credentialKind } from "../../../infra/config/secrets.ts";
import { type Resource, SECRET } from "../../graph/graph.ts";
import { about, all, isHidden, isOn, isSet, isTrue, itemsAt, onlyProduction, says, unknownAt } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import { read, told } from "../world.ts";

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const STARTED = { service: "EC2", of: [INSTANCE, TEMPLATE, "aws:ec2/launchConfiguration:LaunchConfiguration"] } as const;
const VOLUME = { service: "EC2", of: ["aws:ebs/volume:Volume"] } as const;

/** What a machine does not say, its template does. */
const leftToTemplate = (machine: Resource, input: string): boolean =>
  machine.type === INSTANCE && machine.inputs.launchTemplate !== undefined && machine.inputs[input] === undefined;

/** The disks that a machine is started with: the root disk first. */
function disksOf(machine: Resource): readonly Outcome[] {
  if (machine.type === TEMPLATE) {
    const mappings = itemsAt(machine, "blockDeviceMappings");
    if (mappings === null) return [unknownAt("blockDeviceMappings")];
    if (mappings.length === 0) return [broken("leaves its disks as the image has them", { path: "blockDeviceMappings" })];
    return mappings.flatMap(({ path, value }) =>
      isHidden(value) || (value as { ebs?: unknown }).ebs !== undefined
        ? isTrue(machine, `${path}.ebs.encrypted`, "has a disk in clear")
        : [],
    );
  }
  const more = itemsAt(machine, "ebsBlockDevices");
  return [
    isTrue(machine, "rootBlockDevice.encrypted", "has its root disk in clear"),
    ...(more?.map(({ path }) => isTrue(machine, `${path}.encrypted`, "has a disk in clear")) ?? [unknownAt("ebsBlockDevices")]),
  ];
}

/** User data is text, or that text in base64. */
const plainText = (data: string): string => {
  const decoded = Buffer.from(data, "base64");
  return decoded.toString("base64").replace(/=+$/, "") === data.trim().replace(/=+$/, "") ? decoded.toString("utf8") : data;
};

export const EC2: readonly Rule[] = [
  {
    ...STARTED,
    id: "ec2-imds",
    title: "instance metadata asks for a session token",
    severity: "high",
    reason: "Without a token, a server talked into fetching an address hands its machine's credentials out.",
    remedy: "set metadataOptions with httpTokens: required",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-8`,
    peers: ["CKV_AWS_79", "CIS AWS 5.7"],
    judge: (machine) => {
      if (leftToTemplate(machine, "metadataOptions")) return null;
      if (told(machine, "metadataOptions.httpEndpoint") === "disabled") return kept;
      return says(machine, "metadataOptions.httpTokens", (value) =>
        value === "required" ? null : "gives credentials to requests without a token",
      );
    },
  },
  {
    ...STARTED,
    id: "ec2-hop-limit",
    title: "instance metadata is out of containers' reach",
    severity: "medium",
    reason: "With two hops, a container takes the credentials of the machine that it runs on.",
    remedy: "set metadataOptions.httpPutResponseHopLimit to 1",
    reference: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
    peers: ["CKV_AWS_341"],
    judge: (machine) =>
      says(machine, "metadataOptions.httpPutResponseHopLimit", (value) =>
        Number(value ?? 1) <= 1 ? null : `lets metadata go ${value} hops`,
      ),
  },
  {
    ...STARTED,
    id: "ec2-disk-encryption",
    title: "disks are encrypted",
    severity: "medium",
    reason: "Snapshots and discarded disks can be read by whoever gets hold of them.",
    remedy: "set encrypted: true on rootBlockDevice, ebsBlockDevices or blockDeviceMappings[].ebs",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-7`,
    peers: ["CKV_AWS_8", "AWSGuard encrypted-volumes"],
    judge: (machine) => (leftToTemplate(machine, "rootBlockDevice") ? null : all(disksOf(machine))),
  },
  {
    ...STARTED,
    id: "ec2-public-address",
    title: "machines have no public address",
    severity: "medium",
    reason: "Whatever listens on the machine is tried by the whole internet.",
    remedy: "set associatePublicIpAddress: false, and put a load balancer before it",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-9`,
    peers: ["CKV_AWS_88", "AWSGuard ec2-instance-no-public-ip"],
    judge: (machine, world) => {
      const interfaces = itemsAt(machine, "networkInterfaces");
      if (interfaces === null) return unknownAt("networkInterfaces");
      const paths = ["associatePublicIpAddress", ...interfaces.map(({ path }) => `${path}.associatePublicIpAddress`)];
      const own = paths.map((path) => says(machine, path, (value) => (isOn(value) ? "has a public address" : null)));
      const said = own.some(({ kind }) => kind !== "kept") || paths.some((path) => isSet(machine, path, "").kind === "kept");
      if (said) return all(own);
      // A template says it or leaves it to whatever is started from it, where the subnet is chosen.
      if (machine.type !== INSTANCE || machine.inputs.launchTemplate !== undefined) return kept;
      const [subnet] = world.pointedAtBy(machine, "subnetId").filter(({ type }) => type === "aws:ec2/subnet:Subnet");
      if (subnet)
        return about(
          subnet,
          says(subnet, "mapPublicIpOnLaunch", (value) => (isOn(value) ? "gives it a public address" : null)),
        );
      if (machine.inputs.subnetId !== undefined || interfaces.length > 0)
        return cannotTell("whether its subnet gives it a public address is not known here", { path: "subnetId" });
      return broken("has a public address, as everything in the default subnets", { path: "subnetId" });
    },
  },
  {
    ...STARTED,
    id: "ec2-user-data-secrets",
    title: "no credentials stand in user data",
    severity: "high",
    reason: "Whatever runs on the machine, and whoever may look at it in the console, reads them.",
    remedy: "read them at start from Secrets Manager, with the machine's role",
    reference: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    peers: ["CKV_AWS_46"],
    judge: (machine) =>
      all(
        ["userData", "userDataBase64"].map((input) => {
          const found = read(machine, input);
          if (!found.known) return unknownAt(input);
          if (found.value === SECRET) return broken("holds a secret", { path: input });
          const kind = typeof found.value === "string" ? credentialKind(plainText(found.value)) : undefined;
          return kind === undefined ? kept : broken(`holds ${kind}`, { path: input });
        }),
      ),
  },
  {
    ...VOLUME,
    id: "ebs-encryption",
    title: "volumes are encrypted",
    severity: "medium",
    reason: "Snapshots and discarded disks can be read by whoever gets hold of them.",
    remedy: "set encrypted: true (the volume is made anew)",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-3`,
    peers: ["CKV_AWS_3"],
    judge: (volume) => isTrue(volume, "encrypted", "is not encrypted"),
  },
  {
    ...VOLUME,
    id: "ebs-own-key",
    title: "volumes are encrypted with a key of the account's own",
    severity: onlyProduction("low"),
    reason: "Only a key of one's own can be withdrawn, and shows who used it.",
    remedy: "set kmsKeyId",
    reference: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    peers: ["CKV_AWS_189"],
    judge: (volume) => isSet(volume, "kmsKeyId", "is encrypted with AWS's key"),
  },
];
