/**
 * What Karpenter may do in AWS, as pure statements: make, tag and end machines that carry its own marks, pass one role, read.
 * https://karpenter.sh/docs/reference/cloudformation/
 */
import type * as pulumi from "@pulumi/pulumi";
import type { Context } from "../core/context.ts";
import type { Statement } from "../core/iam.ts";

export interface KarpenterPolicyArgs {
  readonly context: Context;
  readonly clusterName: string;
  readonly nodeRoleArn: pulumi.Input<string>;
  readonly queueArn: pulumi.Input<string>;
}

const MADE = ["fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"];
const USED = ["security-group", "subnet", "capacity-reservation"];
const LAUNCH = ["ec2:RunInstances", "ec2:CreateFleet"];

export function karpenterStatements({ context, clusterName, nodeRoleArn, queueArn }: KarpenterPolicyArgs): Statement[] {
  const { region, accountId } = context;
  const ec2 = (...kinds: string[]) => kinds.map((kind) => `arn:aws:ec2:${region}:${accountId}:${kind}/*`);
  const publicImages = ["image", "snapshot"].map((kind) => `arn:aws:ec2:${region}::${kind}/*`);
  const owner = `kubernetes.io/cluster/${clusterName}`;
  const carries = {
    StringEquals: { [`aws:ResourceTag/${owner}`]: "owned" },
    StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
  };
  const receives = {
    StringEquals: { [`aws:RequestTag/${owner}`]: "owned", "aws:RequestTag/eks:eks-cluster-name": clusterName },
    StringLike: { "aws:RequestTag/karpenter.sh/nodepool": "*" },
  };
  return [
    { Sid: "LaunchFrom", Action: LAUNCH, Resource: [...publicImages, ...ec2(...USED)] },
    { Sid: "LaunchFromOwnTemplates", Action: LAUNCH, Resource: ec2("launch-template"), Condition: carries },
    { Sid: "LaunchMarked", Action: [...LAUNCH, "ec2:CreateLaunchTemplate"], Resource: ec2(...MADE), Condition: receives },
    {
      Sid: "MarkWhatIsMade",
      Action: "ec2:CreateTags",
      Resource: ec2(...MADE),
      Condition: {
        ...receives,
        StringEquals: { ...receives.StringEquals, "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"] },
      },
    },
    {
      Sid: "NameOwnInstances",
      Action: "ec2:CreateTags",
      Resource: ec2("instance"),
      Condition: {
        ...carries,
        "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
      },
    },
    {
      Sid: "EndOwn",
      Action: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      Resource: ec2("instance", "launch-template"),
      Condition: carries,
    },
    {
      Sid: "PassTheNodeRole",
      Action: "iam:PassRole",
      Resource: nodeRoleArn,
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
    { Sid: "ReadProfiles", Action: ["iam:GetInstanceProfile", "iam:ListInstanceProfiles"], Resource: "*" },
    { Sid: "ReadCluster", Action: "eks:DescribeCluster", Resource: `arn:aws:eks:${region}:${accountId}:cluster/${clusterName}` },
    { Sid: "HearOfInterruptions", Action: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], Resource: queueArn },
    { Sid: "ReadImageNames", Action: "ssm:GetParameter", Resource: `arn:aws:ssm:${region}::parameter/aws/service/*` },
    { Sid: "ReadPrices", Action: "pricing:GetProducts", Resource: "*" },
    {
      Sid: "Look",
      Action: [
        "ec2:DescribeCapacityReservations",
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribePlacementGroups",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSpotPriceHistory",
        "ec2:DescribeSubnets",
      ],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
  ];
}
