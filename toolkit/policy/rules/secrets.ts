/** Secrets Manager and parameters of Systems Manager. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { eachStatement, isOpen } from "../document.ts";
import { companion, isSet, mostlyProduction, onlyProduction, says, unknownAt, worst } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { kept, type Outcome, type Rule } from "../rule.ts";
import { told } from "../world.ts";

const SECRET = { service: "Secrets Manager", of: ["aws:secretsmanager/secret:Secret"] } as const;
const PARAMETER = { service: "Systems Manager", of: ["aws:ssm/parameter:Parameter"] } as const;

const ROTATION_DAYS = 90;

/** Whether Pulumi knows an input for a secret; where its value comes from a cloud, only the engine knows. */
function markedSecret(resource: Resource, input: string): Outcome {
  if (resource.inputs[input] === undefined || resource.secrets.includes(input)) return kept;
  return says(resource, input, () => "stands in clear in the state");
}

/** Every so many days, or by a schedule of the owner's own. */
const rotatesOften = (rules: Json | undefined): boolean => {
  const { automaticallyAfterDays: days, scheduleExpression } = (rules ?? {}) as { readonly [key: string]: Json | undefined };
  return scheduleExpression !== undefined || (typeof days === "number" && days > 0 && days <= ROTATION_DAYS);
};

export const SECRETS: readonly Rule[] = [
  {
    ...SECRET,
    id: "secrets-own-key",
    title: "secrets are encrypted with a key of the account's own",
    severity: onlyProduction("medium"),
    reason: "Only a key of one's own can be withdrawn, and shows who used it.",
    remedy: "set kmsKeyId",
    reference: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
    peers: ["CKV_AWS_149"],
    judge: (secret) => isSet(secret, "kmsKeyId", "is encrypted with AWS's key"),
  },
  {
    ...SECRET,
    id: "secrets-rotation",
    title: "secrets are renewed every 90 days or more often",
    severity: onlyProduction("low"),
    reason: "The longer a secret lives, the more places it has leaked to.",
    remedy: "add aws.secretsmanager.SecretRotation with automaticallyAfterDays, or renew it by hand (monitor:rotation)",
    reference: `${SECURITY_HUB}/secretsmanager-controls.html#secretsmanager-1`,
    peers: ["CKV2_AWS_57", "CKV_AWS_304"],
    judge: (secret, world) =>
      companion(secret, world, {
        ...{ types: ["aws:secretsmanager/secretRotation:SecretRotation"], input: "secretId" },
        judge: (rotation) =>
          says(rotation, "rotationRules", (value) =>
            rotatesOften(value) ? null : `is renewed less often than every ${ROTATION_DAYS} days`,
          ),
        missing: "is never renewed by itself",
      }),
  },
  {
    ...SECRET,
    id: "secrets-recovery",
    title: "a secret that is deleted can be had back",
    severity: mostlyProduction("medium"),
    reason: "Deleted at once, a secret is gone before anybody notices what needed it.",
    remedy: "set monitor:protection.deletion, or recoveryWindowInDays to 7 or more",
    reference: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
    peers: [],
    judge: (secret) => says(secret, "recoveryWindowInDays", (value) => (Number(value ?? 30) > 0 ? null : "is gone at once")),
  },
  {
    service: "Secrets Manager",
    of: [...SECRET.of, "aws:secretsmanager/secretPolicy:SecretPolicy"],
    id: "secrets-anybody",
    title: "secrets are for those who are named",
    severity: "high",
    reason: "Anybody with an AWS account reads the secret.",
    remedy: "name accounts, roles or services under Principal, or bind the statement to them by a condition",
    reference: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
    peers: [],
    judge: (secret) => eachStatement(secret, "policy", (one) => (isOpen(one) ? "is for anybody" : null)),
  },
  {
    service: "Secrets Manager",
    of: ["aws:secretsmanager/secretVersion:SecretVersion"],
    id: "secrets-marked",
    title: "the values of secrets are secret to Pulumi",
    severity: "high",
    reason: "What is no secret to Pulumi stands in clear in the state, and in every preview.",
    remedy: "wrap the value in pulumi.secret, or set it with pulumi config set --secret",
    reference: "https://www.pulumi.com/docs/iac/concepts/secrets/",
    peers: [],
    judge: (version) => worst(["secretString", "secretBinary"].map((input) => markedSecret(version, input))),
  },
  {
    ...PARAMETER,
    id: "ssm-secure",
    title: "parameters are encrypted",
    severity: "low",
    reason: "Whoever may list parameters reads those that are plain.",
    remedy: "set type to SecureString",
    reference: "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html",
    peers: ["CKV2_AWS_34"],
    judge: (parameter) => says(parameter, "type", (value) => (value === "SecureString" ? null : `is plain text (${value})`)),
  },
  {
    ...PARAMETER,
    id: "ssm-own-key",
    title: "parameters are encrypted with a key of the account's own",
    severity: onlyProduction("low"),
    reason: "Only a key of one's own can be withdrawn, and shows who used it.",
    remedy: "set keyId",
    reference: "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
    peers: ["CKV_AWS_337"],
    judge: (parameter) => {
      const type = told(parameter, "type");
      if (type === UNKNOWN) return unknownAt("type");
      return type === "SecureString" ? isSet(parameter, "keyId", "is encrypted with AWS's key") : null;
    },
  },
  {
    ...PARAMETER,
    id: "ssm-marked",
    title: "the values of encrypted parameters are secret to Pulumi",
    severity: "high",
    reason: "What is no secret to Pulumi stands in clear in the state, and in every preview.",
    remedy: "wrap the value in pulumi.secret, or set it with pulumi config set --secret",
    reference: "https://www.pulumi.com/docs/iac/concepts/secrets/",
    peers: [],
    judge: (parameter) => {
      const type = told(parameter, "type");
      if (type === UNKNOWN) return unknownAt("type");
      return type === "SecureString" ? markedSecret(parameter, "value") : null;
    },
  },
];
