import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SharedConfig } from "../infra/config/schema/index.ts";
import { days } from "../infra/config/units.ts";
import type { Context } from "../infra/core/context.ts";
import { EncryptionKey } from "../infra/data/encryption.ts";
import { Ci } from "../infra/shared/ci.ts";
import { Registry } from "../infra/shared/registry.ts";
import { State } from "../infra/shared/state.ts";
import { Zone } from "../infra/shared/zone.ts";
import type { Outputs, SharedOutputs } from "./outputs.ts";

/** Builds what belongs to no environment. Whatever an account or a zone has once is here, and in no other stack. */
export function buildShared(context: Context, config: SharedConfig): Outputs<SharedOutputs> {
  const protect = true;
  const opts = { providers: [new aws.Provider("aws", { region: config.aws.region, allowedAccountIds: [config.aws.accountId] })] };

  const key = new EncryptionKey("encryption", { context, protect }, opts);
  const state = new State("state", { keyArn: key.arn, protect, keepVersionsDays: days(config.state.keepVersions) }, opts);
  const registry = new Registry("registry", { project: context.project, ...config.registry, keyArn: key.arn, protect }, opts);
  const ci = new Ci(
    "github",
    { context, ...config.github, registryArns: registry.arns, stateBucketArn: state.arn, keyArn: key.arn },
    opts,
  );
  new Zone("cloudflare", config.cloudflare, opts);

  return {
    zoneId: config.cloudflare.zoneId,
    zone: config.cloudflare.zone,
    stateBucket: state.bucket,
    registry: pulumi.output(registry.urls),
    previewRoleArn: ci.previewRoleArn,
    publishRoleArn: ci.publishRoleArn,
  };
}
