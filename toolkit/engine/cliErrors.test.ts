import { CommandError } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { UsageError } from "../plan/project.ts";
import { engineFailure } from "./cliErrors.ts";
import { EngineFailure } from "./failure.ts";
import { says, urnOf } from "./testEvents.ts";

const commandError = (stderr: string): Error => {
  const error = Object.create(CommandError.prototype) as Error;
  error.message = `code: 255\n stdout: \n stderr: ${stderr}\n err?: Error`;
  return error;
};

describe("a failure", () => {
  it("is told by resource, each thing once, without the engine's colours", () => {
    const failure = engineFailure(commandError("error: update failed"), [
      says("warning", "old plugin"),
      says("error", "<{%reset%}>creating bucket: <{%fg 1%}>taken<{%reset%}>", urnOf("logs-bucket")),
      says("error", "creating bucket: taken", urnOf("logs-bucket")),
      says("error", "update failed"),
    ]);
    expect(failure).toBeInstanceOf(EngineFailure);
    expect(failure.message).toBe("logs-bucket: creating bucket: taken");
  });

  it("without events is the CLI's own line", () => {
    expect(engineFailure(commandError("error: no space left on device"), []).message).toBe("no space left on device");
  });

  it.each([
    ['error: constructing secrets manager of type "passphrase": incorrect passphrase', "the passphrase is not the one"],
    ["error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or", "none is given"],
    ["error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", "nobody is logged in"],
    ['error: read ".pulumi/meta.yaml": unable to open bucket s3://x', "the state backend cannot be reached"],
  ])("that people meet has a remedy: %s", (text, cause) => {
    const failure = engineFailure(commandError(text), []);
    expect(failure).toBeInstanceOf(UsageError);
    expect(failure.message).toContain(cause);
    expect((failure as UsageError).remedy).not.toBeUndefined();
  });

  it("of a missing CLI says so", () => {
    const missing = Object.assign(new Error("spawn pulumi ENOENT"), { code: "ENOENT" });
    expect(engineFailure(missing, []).message).toBe("there is no pulumi on PATH");
  });
});
