import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { Component, type Transforms } from "../core/component.ts";
import { type Context, stackResourceName } from "../core/context.ts";
import { policy, trustService } from "../core/iam.ts";
import { cron } from "./hours.ts";

export type OfficeHoursConfig = NonNullable<EnvironmentConfig["cluster"]["officeHours"]>;

export interface ScheduledPool {
  readonly name: string;
  readonly group: aws.eks.NodeGroup;
  readonly min: number;
}

export interface OfficeHoursArgs {
  readonly context: Context;
  readonly config: OfficeHoursConfig;
  readonly pools: readonly ScheduledPool[];
  /** Key that encrypts the schedules. */
  readonly keyArn: pulumi.Input<string>;
  readonly transform?: Transforms<OfficeHoursChildren>;
}

export interface OfficeHoursChildren {
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  schedule: aws.scheduler.ScheduleArgs;
}

/** EventBridge Scheduler calls EKS itself; no function stands between. */
const RESIZE = "arn:aws:scheduler:::aws-sdk:eks:updateNodegroupConfig";

/**
 * Scales the node pools to none outside office hours and back to their minimum inside, through EKS's own API, so that the node group
 * and its Auto Scaling group never disagree. https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export class OfficeHours extends Component<OfficeHoursChildren> {
  constructor(name: string, args: OfficeHoursArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cluster:OfficeHours", name, args, opts);
    const { config, pools, keyArn, context } = args;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Scales node pools by the clock",
        assumeRolePolicy: trustService("scheduler.amazonaws.com", context.accountId),
      },
      this.child("role"),
    );
    const allowed = new aws.iam.RolePolicy(
      `${name}-resize`,
      {
        role: role.id,
        policy: policy([
          { Action: "eks:UpdateNodegroupConfig", Resource: pools.map(({ group }) => group.arn) },
          { Action: "kms:Decrypt", Resource: keyArn },
        ]),
      },
      this.child("rolePolicy"),
    );
    for (const { name: pool, group, min } of pools) {
      const nodes = Math.max(min, 1);
      for (const [key, time, size] of [
        ["start", config.from, { MinSize: min, DesiredSize: nodes }],
        ["stop", config.to, { MinSize: 0, DesiredSize: 0 }],
      ] as const) {
        new aws.scheduler.Schedule(
          `${name}-${pool}-${key}`,
          {
            name: `${stackResourceName(context)}-${pool}-${key}`,
            groupName: "default",
            description: `${key === "start" ? "Starts" : "Stops"} the nodes of the pool ${pool}`,
            scheduleExpression: cron(config.days, time),
            scheduleExpressionTimezone: config.timeZone,
            flexibleTimeWindow: { mode: "OFF" },
            kmsKeyArn: keyArn,
            target: {
              arn: RESIZE,
              roleArn: role.arn,
              input: pulumi.jsonStringify({
                ClusterName: group.clusterName,
                NodegroupName: group.nodeGroupName,
                ScalingConfig: size,
              }),
              // EKS refuses a second change while one is under way.
              retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
            },
          },
          this.child("schedule", { dependsOn: [allowed] }),
        );
      }
    }
    this.registerOutputs({});
  }
}
