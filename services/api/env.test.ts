import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { InvalidEnv, readEnv, readSecrets } from "./env.ts";

describe("the environment", () => {
  it("has defaults for everything, and room for other variables", () => {
    expect(readEnv({ HOME: "/" })).toEqual({
      NODE_ENV: "production",
      PORT: 3000,
      LOG_LEVEL: "info",
      DRAIN_SECONDS: 30,
      KEEP_ALIVE_SECONDS: 75,
    });
  });

  it("is read as the plan's ConfigMap writes it", () => {
    const env = { NODE_ENV: "production", PORT: "8080", LOG_LEVEL: "warn", DRAIN_SECONDS: "0", KEEP_ALIVE_SECONDS: "4015" };
    expect(readEnv(env)).toEqual({
      NODE_ENV: "production",
      PORT: 8080,
      LOG_LEVEL: "warn",
      DRAIN_SECONDS: 0,
      KEEP_ALIVE_SECONDS: 4015,
    });
  });

  it.each(["", " 1", "0x1F", "1e3", "-1", "3000.5", "65536", "NaN", "9".repeat(400)])("has no port %j", (PORT) => {
    expect(() => readEnv({ PORT })).toThrow("PORT must be a whole number from 0 to 65535");
  });

  it("tells all problems at once, without the values", () => {
    const read = () => readEnv({ NODE_ENV: "prod", PORT: "s3cret", LOG_LEVEL: "INFO", DRAIN_SECONDS: "10s" });
    expect(read).toThrow(InvalidEnv);
    expect(read).toThrow(
      "the environment has problems: NODE_ENV must be one of development, test, production; PORT must be a whole number from 0 to 65535; " +
        "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal; DRAIN_SECONDS must be a whole number from 0 to 3600",
    );
  });
});

describe("secrets", () => {
  it("are read from files as Kubernetes mounts them: links into a hidden folder", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-secrets-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(path.join(folder, "..2026_11_24"));
    writeFileSync(path.join(folder, "..2026_11_24", "MONGODB_URI"), "mongodb://a b\n");
    symlinkSync("..2026_11_24", path.join(folder, "..data"));
    symlinkSync("..data/MONGODB_URI", path.join(folder, "MONGODB_URI"));
    expect(readSecrets(folder)).toEqual({ MONGODB_URI: "mongodb://a b\n" });
  });

  it("are not looked for where no folder is named", () => {
    expect(readSecrets(undefined)).toEqual({});
  });
});
