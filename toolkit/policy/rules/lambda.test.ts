import { expect, it } from "vitest";
import { LAMBDA } from "./lambda.ts";
import { beside, type Inputs, judged, rulesOf } from "./testRows.ts";
import { both, outcomes, set, unknown } from "./testTable.ts";

const code = [
  judged("aws:lambda/function:Function", {
    runtime: "nodejs24.x",
    tracingConfig: { mode: "Active" },
    reservedConcurrentExecutions: 20,
    deadLetterConfig: { targetArn: "arn:aws:sqs:queue" },
    vpcConfig: { subnetIds: ["subnet-1"] },
    environment: { variables: { MODE: "production" } },
    kmsKeyArn: "arn:aws:kms:key",
    codeSigningConfigArn: "arn:aws:lambda:signing",
  }),
];

rulesOf(LAMBDA, {
  "lambda-tracing": [code, set("it", "tracingConfig", undefined), "is not traced", unknown("it", "tracingConfig")],
  "lambda-concurrency": [
    code,
    set("it", "reservedConcurrentExecutions", undefined),
    "runs as often as the account lets it",
    unknown("it", "reservedConcurrentExecutions"),
  ],
  "lambda-dead-letters": [
    code,
    set("it", "deadLetterConfig", undefined),
    "drops what it cannot do",
    unknown("it", "deadLetterConfig"),
  ],
  "lambda-network": [code, set("it", "vpcConfig", undefined), "runs outside the network", unknown("it", "vpcConfig")],
  "lambda-environment-key": [
    code,
    set("it", "kmsKeyArn", undefined),
    "has its environment under AWS's key",
    both(set("it", "kmsKeyArn", undefined), unknown("it", "environment")),
  ],
  "lambda-environment-secrets": [
    code,
    set("it", "environment.variables.DATABASE", "postgres://user:hunter2@db/app"),
    "holds a password in a URL in DATABASE",
    unknown("it", "environment.variables.DATABASE"),
  ],
  "lambda-signed": [
    code,
    set("it", "codeSigningConfigArn", undefined),
    "runs code that nobody signed",
    unknown("it", "codeSigningConfigArn"),
  ],
  "lambda-runtime": [
    code,
    set("it", "runtime", "nodejs20.x"),
    "runs nodejs20.x, out of support since 2026-04-30",
    set("it", "runtime", "cobol1.x"),
  ],
  "lambda-url": [
    [judged("aws:lambda/functionUrl:FunctionUrl", { authorizationType: "AWS_IAM" })],
    set("it", "authorizationType", "NONE"),
    "asks nobody who they are (NONE)",
    unknown("it", "authorizationType"),
  ],
  "lambda-callers": [
    [judged("aws:lambda/permission:Permission", { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::bucket" })],
    set("it", "sourceArn", undefined),
    "may be called by s3.amazonaws.com for anybody",
    unknown("it", "sourceArn"),
  ],
});

const kinds = (id: string, inputs: Inputs, type = "aws:lambda/function:Function") =>
  LAMBDA.filter((rule) => rule.id === id).flatMap((rule) =>
    outcomes(rule, { resources: [judged(type, inputs)] }).map(({ kind }) => kind),
  );

it("asks no runtime of an image", () => {
  expect(kinds("lambda-runtime", { packageType: "Image" })).toEqual([]);
});

it("finds what Pulumi knows for a secret in the environment", () => {
  for (const variables of [{ TOKEN: "[secret]" }, "[secret]"])
    expect(kinds("lambda-environment-secrets", { environment: { variables } })).toEqual(["broken"]);
  expect(kinds("lambda-environment-secrets", { environment: "[secret]" })).toEqual(["cannotTell"]);
});

it("takes a destination of failures for what keeps them", () => {
  const rule = LAMBDA.find(({ id }) => id === "lambda-dead-letters");
  const code = judged("aws:lambda/function:Function");
  const failing = (onFailure: Inputs) =>
    beside("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "functionName", code, {
      destinationConfig: { onFailure },
    });
  expect(rule && outcomes(rule, { resources: [code, failing({ destination: "arn:aws:sqs:x" })] })).toMatchObject([
    { kind: "kept" },
  ]);
  expect(rule && outcomes(rule, { resources: [code, failing({})] })).toMatchObject([{ kind: "broken" }]);
});

it("lets accounts call that are named", () => {
  expect(kinds("lambda-callers", { principal: "111122223333" }, "aws:lambda/permission:Permission")).toEqual(["kept"]);
  expect(kinds("lambda-callers", { principal: "*" }, "aws:lambda/permission:Permission")).toEqual(["broken"]);
});
