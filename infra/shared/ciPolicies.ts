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

/**
 * AWS's read-only policy reads parameters' content too, which a preview has no use for. What it lacks are the settings of functions,
 * which Lambda shows only to who may decrypt them; ours hold no secret, and without them each night would find them gone.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 */
export const previewStatements = ({ accountId }: Context): Statement[] => [
  { Sid: "NoSecretContent", Effect: "Deny", Action: ["secretsmanager:GetSecretValue", "ssm:GetParameter*"], Resource: "*" },
  {
    Sid: "FunctionSettings",
    Action: "kms:Decrypt",
    Resource: `arn:aws:kms:*:${accountId}:key/*`,
    Condition: {
      StringLike: {
        "kms:ViaService": "lambda.*.amazonaws.com",
        "kms:EncryptionContext:aws:lambda:FunctionArn": `arn:aws:lambda:*:${accountId}:function:*`,
      },
    },
  },
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
  "events",
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
      Sid: "OwnInstanceProfiles",
      Action: [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:GetInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:UntagInstanceProfile",
      ],
      Resource: named("instance-profile"),
    },
    {
      Sid: "ServiceLinkedRoles",
      Action: "iam:CreateServiceLinkedRole",
      Resource: `arn:aws:iam::${accountId}:role/aws-service-role/*`,
    },
  ];
}
