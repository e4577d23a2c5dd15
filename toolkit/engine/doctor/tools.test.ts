import { describe, expect, it } from "vitest";
import { awsCliFinding, nodeFinding, pulumiFinding } from "./tools.ts";

describe("Node", () => {
  it.each([
    ["v20.19.0", ">=20.19", "ok"],
    ["v20.20.2", ">=20.19", "ok"],
    ["v24.0.0", ">=20.19.5", "ok"],
    ["v20.18.9", ">=20.19", "failed"],
    ["v18.20.0", ">=20", "failed"],
    ["v20.19.4", ">=20.19.5", "failed"],
    ["v20.20.2", "^20 || ^22", "cannot tell"],
    ["v20.20.2", undefined, "cannot tell"],
  ])("%s for %s: %s", (node, engines, verdict) => {
    expect(nodeFinding(node, engines).verdict).toBe(verdict);
  });
});

describe("the Pulumi CLI", () => {
  it.each([
    ["v3.255.0", "ok"],
    ["v3.255.1", "ok"],
    ["v3.300.0", "ok"],
    ["v3.254.9", "failed"],
    ["v2.255.0", "failed"],
    ["v4.0.0", "failed"],
    ["v3.256.0-dev.0", "ok"],
    ["unknown", "cannot tell"],
    ["", "cannot tell"],
  ])("%s: %s", (cli, verdict) => {
    expect(pulumiFinding(cli, "3.255.0").verdict).toBe(verdict);
  });
});

describe("the AWS CLI", () => {
  it.each([
    ["aws-cli/2.31.4 Python/3.13.7 Linux/6.1", "ok"],
    ["aws-cli/2.12.3 Python/3.11", "ok"],
    ["aws-cli/2.12.2 Python/3.11", "failed"],
    ["aws-cli/1.45.11 Python/3.11.7", "ok"],
    ["aws-cli/1.27.159 Python/3.11.7", "failed"],
    ["aws-cli/3.0.0", "cannot tell"],
    ["", "cannot tell"],
  ])("%s: %s", (said, verdict) => {
    expect(awsCliFinding(said).verdict).toBe(verdict);
  });
});
