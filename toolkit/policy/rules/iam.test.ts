import { describe, expect, it } from "vitest";
import type { Json, Resource } from "../../graph/graph.ts";
import { IAM } from "./iam.ts";
import { beside, type Inputs, judged, rulesOf } from "./testRows.ts";
import { both, outcomes, ruleIn, saidBy, set, unknown, withMore } from "./testTable.ts";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

const documentOf = (...statements: readonly Json[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allowing = (Action: Json, Resource: Json = "*", more: object = {}): string =>
  documentOf({ Sid: "Do", Effect: "Allow", Action, Resource, ...more });
const role = [
  judged(ROLE, {
    assumeRolePolicy: documentOf({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
  }),
];
const attachment = beside("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role", role[0] as Resource, {}, "more");
const policy = [judged(POLICY, { policy: allowing("s3:GetObject", "arn:aws:s3:::mine/*") })];

rulesOf(IAM, {
  "iam-administrator": [policy, set("it", "policy", allowing("*")), "Do allows every action", unknown("it", "policy")],
  "iam-full-iam": [
    policy,
    set("it", "policy", allowing("iam:*")),
    "Do allows every action of IAM on everything",
    unknown("it", "policy"),
  ],
  "iam-escalation": [
    policy,
    set("it", "policy", allowing(["lambda:UpdateFunction*"])),
    "allows lambda:UpdateFunctionCode on everything",
    set("it", "policy", documentOf({ Effect: "Allow", Action: "[unknown]", Resource: "arn:aws:s3:::mine" })),
  ],
  "iam-credentials": [
    policy,
    set("it", "policy", allowing("sts:AssumeRole")),
    "allows sts:AssumeRole on everything",
    unknown("it", "policy"),
  ],
  "iam-exfiltration": [
    policy,
    set("it", "policy", allowing("secretsmanager:Get*")),
    "allows secretsmanager:GetSecretValue on everything",
    unknown("it", "policy"),
  ],
  "iam-everywhere": [
    policy,
    set("it", "policy", allowing(["ec2:DescribeVpcs", "ec2:CreateVpc"])),
    "Do allows ec2:CreateVpc on everything",
    set("it", "policy", allowing("[unknown]", "arn:aws:s3:::mine")),
  ],
  "iam-role-conflicts": [
    role,
    both(withMore(attachment), set("it", "managedPolicyArns", ["arn:aws:iam::aws:policy/ReadOnlyAccess"])),
    "has managedPolicyArns, and more beside it",
    both(withMore(attachment), unknown("it", "managedPolicyArns")),
  ],
  "iam-user-policies": [
    [judged("aws:iam/policyAttachment:PolicyAttachment", { roles: ["role"] })],
    set("it", "users", ["alice"]),
    "gives rights to a user",
    unknown("it", "users"),
  ],
  "iam-access-keys": [
    [judged("aws:iam/accessKey:AccessKey", { status: "Inactive" })],
    set("it", "status", undefined),
    "is a key without end",
    unknown("it", "status"),
  ],
});

const said = saidBy(IAM);
const ofPolicy = (id: string, text: string): string[] => said(id, judged(POLICY, { policy: text }));

describe("what is allowed on everything", () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      "a way of several statements",
      "iam-escalation",
      documentOf(
        { Effect: "Allow", Action: "iam:PassRole", Resource: "*", Condition: {} },
        { Effect: "Allow", Action: "ec2:RunInstances", Resource: "*" },
      ),
      ["allows iam:PassRole with ec2:RunInstances on everything"],
    ],
    [
      "what a condition binds",
      "iam-everywhere",
      allowing("ec2:CreateVpc", "*", { Condition: { StringEquals: { "aws:RequestedRegion": "x" } } }),
      [],
    ],
    ["what is denied", "iam-exfiltration", documentOf({ Effect: "Deny", Action: "*", Resource: "*" }), []],
    [
      "all but some actions",
      "iam-exfiltration",
      documentOf({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
      ["allows s3:GetObject on everything"],
    ],
    [
      "all but some actions, of another kind",
      "iam-exfiltration",
      documentOf({ Effect: "Allow", NotAction: ["s3:*", "secretsmanager:*", "ssm:*"], Resource: "*" }),
      [],
    ],
    [
      "all but some resources",
      "iam-everywhere",
      documentOf({ Effect: "Allow", Action: "s3:PutObject", NotResource: "arn:aws:s3:::x" }),
      ["statement 1 allows s3:PutObject on everything"],
    ],
    [
      "every name of a service",
      "iam-escalation",
      allowing("iam:PassRole", "arn:aws:iam::*:role/*"),
      ["allows iam:PassRole on everything"],
    ],
    [
      "every secret of one's own account",
      "iam-exfiltration",
      allowing(
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:eu-west-1:${urn:pulumi:test::p::x:y:Z::me#accountId}:secret:*",
      ),
      ["allows secretsmanager:GetSecretValue on everything"],
    ],
    ["every bucket", "iam-exfiltration", allowing("s3:Get*", "arn:aws:s3:::*"), ["allows s3:GetObject on everything"]],
    [
      "every role, to whom becomes one",
      "iam-credentials",
      allowing("sts:*", "arn:aws:iam::1:role/*"),
      ["allows sts:AssumeRole on everything"],
    ],
    [
      "names of a folder, or of another service",
      "iam-exfiltration",
      allowing("s3:Get*", ["arn:aws:s3:::mine/*", "arn:aws:sqs:*:*:*"]),
      [],
    ],
    ["roles of a path", "iam-escalation", allowing("iam:PassRole", "arn:aws:iam::1:role/mine/*"), []],
    [
      "what only TLS and a date bind",
      "iam-exfiltration",
      allowing("s3:GetObject", "*", { Condition: { Bool: { "aws:SecureTransport": true } } }),
      ["allows s3:GetObject on everything"],
    ],
    ["every action in another spelling", "iam-administrator", allowing("*:*"), ["Do allows every action"]],
    ["what takes no resource", "iam-everywhere", allowing(["xray:PutTraceSegments", "cloudwatch:PutMetricData"]), []],
  ])("%s", (_, id, text, expected) => {
    expect(ofPolicy(id, text)).toEqual(expected);
  });
});

describe("documents", () => {
  it("may be objects", () => {
    const policyObject = JSON.parse(allowing("*")) as Json;
    expect(said("iam-administrator", judged(POLICY, { policy: policyObject }))).toEqual(["Do allows every action"]);
  });

  it("may stand inside a role", () => {
    const inside: Inputs = { inlinePolicies: [{ name: "all", policy: allowing("*") }] };
    expect(said("iam-administrator", judged(ROLE, inside))).toEqual(["Do allows every action"]);
  });

  it("that are no JSON cannot be told", () => {
    const text = judged(POLICY, { policy: "${urn:pulumi:test::p::aws:iam/getPolicyDocument:getPolicyDocument::x#json}" });
    expect(outcomes(ruleIn(IAM, "iam-administrator"), { resources: [text] }).map(({ kind }) => kind)).toEqual(["cannotTell"]);
  });
});

it.each([
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
  [ROLE, { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }],
])("finds AWS's own policy for everything on %s", (type, inputs) => {
  expect(said("iam-administrator", judged(type, inputs))).toEqual(["attaches AdministratorAccess"]);
});

it.each(["arn:aws:iam::*", "arn:aws:*:*:*:*", "arn:*"])("takes %s for everything", (everything) => {
  expect(ofPolicy("iam-full-iam", allowing("iam:*", everything))).toEqual(["Do allows every action of IAM on everything"]);
  expect(ofPolicy("iam-exfiltration", allowing("s3:GetObject", everything.replace("iam", "s3")))).toEqual([
    "allows s3:GetObject on everything",
  ]);
});

it("looks at lists of all that is attached", () => {
  const policyArns = ["arn:aws:iam::aws:policy/AdministratorAccess"];
  const all = judged("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", { policyArns });
  expect(said("iam-administrator", all)).toEqual(["attaches AdministratorAccess"]);
});
