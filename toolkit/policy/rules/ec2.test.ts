import { describe, expect, it } from "vitest";
import { EC2 } from "./ec2.ts";
import { judged, rulesOf } from "./testRows.ts";
import { outcomes, saidBy, set, thing, unknown } from "./testTable.ts";

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const instance = [
  judged(INSTANCE, {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    rootBlockDevice: { encrypted: true },
    associatePublicIpAddress: false,
    userData: "#!/bin/sh\nyum update -y",
  }),
];
const template = [
  judged(TEMPLATE, {
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }, { virtualName: "ephemeral0" }],
  }),
];
const volume = [judged("aws:ebs/volume:Volume", { encrypted: true, kmsKeyId: "arn:aws:kms:key" })];
const KEY = `AKIA${"ABCDEFGH".repeat(2)}`;

rulesOf(EC2, {
  "ec2-imds": [
    instance,
    set("it", "metadataOptions", undefined),
    "gives credentials to requests without a token",
    unknown("it", "metadataOptions"),
  ],
  "ec2-hop-limit": [
    instance,
    set("it", "metadataOptions.httpPutResponseHopLimit", 2),
    "lets metadata go 2 hops",
    unknown("it", "metadataOptions.httpPutResponseHopLimit"),
  ],
  "ec2-disk-encryption": [
    instance,
    set("it", "rootBlockDevice", undefined),
    "has its root disk in clear",
    unknown("it", "ebsBlockDevices"),
  ],
  "ec2-public-address": [
    instance,
    set("it", "associatePublicIpAddress", true),
    "has a public address",
    unknown("it", "associatePublicIpAddress"),
  ],
  "ec2-user-data-secrets": [
    instance,
    set("it", "userData", `export AWS_ACCESS_KEY_ID=${KEY}`),
    "holds an AWS access key",
    unknown("it", "userData"),
  ],
  "ebs-encryption": [volume, set("it", "encrypted", undefined), "is not encrypted", unknown("it", "encrypted")],
  "ebs-own-key": [volume, set("it", "kmsKeyId", undefined), "is encrypted with AWS's key", unknown("it", "kmsKeyId")],
});

const said = saidBy(EC2);

describe("a launch template", () => {
  it("has encrypted disks, and says so of each", () => {
    expect(said("ec2-disk-encryption", ...template)).toEqual([]);
    const clear = set("it", "blockDeviceMappings[0].ebs.encrypted", "false")({ resources: template }).resources;
    expect(said("ec2-disk-encryption", ...clear)).toEqual(["has a disk in clear"]);
    expect(said("ec2-disk-encryption", judged(TEMPLATE))).toEqual(["leaves its disks as the image has them"]);
  });

  it("decides for the machines that are started from it", () => {
    const started = judged(INSTANCE, { launchTemplate: { id: "lt-1" } });
    expect([said("ec2-imds", started), said("ec2-disk-encryption", started)]).toEqual([[], []]);
  });
});

it("sees that a subnet gives a machine its public address", () => {
  const subnet = thing("aws:ec2/subnet:Subnet", "outside", { inputs: { mapPublicIpOnLaunch: true } });
  const machine = judged(INSTANCE, {}, { propertyDependencies: { subnetId: [subnet.urn] } });
  expect(said("ec2-public-address", machine, subnet)).toEqual(["outside: gives it a public address"]);
});

it("knows that the default subnets give addresses, and not what another program's do", () => {
  const kinds = (inputs: object) => {
    const rule = EC2.find(({ id }) => id === "ec2-public-address");
    return rule && outcomes(rule, { resources: [judged(INSTANCE, { ...inputs })] }).map(({ kind }) => kind);
  };
  expect([kinds({}), kinds({ subnetId: "subnet-1" }), kinds({ launchTemplate: { id: "lt-1" } })]).toEqual([
    ...[["broken"], ["cannotTell"], ["kept"]],
  ]);
});

it("takes a secret in user data for one that everybody on the machine reads", () => {
  expect(said("ec2-user-data-secrets", judged(INSTANCE, { userData: "[secret]" }))).toEqual(["holds a secret"]);
});

it("reads user data in base64", () => {
  const userData = Buffer.from(`key=${KEY}`).toString("base64");
  expect(said("ec2-user-data-secrets", judged(TEMPLATE, { userData }))).toEqual(["holds an AWS access key"]);
});
