import { expect, it } from "vitest";
import { SECRETS } from "./secrets.ts";
import { beside, judged, rulesOf } from "./testRows.ts";
import { outcomes, set, thing, unknown } from "./testTable.ts";

const secret = judged("aws:secretsmanager/secret:Secret", { kmsKeyId: "arn:aws:kms:key" });
const rotation = beside("aws:secretsmanager/secretRotation:SecretRotation", "secretId", secret, {
  rotationRules: { automaticallyAfterDays: 30 },
});
const parameter = [
  judged("aws:ssm/parameter:Parameter", { type: "SecureString", keyId: "key", value: "[secret]" }, { secrets: ["value"] }),
];
const policy = (Principal: string): string =>
  JSON.stringify({ Statement: [{ Sid: "Read", Effect: "Allow", Principal: { AWS: Principal }, Action: "secretsmanager:*" }] });
const PASSWORD = `\${${thing("random:index/randomPassword:RandomPassword", "password").urn}#result}`;

rulesOf(SECRETS, {
  "secrets-own-key": [[secret], set("it", "kmsKeyId", undefined), "is encrypted with AWS's key", unknown("it", "kmsKeyId")],
  "secrets-rotation": [
    [secret, rotation],
    set("beside", "rotationRules.automaticallyAfterDays", 365),
    "beside: is renewed less often than every 90 days",
    unknown("beside", "rotationRules"),
  ],
  "secrets-recovery": [[secret], set("it", "recoveryWindowInDays", 0), "is gone at once", unknown("it", "recoveryWindowInDays")],
  "secrets-anybody": [
    [judged("aws:secretsmanager/secretPolicy:SecretPolicy", { policy: policy("arn:aws:iam::111122223333:role/api") })],
    set("it", "policy", policy("*")),
    "Read is for anybody",
    unknown("it", "policy"),
  ],
  "secrets-marked": [
    [judged("aws:secretsmanager/secretVersion:SecretVersion", {})],
    set("it", "secretString", "hunter2"),
    "stands in clear in the state",
    set("it", "secretString", PASSWORD),
  ],
  "ssm-secure": [parameter, set("it", "type", "String"), "is plain text (String)", unknown("it", "type")],
  "ssm-own-key": [parameter, set("it", "keyId", undefined), "is encrypted with AWS's key", unknown("it", "type")],
  "ssm-marked": [
    [judged("aws:ssm/parameter:Parameter", { type: "SecureString" })],
    set("it", "value", "hunter2"),
    "stands in clear in the state",
    set("it", "value", PASSWORD),
  ],
});

it("looks at a secret's value in whichever form it is given", () => {
  const rule = SECRETS.find(({ id }) => id === "secrets-marked");
  const version = judged("aws:secretsmanager/secretVersion:SecretVersion", { secretBinary: "aHVudGVyMg==" });
  expect(rule && outcomes(rule, { resources: [version] })).toMatchObject([{ kind: "broken", path: "secretBinary" }]);
});
