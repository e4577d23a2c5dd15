/** What stacks tell each other and the toolkit, typed. No secret is ever an output. */
import * as pulumi from "@pulumi/pulumi";

export interface SharedOutputs {
  readonly zoneId: string;
  readonly zone: string;
  readonly stateBucket: string;
  /** Addresses of the image repositories, by image. */
  readonly registry: Readonly<Record<string, string>>;
  readonly previewRoleArn: string;
  readonly publishRoleArn: string;
}

export interface EnvironmentOutputs {
  /** Digest of the release that it runs. */
  readonly release: string;
  readonly host: string;
  readonly cdnHost: string;
  readonly clusterName: string;
  readonly clusterEndpoint: string;
  readonly targetGroupArn: string;
  readonly analysisQueue: string;
  readonly deadLetterQueue: string;
  readonly mongodbAddress: string;
  readonly redisHost: string;
  readonly vectorIndex: string;
  readonly vectorHost: string;
  readonly storageBucket: string;
  readonly backupBucket: string;
  readonly dashboardBucket: string;
  readonly sdkBucket: string;
  readonly dashboardDistribution: string;
  readonly sdkDistribution: string;
  /** Last day that it is wanted, where it has one: `monitor env reap` reads it from the state alone. */
  readonly expires?: string;
}

/** The same names, each value where a program has it: perhaps not known before deployment. */
export type Outputs<T> = { readonly [Key in keyof T]: pulumi.Input<T[Key]> };

/** The outputs of the shared stack, as an environment reads them. */
export class SharedStack {
  readonly #reference: pulumi.StackReference;

  constructor(name = "shared") {
    this.#reference = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${name}`);
  }

  output<Key extends keyof SharedOutputs>(key: Key): pulumi.Output<SharedOutputs[Key]> {
    return this.#reference.requireOutput(key) as pulumi.Output<SharedOutputs[Key]>;
  }
}
