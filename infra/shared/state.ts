import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component.ts";
import { Bucket, type BucketArgs } from "../data/bucket.ts";

export interface StateArgs {
  readonly keyArn: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete the bucket. */
  readonly protect: boolean;
  /** Days that earlier versions of the state are kept. */
  readonly keepVersionsDays: number;
  readonly transform?: BucketArgs["transform"];
}

/**
 * The bucket that holds Pulumi's state, every version of it for as long as configured: losing it means losing track of everything
 * else. https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3
 */
export class State extends Component {
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: StateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shared:State", name, {}, opts);
    const { keyArn, protect, keepVersionsDays, transform } = args;
    const bucket = new Bucket(
      `${name}-bucket`,
      { keyArn, protect, keepReplacedDays: keepVersionsDays, ...(transform && { transform }) },
      { parent: this },
    );
    bucket.restrict();
    this.bucket = bucket.id;
    this.arn = bucket.arn;
    this.registerOutputs({ bucket: this.bucket });
  }
}
