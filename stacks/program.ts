import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../infra/config/load.ts";
import { configMessage } from "../infra/config/problem.ts";
import type { StackConfig } from "../infra/config/schema/index.ts";
import type { Context } from "../infra/core/context.ts";
import { retaining } from "../infra/core/stateful.ts";
import { type Tags, tagging } from "../infra/core/tags.ts";
import { buildEnvironment } from "./environment.ts";
import { buildShared } from "./shared.ts";

/** The program of every stack: its configuration in, what it holds wired together, its outputs out. */
export function program() {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const config = readStackConfig(project, stack);
  const context: Context = { project, stack, accountId: config.aws.accountId, region: config.aws.region };
  const tags: Tags = {
    app: project,
    environment: stack,
    owner: config.tags.owner,
    "cost-centre": config.tags.costCentre,
    "managed-by": "pulumi",
  };
  pulumi.runtime.registerStackTransformation(tagging(tags));
  if (config.kind === "environment" && config.protection.retain) pulumi.runtime.registerStackTransformation(retaining);
  return config.kind === "shared" ? buildShared(context, config) : buildEnvironment(context, config, tags);
}

/** The stack's configuration, which the engine and the offline plan hand over the same way. */
function readStackConfig(project: string, stack: string): StackConfig {
  const values = pulumi.runtime.allConfig();
  const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  const secretKeys = new Set(Object.keys(values).filter((key) => isConfigSecret(key)));
  const result = readConfig({ project, stack, values, secretKeys });
  if ("problems" in result) throw new pulumi.RunError(configMessage(stack, result.problems)); // told as it is, without a stack
  return result.config;
}
