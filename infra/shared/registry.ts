import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";

export interface RegistryArgs {
  /** Prefix of every repository's name. */
  readonly project: string;
  /** Images, by name. */
  readonly repositories: readonly string[];
  /** Images kept of each; older ones expire. */
  readonly keep: number;
  readonly keyArn: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete the repositories. */
  readonly protect: boolean;
  readonly transform?: Transforms<RegistryChildren>;
}

export interface RegistryChildren {
  repository: aws.ecr.RepositoryArgs;
  lifecycle: aws.ecr.LifecyclePolicyArgs;
}

/**
 * Container images, one registry for all environments so that promotion keeps the digest. Tags never move, images are scanned when
 * pushed. https://docs.aws.amazon.com/AmazonECR/latest/userguide/what-is-ecr.html
 */
export class Registry extends Component<RegistryChildren> {
  /** Addresses of the repositories, by image. */
  readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
  readonly arns: readonly pulumi.Output<string>[];

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shared:Registry", name, args, opts);
    const repositories = args.repositories.map((image) => [image, this.createRepository(name, image, args)] as const);
    this.urls = Object.fromEntries(repositories.map(([image, { repositoryUrl }]) => [image, repositoryUrl]));
    this.arns = repositories.map(([, { arn }]) => arn);
    this.registerOutputs({ urls: this.urls });
  }

  private createRepository(name: string, image: string, args: RegistryArgs): aws.ecr.Repository {
    const repository = new aws.ecr.Repository(
      `${name}-${image}`,
      {
        name: `${args.project}/${image}`,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.keyArn }],
      },
      this.child("repository", { protect: args.protect }),
    );
    new aws.ecr.LifecyclePolicy(
      `${name}-${image}`,
      {
        repository: repository.name,
        policy: JSON.stringify({
          rules: [
            {
              rulePriority: 1,
              description: "Untagged layers",
              selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 7 },
              action: { type: "expire" },
            },
            {
              rulePriority: 2,
              description: `All but the newest ${args.keep}`,
              selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: args.keep },
              action: { type: "expire" },
            },
          ],
        }),
      },
      this.child("lifecycle"),
    );
    return repository;
  }
}
