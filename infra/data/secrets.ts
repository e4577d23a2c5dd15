import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { Component, type Transforms } from "../core/component.ts";

/** The secrets that services read, by the names the deployment plan gives them. */
export type SecretName =
  | "mongodb-uri"
  | "redis-url"
  | "anthropic-api-key"
  | "openai-api-key"
  | "pinecone-api-key"
  | "smtp-password"
  | "webhook-url";

export interface SecretsArgs {
  /** Secrets made here: addresses with generated passwords. */
  readonly made: Readonly<Record<"mongodb-uri" | "redis-url", pulumi.Output<string>>>;
  /** What others have given us, as the configuration has it. */
  readonly given: EnvironmentConfig["secrets"];
  /** Values of what stands encrypted in the configuration, by the configuration's keys; secret. */
  readonly values: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  readonly keyArn: pulumi.Input<string>;
  /** Whether a deleted secret can be had back for a month; without, it is gone at once. */
  readonly protect: boolean;
  readonly transform?: Transforms<SecretsChildren>;
}

export interface SecretsChildren {
  secret: aws.secretsmanager.SecretArgs;
  version: aws.secretsmanager.SecretVersionArgs;
}

export interface SecretEntry {
  readonly arn: pulumi.Output<string>;
  /** Identifies its current value. */
  readonly version: pulumi.Output<string>;
}

const NAMES = {
  anthropicApiKey: "anthropic-api-key",
  openaiApiKey: "openai-api-key",
  pineconeApiKey: "pinecone-api-key",
  smtpPassword: "smtp-password",
  webhookUrl: "webhook-url",
} as const satisfies Record<keyof EnvironmentConfig["secrets"], SecretName>;

/**
 * The services' secrets in AWS Secrets Manager, encrypted with the stack's key. Pods get them through external-secrets, functions
 * read them; nobody finds them in a stack output, a template or a log.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
 */
export class Secrets extends Component<SecretsChildren> {
  readonly entries: Readonly<Partial<Record<SecretName, SecretEntry>>>;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:Secrets", name, args, opts);
    const made = Object.entries(args.made).map(([key, value]) => [key, this.createSecret(name, key, value, args)] as const);
    const given = Object.entries(NAMES).flatMap(([key, secretName]) => {
      const source = args.given[key as keyof typeof NAMES];
      if (source === undefined) return [];
      const entry: SecretEntry =
        "from" in source
          ? { arn: pulumi.output(source.from), version: this.currentVersion(source.from) }
          : this.createSecret(
              name,
              secretName,
              args.values.apply((values) => configured(values, key)),
              args,
            );
      return [[secretName, entry] as const];
    });
    this.entries = Object.fromEntries([...made, ...given]);
    this.registerOutputs({});
  }

  /** The ARNs of some secrets, of those that there are. */
  arns(...names: readonly SecretName[]): pulumi.Output<string>[] {
    return names.flatMap((name) => this.entries[name]?.arn ?? []);
  }

  /** Of a secret that somebody else keeps and rotates. The lookup has no values, so none gets into the state. */
  private currentVersion(secretId: string): pulumi.Output<string> {
    return aws.secretsmanager.getSecretVersionsOutput({ secretId }, { parent: this }).versions.apply((versions) => {
      const current = versions.find(({ versionStages }) => versionStages.includes("AWSCURRENT"));
      if (!current) throw new Error(`the secret ${secretId} has no current value: put one into Secrets Manager`);
      return current.versionId;
    });
  }

  private createSecret(name: string, key: string, value: pulumi.Output<string>, { keyArn, protect }: SecretsArgs): SecretEntry {
    const secret = new aws.secretsmanager.Secret(
      `${name}-${key}`,
      { description: `Read by the services: ${key}`, kmsKeyId: keyArn, recoveryWindowInDays: protect ? 30 : 0 },
      this.child("secret"),
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-${key}`,
      { secretId: secret.id, secretString: pulumi.secret(value) },
      this.child("version"),
    );
    return { arn: secret.arn, version: version.versionId };
  }
}

function configured(values: Readonly<Record<string, string>> | undefined, key: string): string {
  const value = values?.[key];
  if (value === undefined) throw new Error(`the configuration has no value for secrets.${key}`);
  return value;
}
