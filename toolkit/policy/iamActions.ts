/**
 * What actions of AWS let their holder do, as far as rules ask: the ways by which rights grow, and what reads or changes.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** Each way is actions that together let their holder act with the rights of another. */
export const ESCALATIONS: readonly (readonly string[])[] = [
  ["iam:CreatePolicyVersion"],
  ["iam:SetDefaultPolicyVersion"],
  ["iam:UpdateLoginProfile"],
  ["iam:AddUserToGroup"],
  ["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"],
  ["iam:PassRole", "ec2:RunInstances"],
  ["iam:PassRole", "lambda:CreateFunction"],
  ["iam:PassRole", "cloudformation:CreateStack"],
  ["iam:PassRole", "glue:CreateDevEndpoint"],
  ["iam:PassRole", "datapipeline:CreatePipeline"],
  ["iam:PassRole", "sagemaker:CreateNotebookInstance"],
  ["lambda:UpdateFunctionCode"],
  ["glue:UpdateDevEndpoint"],
];

/** Actions that say who may do what. */
export const PERMISSIONS: readonly string[] = [
  ...["AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreatePolicy", "CreateRole", "PassRole"].map(
    (name) => `iam:${name}`,
  ),
  ...["PutGroupPolicy", "PutRolePolicy", "PutUserPolicy", "UpdateAssumeRolePolicy"].map((name) => `iam:${name}`),
  ...["kms:CreateGrant", "kms:PutKeyPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutObjectAcl"],
  ...["ecr:SetRepositoryPolicy", "eks:AssociateAccessPolicy", "eks:CreateAccessEntry", "elasticfilesystem:PutFileSystemPolicy"],
  ...["lambda:AddPermission", "logs:PutResourcePolicy", "ram:CreateResourceShare", "secretsmanager:PutResourcePolicy"],
  ...["sns:AddPermission", "sqs:AddPermission", "ec2:ModifySnapshotAttribute", "rds:ModifyDBSnapshotAttribute"],
];

/** Actions whose answer is somebody's credentials. */
export const CREDENTIALS: readonly string[] = [
  ...[
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
  ],
  ...["iam:UpdateAccessKey", "sts:AssumeRole", "sts:GetFederationToken", "cognito-identity:GetCredentialsForIdentity"],
  ...["rds-db:connect", "redshift:GetClusterCredentials", "sso:GetRoleCredentials", "codepipeline:PollForJobs"],
];

/** Actions that read what others keep. */
export const DATA: readonly string[] = [
  ...["s3:GetObject", "secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
];

/** Writing actions that take no resource, so that nothing can be named. */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  ...["cloudwatch:putmetricdata", "xray:puttracesegments", "xray:puttelemetryrecords", "ec2messages:acknowledgemessage"],
  ...["ssm:updateinstanceinformation", "ssmmessages:createcontrolchannel", "ssmmessages:createdatachannel"],
  ...["ssmmessages:opencontrolchannel", "ssmmessages:opendatachannel", "sts:decodeauthorizationmessage"],
]);

const READING =
  /^(Batch(Check|Describe|Get)|Check|Describe|Estimate|Get|List|Lookup|Query|Read|Scan|Search|Select|Simulate|Test|Validate|View)/i;

/** Whether an action, or some of what a pattern names, changes something. */
export function isWrite(action: string): boolean {
  const name = action.split(":")[1] ?? action;
  return !READING.test(name) && !WITHOUT_RESOURCE.has(action.toLowerCase());
}
