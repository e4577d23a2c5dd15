/** Lambda: what functions run, what they hold, who calls them. */
import { credentialKind } from "../../../infra/config/secrets.ts";
import { type Json, type Resource, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { companion, either, isSet, mostlyProduction, onlyProduction, says, unknownAt } from "../judge.ts";
import { RUNTIME_SUPPORT_ENDS } from "../lambdaRuntimes.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Rule } from "../rule.ts";
import { read, told } from "../world.ts";

const FUNCTION = { service: "Lambda", of: ["aws:lambda/function:Function"] } as const;
const PERMISSION = { service: "Lambda", of: ["aws:lambda/permission:Permission"] } as const;

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg";

/** What a function is told in its environment: null where nobody knows. */
function variablesOf(code: Resource): readonly (readonly [string, Json])[] | null {
  const variables = told(code, "environment.variables");
  if (variables === UNKNOWN) return null;
  return typeof variables === "object" ? Object.entries(variables ?? {}) : [];
}

export const LAMBDA: readonly Rule[] = [
  {
    ...FUNCTION,
    id: "lambda-tracing",
    title: "calls are traced",
    severity: onlyProduction("low"),
    reason: "Without traces nobody can tell which part of a slow call was slow.",
    remedy: "set tracingConfig.mode to Active",
    reference: `${SECURITY_HUB}/lambda-controls.html#lambda-7`,
    peers: ["CKV_AWS_50"],
    judge: (code) =>
      says(code, "tracingConfig.mode", (value) => (value === "Active" || value === "PassThrough" ? null : "is not traced")),
  },
  {
    ...FUNCTION,
    id: "lambda-concurrency",
    title: "how often it runs at once has a bound of its own",
    severity: onlyProduction("low"),
    reason: "Without one, a function takes the concurrency of every other in the account, and costs without limit.",
    remedy: "set monitor:ai.concurrency, or reservedConcurrentExecutions",
    reference: `${GUIDE}/configuration-concurrency.html`,
    peers: ["CKV_AWS_115"],
    judge: (code) =>
      says(code, "reservedConcurrentExecutions", (value) =>
        Number(value ?? -1) >= 0 ? null : "runs as often as the account lets it",
      ),
  },
  {
    ...FUNCTION,
    id: "lambda-dead-letters",
    title: "what a function cannot do is kept",
    severity: mostlyProduction("medium"),
    reason: "Events that fail are dropped after three attempts, and nobody knows what they were.",
    remedy:
      "set deadLetterConfig.targetArn to a queue or topic, or destinationConfig.onFailure of aws.lambda.FunctionEventInvokeConfig",
    reference: `${GUIDE}/invocation-async-retain-records.html`,
    peers: ["CKV_AWS_116"],
    judge: (code, world) =>
      either(
        isSet(code, "deadLetterConfig.targetArn", "drops what it cannot do"),
        companion(code, world, {
          ...{ types: ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"], input: "functionName", named: "name" },
          judge: (config) => isSet(config, "destinationConfig.onFailure.destination", "drops what it cannot do"),
          missing: "drops what it cannot do",
        }),
      ),
  },
  {
    ...FUNCTION,
    id: "lambda-network",
    title: "functions run inside the network",
    severity: onlyProduction("low"),
    reason: "Outside a VPC no security group or flow log says where a function reaches.",
    remedy: "set vpcConfig with private subnets and a security group",
    reference: `${SECURITY_HUB}/lambda-controls.html#lambda-3`,
    peers: ["CKV_AWS_117"],
    judge: (code) => isSet(code, "vpcConfig.subnetIds", "runs outside the network"),
  },
  {
    ...FUNCTION,
    id: "lambda-environment-key",
    title: "a function's environment is encrypted with a key of the account's own",
    severity: onlyProduction("low"),
    reason: "Whoever may look at the function reads its environment, unless a key must be granted too.",
    remedy: "set kmsKeyArn",
    reference: `${GUIDE}/configuration-envvars-encryption.html`,
    peers: ["CKV_AWS_173"],
    judge: (code) => {
      const variables = variablesOf(code);
      if (variables === null) return either(isSet(code, "kmsKeyArn", ""), unknownAt("environment.variables"));
      return variables.length === 0 ? null : isSet(code, "kmsKeyArn", "has its environment under AWS's key");
    },
  },
  {
    ...FUNCTION,
    id: "lambda-environment-secrets",
    title: "no credentials stand in a function's environment",
    severity: "high",
    reason: "Whoever may look at the function in the console reads them.",
    remedy: "name the secret's ARN there, and read it at start with the function's role",
    reference: `${GUIDE}/configuration-envvars.html`,
    peers: ["CKV_AWS_45"],
    judge: (code) => {
      const path = "environment.variables";
      const all = read(code, path);
      if (all.known && all.value === SECRET) return broken("holds secrets", { path });
      const variables = variablesOf(code);
      if (variables === null) return unknownAt(path);
      const found = variables.flatMap(([name, value]) => {
        const at = `${path}.${name}`;
        if (value === SECRET) return broken(`holds a secret in ${name}`, { path: at });
        const kind = typeof value === "string" ? credentialKind(value) : undefined;
        return kind === undefined ? [] : broken(`holds ${kind} in ${name}`, { path: at });
      });
      if (found.length > 0) return found;
      return variables.some(([, value]) => value === UNKNOWN) ? unknownAt(path) : kept;
    },
  },
  {
    ...FUNCTION,
    id: "lambda-signed",
    title: "only code that was signed runs",
    severity: onlyProduction("low"),
    reason: "Without a signature, whoever may write to the function runs what they like with its rights.",
    remedy: "set codeSigningConfigArn, and sign the bundle with AWS Signer",
    reference: `${GUIDE}/configuration-codesigning.html`,
    peers: ["CKV_AWS_272"],
    judge: (code) => isSet(code, "codeSigningConfigArn", "runs code that nobody signed"),
  },
  {
    ...FUNCTION,
    id: "lambda-runtime",
    title: "the runtime is in support",
    severity: mostlyProduction("high"),
    reason: "After it, no hole in the runtime is mended, and in the end the function cannot be updated.",
    remedy: "set runtime to a newer one",
    reference: `${SECURITY_HUB}/lambda-controls.html#lambda-2`,
    peers: ["CKV_AWS_363"],
    judge: (code, { today }) => {
      const value = told(code, "runtime");
      if (value === UNKNOWN) return unknownAt("runtime");
      // An image brings its own.
      if (typeof value !== "string") return null;
      const ends = RUNTIME_SUPPORT_ENDS[value];
      if (ends === undefined || today === null)
        return cannotTell(`until when ${value} is supported is not known here`, { path: "runtime" });
      return today < ends ? kept : broken(`runs ${value}, out of support since ${ends}`, { path: "runtime" });
    },
  },
  {
    service: "Lambda",
    of: ["aws:lambda/functionUrl:FunctionUrl"],
    id: "lambda-url",
    title: "a function's address asks who calls",
    severity: "high",
    reason: "Anybody who finds the address runs the function, at the owner's cost.",
    remedy: "set authorizationType to AWS_IAM",
    reference: `${GUIDE}/urls-auth.html`,
    peers: ["CKV_AWS_258"],
    judge: (url) =>
      says(url, "authorizationType", (value) => (value === "AWS_IAM" ? null : `asks nobody who they are (${value})`)),
  },
  {
    ...PERMISSION,
    id: "lambda-callers",
    title: "those who may call are bound to an account or a source",
    severity: "high",
    reason: "A service calls for whoever asks it to, also for people of another account.",
    remedy: "set sourceArn or sourceAccount",
    reference: `${SECURITY_HUB}/lambda-controls.html#lambda-1`,
    peers: ["CKV_AWS_364", "CKV_AWS_301"],
    judge: (permission) => {
      const principal = told(permission, "principal");
      const message = `may be called by ${principal === "*" ? "anybody" : principal} for anybody`;
      const bound = either(
        ...([isSet(permission, "sourceArn", message), isSet(permission, "sourceAccount", message)] as const),
        isSet(permission, "principalOrgId", message),
      );
      if (principal === UNKNOWN) return bound.kind === "kept" ? kept : unknownAt("principal");
      return principal === "*" || /\.amazonaws\.com(\.cn)?$/.test(String(principal)) ? bound : kept;
    },
  },
];
