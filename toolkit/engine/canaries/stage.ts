/** Where every secret that a deployment knows is a canary: given, configured, in the environment, generated. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../plan/testGraph.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { labProject, pulumi } from "../lab/project.ts";
import { filesUnder, type Written } from "./search.ts";

const TSX = path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs");

/** The engine as commands start it, with what it is called with, which all on the machine may see. */
const SPY = `#!/bin/sh
printf '%s\\n' "$@" >> "$SPY/arguments.txt"
exec "$REAL_PULUMI" "$@"
`;

/**
 * Writes down each event that the engine sends to a command. The SDK's own debug messages hold everything in clear, and the engine
 * sends them along; so do its errors where a cloud repeats a secret. They are apart, because they are what ours must not hand on.
 */
const LISTENER = `
import { appendFileSync } from "node:fs";
import { Stack } from "@pulumi/pulumi/automation/index.js";
const { setupEventLog } = Stack.prototype;
Stack.prototype.setupEventLog = function (command, onEvent, version) {
  const note = (event) => {
    const file = event.diagnosticEvent ? "diagnostics.jsonl" : "events.jsonl";
    appendFileSync(process.env.SPY + "/" + file, JSON.stringify(event) + "\\n");
    onEvent(event);
  };
  return setupEventLog.call(this, command, note, version);
};
`;

/** An AWS CLI that is let in, and one that says back what it was given. */
const AWS = `#!/bin/sh
[ "$1" = --version ] && echo aws-cli/2.31.0 && exit 0
echo "An error occurred (InvalidClientTokenId): $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN" >&2
exit 254
`;

/** In place of the network: a cloud that says back which key it was given. */
const ECHO = `globalThis.fetch = async (url, { headers }) => Response.json({ success: false, result: { status: JSON.stringify(headers) } });`;

/** What others have given us. A name in the configuration, and a value such as nobody else has. */
export const GIVEN: ReadonlyMap<string, string> = new Map([
  ["monitor:secrets.anthropicApiKey", "sk-ant-canary-7c1f90d2b4"],
  ["monitor:secrets.openaiApiKey", "sk-canary-openai-55e0b83a61"],
  ["monitor:secrets.pineconeApiKey", "pcsk_canary_services_0d8812f7"],
  ["monitor:secrets.smtpPassword", 'canary/"+smtp"\\pass=word&<39ab>'],
  ["monitor:secrets.webhookUrl", "https://hooks.slack.com/services/T0/B0/canary-hook-91f3"],
  ["cloudflare:apiToken", "canary-cloudflare-config-4b2e77"],
  ["mongodbatlas:privateKey", "canary-atlas-private-config-e1d0"],
]);
export const IN_ENVIRONMENT = {
  PULUMI_CONFIG_PASSPHRASE: "canary-passphrase-b7a91c04",
  PINECONE_API_KEY: "pcsk_canary_environment_6f1e29",
  CLOUDFLARE_API_TOKEN: "canary-cloudflare-token-a83c5d",
  MONGODB_ATLAS_PRIVATE_KEY: "canary-atlas-private-key-2c9f10",
  MONGODB_ATLAS_CLIENT_SECRET: "canary-atlas-client-secret-d4477b",
  AWS_SECRET_ACCESS_KEY: "canaryAwsSecretAccessKey0123456789ABCDEF",
  AWS_SESSION_TOKEN: "canary-aws-session-token-08be62",
};

/** What nobody has told us: somebody puts it into a cloud. */
export const TAMPERED = "canary-put-there-by-hand-6d02f5";

/** A project, its clouds, and everything that its commands say and write. */
export class Stage {
  readonly lab: Lab;
  readonly project: string;
  readonly said: Written[] = [];
  /** Values by name. */
  readonly secrets: Map<string, string>;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, project: string, lab: Lab) {
    this.#folder = folder;
    this.project = project;
    this.lab = lab;
    const key = ["monitor:pineconeApiKey", lab.env.PINECONE_API_KEY ?? ""] as const;
    this.secrets = new Map([...GIVEN, ...Object.entries(IN_ENVIRONMENT), key]);
    const [real = ""] = (lab.env.PATH ?? "").split(path.delimiter);
    this.#env = {
      ...{ ...process.env, ...lab.env, ...IN_ENVIRONMENT },
      ...{ MONGODB_ATLAS_PUBLIC_KEY: "public", AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" },
      ...{
        PATH: [this.at("bin"), lab.env.PATH].join(path.delimiter),
        REAL_PULUMI: path.join(real, "pulumi"),
        SPY: this.at("spy"),
      },
      ...{ TMPDIR: this.at("tmp"), PULUMI_HOME: this.at("home") },
    };
  }

  static async open(): Promise<Stage> {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-canaries-"));
    const project = labProject(path.join(folder, "project"));
    const stage = new Stage(folder, project, await startLab({ folder: path.join(folder, "lab") }));
    for (const name of ["bin", "spy", "loud", "tmp", "home", "out"]) mkdirSync(stage.at(name));
    writeFileSync(stage.at("bin/pulumi"), SPY, { mode: 0o755 });
    writeFileSync(stage.at("bin/aws"), AWS, { mode: 0o755 });
    writeFileSync(stage.at("echo.mjs"), ECHO);
    writeFileSync(path.join(project, "listener.mjs"), LISTENER);
    stage.edit("config:\n", "config:\n  monitor:smtp: { host: smtp.example.com }\n");
    const given = [...stage.secrets].filter(([key]) => key.includes(":")).map(([key, value]) => `${key}=${value}`);
    const env = { ...stage.lab.env, ...IN_ENVIRONMENT, PULUMI_HOME: stage.at("home") };
    for (const args of [
      ["stack", "init", "dev"],
      ["config", "set-all", "--stack", "dev", "--path", ...given.flatMap((pair) => ["--secret", pair])],
      ["config", "set", "--stack", "dev", "mongodbatlas:publicKey", "public"],
    ]) {
      const { code, stderr } = await pulumi(project, env, args);
      if (code !== 0) throw new Error(`pulumi ${args[0]} ${args[1]}: ${stderr}`);
    }
    return stage;
  }

  at(name: string): string {
    return path.join(this.#folder, name);
  }

  /** Runs a command and keeps what it says. */
  monitor(args: readonly string[], more: NodeJS.ProcessEnv = {}, preload: readonly string[] = []): Promise<string> {
    const isEngine = args[0] !== "doctor" && args.some((arg) => ["up", "destroy", "drift", "--engine"].includes(arg));
    const listening = isEngine ? ["--import", path.join(this.project, "listener.mjs")] : [];
    const call = ["--import", TSX, ...preload, ...listening, path.join(ROOT, "toolkit/cli.ts"), ...args];
    const options = { cwd: this.project, env: { ...this.#env, ...more }, maxBuffer: 64 << 20 };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, call, options, (error, stdout, stderr) => {
        if (error && typeof error.code !== "number") reject(error);
        const from = `monitor ${args.join(" ")}`;
        this.said.push({ from: `${from}, stdout`, text: stdout }, { from: `${from}, stderr`, text: stderr });
        resolve(`exit ${error?.code ?? 0}\n${stdout}${stderr}`);
      });
    });
  }

  /** Leaves what the last command said out of the search. */
  forgetLast(): void {
    this.said.splice(-2);
  }

  /** Changes dev's settings. @returns what puts them back */
  edit(from: string, to: string): () => void {
    const file = path.join(this.project, "Pulumi.dev.yaml");
    const before = readFileSync(file, "utf8");
    if (!before.includes(from)) throw new Error(`dev has no ${from}`);
    writeFileSync(file, before.replace(from, to));
    return () => writeFileSync(file, before);
  }

  /** What the pretended clouds were given as a secret, the generated ones among them. */
  learn(): void {
    for (const { type, name, properties, secrets } of this.lab.resources())
      for (const key of secrets) {
        const value = properties[key];
        if (typeof value === "string") this.secrets.set(`${type} ${name}.${key}`, value);
      }
  }

  secret(ending: string): string {
    this.learn();
    return [...this.secrets].find(([name]) => name.endsWith(ending))?.[1] ?? "";
  }

  /** A cloud's refusal that repeats whatever it knows, as clouds do: in their own JSON, in addresses, in headers. */
  refusal(): string {
    const given = GIVEN.get("monitor:secrets.smtpPassword") ?? "";
    const token = this.secret("redis-auth.result");
    return [
      `InvalidParameter: authToken ${token} of ${this.secret("redis-url.secretString")}`,
      JSON.stringify({ SecretString: given, nested: JSON.stringify({ given }) }),
      `GET /?token=${encodeURIComponent(given)}&uri=${encodeURIComponent(this.secret("mongodb-uri.secretString"))}`,
      `Authorization: Basic ${Buffer.from(`user:${token}`).toString("base64")}`,
      ...Object.values(IN_ENVIRONMENT),
      "(end)",
    ].join("\n");
  }

  /** All that was said and written, but for what clouds keep and the engine told us. */
  written(): Written[] {
    const others = ["lab/resources", "lab/deleted", "spy/diagnostics.jsonl", "loud", "tmp/tsx-0"];
    return [
      ...this.said,
      ...filesUnder(
        this.#folder,
        others.map((name) => this.at(name)),
      ),
    ];
  }

  async close(): Promise<void> {
    await this.lab.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
