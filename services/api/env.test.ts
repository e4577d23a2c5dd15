import { describe, expect, it } from "vitest";
import { InvalidEnv, readEnv } from "./env.ts";

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
