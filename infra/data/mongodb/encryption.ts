import * as aws from "@pulumi/aws";
import {
  CloudProviderAccessAuthorization,
  type CloudProviderAccessAuthorizationArgs,
} from "@pulumi/mongodbatlas/cloudProviderAccessAuthorization.js";
import { CloudProviderAccessSetup, type CloudProviderAccessSetupArgs } from "@pulumi/mongodbatlas/cloudProviderAccessSetup.js";
import { EncryptionAtRest, type EncryptionAtRestArgs } from "@pulumi/mongodbatlas/encryptionAtRest.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../../core/component.ts";
import { type Context, stackResourceName } from "../../core/context.ts";
import { policy } from "../../core/iam.ts";
import { atlasRegion } from "./cluster.ts";

export interface AtlasEncryptionArgs {
  readonly context: Context;
  readonly projectId: pulumi.Input<string>;
  readonly protect: boolean;
  readonly transform?: Transforms<AtlasEncryptionChildren>;
}

export interface AtlasEncryptionChildren {
  key: aws.kms.KeyArgs;
  access: CloudProviderAccessSetupArgs;
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  authorization: CloudProviderAccessAuthorizationArgs;
  encryption: EncryptionAtRestArgs;
}

/**
 * Encryption of Atlas's disks with a key of ours. Atlas's own AWS account assumes a role that may use this key and nothing else.
 * https://www.mongodb.com/docs/atlas/security-aws-kms/
 */
export class AtlasEncryption extends Component<AtlasEncryptionChildren> {
  /** What a cluster must wait for before it asks for this encryption. */
  readonly ready: pulumi.Resource;

  constructor(name: string, args: AtlasEncryptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:AtlasEncryption", name, args, opts);
    const { context, projectId } = args;
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `MongoDB Atlas disks of ${stackResourceName(context)}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: policy([
          {
            Sid: "AccountPoliciesDecide",
            Principal: { AWS: `arn:aws:iam::${context.accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          },
        ]),
      },
      this.child("key", { protect: args.protect }),
    );
    const access = new CloudProviderAccessSetup(`${name}-access`, { projectId, providerName: "AWS" }, this.child("access"));
    const atlas = access.awsConfigs.apply(([config]) => {
      if (!config) throw new Error("Atlas gave no AWS account for its access to the key");
      return config;
    });
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Assumed by MongoDB Atlas to use its key",
        assumeRolePolicy: policy([
          {
            Principal: { AWS: atlas.atlasAwsAccountArn },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": atlas.atlasAssumedRoleExternalId } },
          },
        ]),
      },
      this.child("role"),
    );
    const grant = new aws.iam.RolePolicy(
      `${name}-grant`,
      { role: role.id, policy: policy([{ Action: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"], Resource: key.arn }]) },
      this.child("rolePolicy"),
    );
    const authorization = new CloudProviderAccessAuthorization(
      `${name}-authorization`,
      { projectId, roleId: access.roleId, aws: { iamAssumedRoleArn: role.arn } },
      this.child("authorization"),
    );
    this.ready = new EncryptionAtRest(
      `${name}-encryption`,
      {
        projectId,
        awsKmsConfig: {
          enabled: true,
          customerMasterKeyId: key.keyId,
          region: atlasRegion(context.region),
          roleId: authorization.roleId,
        },
      },
      this.child("encryption", { dependsOn: grant }),
    );
    this.registerOutputs({});
  }
}
