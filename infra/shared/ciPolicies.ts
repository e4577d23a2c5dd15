/** What the pipeline's roles may do, as pure statements. */
import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../core/context.ts";
import type { Statement } from "../core/iam.ts";

interface StateStore {
  readonly bucketArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
}

/** Reading, or reading and writing, Pulumi's state and its locks. */
export const stateStatements = ({ bucketArn, keyArn }: StateStore, access: "read" | "write"): Statement[] => [
  { Sid: "StateList", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: bucketArn },
  {
    Sid: "StateObjects",
    Action: access === "read" ? ["s3:GetObject"] : ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: pulumi.interpolate`${bucketArn}/*`,
  },
  {
    Sid: "StateKey",
    Action: access === "read" ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    Resource: keyArn,
  },
];

/** AWS's read-only policy reads secrets' and objects' content too, which a preview has no use for. */
export const previewStatements = (): Statement[] => [
  { Sid: "NoSecretContent", Effect: "Deny", Action: ["secretsmanager:GetSecretValue", "ssm:GetParameter*"], Resource: "*" },
];

/** Pushing images; the login token is not tied to a repository. */
export const publishStatements = (repositories: readonly pulumi.Input<string>[], keyArn: pulumi.Input<string>): Statement[] => [
  { Sid: "Login", Action: "ecr:GetAuthorizationToken", Resource: "*" },
  {
    Sid: "Push",
    Action: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ],
    Resource: [...repositories],
  },
  { Sid: "ImageKey", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: keyArn },
];

/** Services whose resources an environment is made of, where a name or tag cannot narrow creation down. */
const SERVICES = [
  "acm",
  "cloudfront",
  "cloudwatch",
  "ec2",
  "eks",
  "elasticache",
  "elasticloadbalancing",
  "kms",
  "lambda",
  "logs",
  "s3",
  "scheduler",
  "secretsmanager",
  "sqs",
  "wafv2",
];

/** Building one environment: its services, and IAM for roles that carry the environment's name, never for the pipeline's own. */
export function deployStatements({ accountId, project }: Context, environment: string): Statement[] {
  const named = (kind: string) => `arn:aws:iam::${accountId}:${kind}/${project}-${environment}-*`;
  return [
    { Sid: "Services", Action: SERVICES.map((service) => `${service}:*`), Resource: "*" },
    {
      Sid: "OwnRoles",
      Action: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:PassRole",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      Resource: named("role"),
    },
    {
      Sid: "ServiceLinkedRoles",
      Action: "iam:CreateServiceLinkedRole",
      Resource: `arn:aws:iam::${accountId}:role/aws-service-role/*`,
    },
  ];
}
