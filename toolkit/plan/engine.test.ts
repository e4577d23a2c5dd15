/**
 * What a plan records is what Pulumi's engine is sent: one program, run by both. A provider that answers as the plan does makes the values
 * the same too.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as rpc from "@pulumi/pulumi/proto/provider_pb.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Empty, fromStruct, type Handler, messages, PluginInfo, serve, toStruct } from "../engine/lab/grpc.ts";
import { enginePath, pulumi } from "../engine/lab/project.ts";
import { resourceOutputs } from "../graph/answers.ts";
import type { Json, Resource } from "../graph/graph.ts";
import { declarationsOf } from "../graph/outputs/declared.ts";
import { TABLE } from "../graph/outputs/index.ts";
import { symbol } from "../graph/symbols.ts";
import { plainInputs } from "../graph/wire.ts";
import { RIG } from "../testServers.ts";
import { planInChild } from "./child.ts";
import { ROOT } from "./testGraph.ts";
import { removeProjects, testProject } from "./testProject.ts";

afterEach(removeProjects);

const PROGRAM = readFileSync(path.join(import.meta.dirname, "testdata/program.js"), "utf8");
const FILES = {
  "Pulumi.yaml":
    "name: app\nruntime: { name: nodejs, options: { typescript: false } }\nconfig: { size: { type: integer, default: 3 } }\n",
  "Pulumi.dev.yaml": "config:\n  aws:region: us-east-1\n  app:shape: { list: [1, { deep: true }], name: x }\n",
  "index.js": PROGRAM,
  // The SDK reads functions by the TypeScript that it finds beside it, which is newer here than any that it can use, else by its own.
  "older.cjs": `const Module = require("node:module"); const load = Module._load;
Module._load = (name, ...rest) => load(name === "typescript" ? "@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js" : name, ...rest);`,
  "page.html": "hello",
  "folder/a.txt": "a",
};

interface Stored {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly provider?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  readonly replaceWith?: readonly string[];
  readonly replacementTrigger?: Json;
  readonly ignoreChanges?: readonly string[];
  readonly customTimeouts?: object;
}

const isOwn = ({ type }: { readonly type: string }): boolean => !/^pulumi:(pulumi:Stack|providers:)/.test(type);

/** What both know of a resource, in the plan's terms. */
const planned = ({ inputs, parent, dependsOn, provider, options }: Resource) => ({
  inputs,
  parent,
  dependsOn: [...dependsOn].sort(),
  provider: provider?.endsWith("::default") ? "default" : provider,
  options: [options.protect, options.retainOnDelete, options.deletedWith, options.ignoreChanges, options.replaceWith ?? []],
  trigger: options.replacementTrigger ?? null,
  timeouts: Object.keys(options.customTimeouts).sort(),
});

const stored = ({ inputs = {}, parent, dependencies = [], provider = "", ...options }: Stored, root: string) => ({
  inputs: withoutHashes(plainInputs(inputs, root).inputs),
  parent: parent ?? null,
  dependsOn: [...dependencies].sort(),
  provider: /::default[^:]*::/.test(provider) ? "default" : provider.split("::").slice(0, 4).join("::") || null,
  options: [
    ...[options.protect ?? false, options.retainOnDelete ?? false, options.deletedWith ?? null],
    ...[options.ignoreChanges ?? [], options.replaceWith ?? []],
  ],
  trigger: plainInputs({ value: options.replacementTrigger ?? null }, root).inputs.value ?? null,
  timeouts: Object.keys(options.customTimeouts ?? {}).sort(),
});

/** The engine keeps what a file holds, too. */
function withoutHashes(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutHashes);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, item]) => key !== "hash" || typeof item !== "string");
  return Object.fromEntries(entries.map(([key, item]: [string, Json]) => [key, withoutHashes(item)]));
}

/** Answers as the plan does. */
function provider(): Readonly<Record<string, Handler>> {
  const table = { ...TABLE, declared: declarationsOf(ROOT) };
  const outputs = (urn: string, inputs: Readonly<Record<string, unknown>>) => {
    const [, , types = "", name = ""] = urn.split("::");
    return toStruct(resourceOutputs({ urn, type: types.split("$").at(-1) ?? "", name, inputs, secret: [] }, table));
  };
  const checked = (request: rpc.CheckRequest) => {
    const response = new messages.CheckResponse();
    response.setInputs(request.getNews());
    return response;
  };
  return {
    attach: () => new Empty(),
    getPluginInfo: () => Object.assign(new PluginInfo(), {}),
    checkConfig: checked,
    check: checked,
    configure: () => {
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },
    create: (request: rpc.CreateRequest) => {
      const response = new messages.CreateResponse();
      response.setId(symbol(request.getUrn(), "id"));
      response.setProperties(outputs(request.getUrn(), fromStruct(request.getProperties())));
      return response;
    },
    read: (request: rpc.ReadRequest) => {
      const response = new messages.ReadResponse();
      response.setId(request.getId());
      response.setProperties(outputs(request.getUrn(), {}));
      return response;
    },
  };
}

describe.skipIf(RIG === undefined)("a program under Pulumi's engine", () => {
  let server: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    server = await serve(provider());
  });
  afterAll(() => server?.stop());

  it("makes the resources that the plan has, with the same parents, inputs, dependencies, providers and options", async () => {
    const folder = testProject({ ...FILES, "state/.keep": "" });
    const [plan] = await planInChild({ folder, stacks: ["dev"] });
    const env = {
      PULUMI_DEBUG_PROVIDERS: `aws:${server.port}`,
      PULUMI_BACKEND_URL: pathToFileURL(path.join(folder, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_OPTIONS: `--require ${path.join(folder, "older.cjs")}`,
      PATH: enginePath(),
    };
    const must = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await pulumi(folder, env, args);
      expect(code, stdout + stderr).toBe(0);
      return stdout;
    };
    await must("stack", "init", "dev");
    await must("up", "--stack", "dev", "--yes", "--skip-preview");
    const { deployment } = JSON.parse(await must("stack", "export", "--stack", "dev")) as { deployment: { resources: Stored[] } };
    const engine = deployment.resources.filter(isOwn);
    const ours = plan?.graph.resources.filter(isOwn) ?? [];
    expect(ours.length).toBeGreaterThan(15);
    expect(Object.fromEntries(ours.map((resource) => [resource.urn, planned(resource)]))).toEqual(
      Object.fromEntries(engine.map((resource) => [resource.urn, stored(resource, folder)])),
    );
  }, 240_000);
});
