import * as pulumi from "@pulumi/pulumi";

/** One statement of an IAM policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html */
export interface Statement {
  readonly Sid?: string;
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>>>;
}

/** A policy document as JSON, its keys in the order IAM prints them, so that a preview is quiet. Statements allow unless they say so. */
export const policy = (statements: readonly Statement[]): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map(({ Sid, Effect = "Allow", Principal, ...rest }) => ({
      ...(Sid !== undefined && { Sid }),
      Effect,
      ...(Principal !== undefined && { Principal }),
      ...rest,
    })),
  });

/** A trust policy: the AWS service that may assume a role, for resources of one account only where the service supports it. */
export const trustService = (service: string, accountId?: string): pulumi.Output<string> =>
  policy([
    {
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(accountId !== undefined && { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }),
    },
  ]);

/** The trust policy of a role that pods assume. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
export const trustPods = (): pulumi.Output<string> =>
  policy([{ Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] }]);
