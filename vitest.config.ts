import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{infra,stacks,toolkit,services,sdk,compose}/**/*.test.ts"],
    globalSetup: "toolkit/testServers.ts",
    // Pulumi keeps its runtime in module state: one file, one process.
    pool: "forks",
    // Two cores run the suites; a slow machine is not a failure.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
