import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import type { Context } from "../core/context.ts";
import { policy, type Statement } from "../core/iam.ts";
import { deployStatements, previewStatements, publishStatements, stateStatements } from "./ciPolicies.ts";

export interface CiArgs {
  readonly context: Context;
  /** `OWNER/NAME` of the repository whose workflows may assume the roles. */
  readonly repository: string;
  /** GitHub environments that may deploy. */
  readonly environments: readonly string[];
  /** Repositories that images are pushed to. */
  readonly registryArns: readonly pulumi.Input<string>[];
  readonly stateBucketArn: pulumi.Input<string>;
  /** Key of the state and the registry. */
  readonly keyArn: pulumi.Input<string>;
  readonly transform?: Transforms<CiChildren>;
}

export interface CiChildren {
  provider: aws.iam.OpenIdConnectProviderArgs;
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  policyAttachment: aws.iam.RolePolicyAttachmentArgs;
}

const ISSUER = "token.actions.githubusercontent.com";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/**
 * GitHub's workflows in AWS, without a stored key: one role to preview, one to publish images, one to deploy each environment, each
 * trusted for exactly the workflows that need it.
 * https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class Ci extends Component<CiChildren> {
  readonly previewRoleArn: pulumi.Output<string>;
  readonly publishRoleArn: pulumi.Output<string>;

  constructor(name: string, args: CiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shared:Ci", name, args, opts);
    const { context, repository } = args;
    const provider = new aws.iam.OpenIdConnectProvider(
      `${name}-github`,
      { url: `https://${ISSUER}`, clientIdLists: ["sts.amazonaws.com"] },
      this.child("provider"),
    );
    const state = { bucketArn: args.stateBucketArn, keyArn: args.keyArn };
    const role = (key: string, description: string, subject: string, statements: readonly Statement[]) => {
      const created = new aws.iam.Role(
        `${name}-${key}`,
        // Named, so that an environment's configuration can give its deploy role access to its cluster.
        {
          name: `${context.project}-ci-${key}`,
          description,
          maxSessionDuration: 3_600,
          assumeRolePolicy: trust(provider.arn, `repo:${repository}:${subject}`),
        },
        this.child("role"),
      );
      new aws.iam.RolePolicy(`${name}-${key}`, { role: created.id, policy: policy(statements) }, this.child("rolePolicy"));
      return created;
    };

    const main = "ref:refs/heads/main";
    const preview = role("preview", "Reads, for pulumi preview on main", main, [
      ...stateStatements(state, "read"),
      ...previewStatements(context),
    ]);
    new aws.iam.RolePolicyAttachment(
      `${name}-preview`,
      { role: preview.name, policyArn: READ_ONLY },
      this.child("policyAttachment"),
    );
    this.previewRoleArn = preview.arn;
    this.publishRoleArn = role(
      "publish",
      "Pushes images built on main",
      main,
      publishStatements(args.registryArns, args.keyArn),
    ).arn;
    for (const environment of args.environments) {
      role(`deploy-${environment}`, `Deploys ${environment}`, `environment:${environment}`, [
        ...stateStatements(state, "write"),
        ...deployStatements(context, environment),
      ]);
    }
    this.registerOutputs({ previewRoleArn: this.previewRoleArn, publishRoleArn: this.publishRoleArn });
  }
}

/** Trusts GitHub's tokens for one subject: a branch, or an environment, of one repository. */
const trust = (providerArn: pulumi.Input<string>, subject: string): pulumi.Output<string> =>
  policy([
    {
      Principal: { Federated: providerArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: subject } },
    },
  ]);
