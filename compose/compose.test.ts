/** What the compose file names must exist, and be what the services and the environments have. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { API_PORT } from "../infra/core/context.ts";
import { readEnv } from "../services/api/env.ts";

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly ports: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const HERE = import.meta.dirname;
const text = readFileSync(path.join(HERE, "compose.yaml"), "utf8");
const { services, volumes } = parse(text) as { services: Record<string, Service>; volumes: Record<string, null> };
const example = readFileSync(path.join(HERE, "../.env.example"), "utf8");
const exampleVariables = Object.fromEntries(
  example.split("\n").flatMap((line) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  }),
);

describe("compose.yaml", () => {
  it("mounts and builds only what there is", () => {
    for (const { volumes: mounts = [], build } of Object.values(services)) {
      for (const source of mounts.map((mount) => mount.split(":")[0] ?? "")) {
        const exists = source.startsWith(".")
          ? source.includes("/dist/") || existsSync(path.join(HERE, source))
          : source in volumes;
        expect(exists, source).toBe(true);
      }
      if (build) expect(existsSync(path.join(HERE, build.context, build.dockerfile)), build.dockerfile).toBe(true);
    }
  });

  it("pins every image to a version, and opens the stores to this machine alone", () => {
    for (const { image } of Object.values(services)) if (image !== undefined) expect(image).toMatch(/:\d/);
    for (const store of ["mongo", "redis"]) expect(services[store]?.ports[0]).toMatch(/^127\.0\.0\.1:/);
  });

  it("waits for services that exist, and hands the API variables that .env.example tells of", () => {
    for (const { depends_on: needs = {} } of Object.values(services)) {
      for (const name of Object.keys(needs)) expect(Object.keys(services)).toContain(name);
    }
    for (const name of Object.keys(services.api?.environment ?? {})) expect(Object.keys(exampleVariables)).toContain(name);
    expect(services.api?.ports).toEqual([`${API_PORT}:${API_PORT}`]);
  });
});

describe("the API's Dockerfile", () => {
  const dockerfile = readFileSync(path.join(HERE, "../services/api/Dockerfile"), "utf8");

  it("runs the bundle as user 1001, on the port that everything else expects", () => {
    expect(dockerfile).toMatch(/^FROM node:\d+\.\d+\.\d+-alpine$/m);
    expect(dockerfile).toMatch(/^USER 1001:1001$/m);
    expect(dockerfile).toContain(`EXPOSE ${API_PORT}`);
    expect(dockerfile).toContain('CMD ["node", "server.mjs"]');
  });
});

describe(".env.example", () => {
  it("has every variable of the deployment plan's section 2.2", () => {
    const plan = ["NODE_ENV", "PORT", "MONGODB_URI", "REDIS_URL", "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "PINECONE_API_KEY"];
    const more = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "S3_BUCKET", "SMTP_HOST", "SMTP_PORT", "WEBHOOK_URL"];
    expect(Object.keys(exampleVariables)).toEqual(expect.arrayContaining([...plan, ...more]));
  });

  it("is an environment that the API starts with, and holds no key", () => {
    expect(readEnv(exampleVariables)).toMatchObject({ PORT: API_PORT });
    for (const [name, value] of Object.entries(exampleVariables)) {
      if (/KEY|PASSWORD|SECRET/.test(name)) expect(value, name).toBe("");
    }
  });
});
