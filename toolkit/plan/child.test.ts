/** Anybody's program, planned in a process of its own: what kinds of it there are, and how it can go wrong. */
import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { PlanError } from "../graph/errors.ts";
import { type ChildPlanOptions, planInChild } from "./child.ts";
import { InvalidConfig, type PlannedStack, planStacks } from "./plan.ts";
import { plannedStacks } from "./planned.ts";
import { UsageError } from "./project.ts";
import { ROOT } from "./testGraph.ts";
import { type ProjectOptions, removeProjects, testProject } from "./testProject.ts";

afterEach(removeProjects);

const SDK = 'import * as pulumi from "@pulumi/pulumi";\n';
const AWS = `${SDK}import * as aws from "@pulumi/aws";\n`;

type Files = Readonly<Record<string, string>>;
const plan = (files: Files, options: Partial<ChildPlanOptions> = {}): Promise<PlannedStack[]> =>
  planInChild({ folder: testProject(files), stacks: [], ...options });

async function planOne(files: Files, options: Partial<ChildPlanOptions> = {}): Promise<PlannedStack> {
  const [stack, ...others] = await plan(files, options);
  if (!stack || others.length > 0) throw new Error(`planned ${others.length + (stack ? 1 : 0)} stacks`);
  return stack;
}

async function failure(files: Files, options: Partial<ChildPlanOptions> = {}): Promise<Error> {
  const error: unknown = await plan(files, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error("it was planned");
  return error;
}

const names = ({ graph }: PlannedStack) => graph.resources.map(({ name }) => name);
const reasons = ({ graph }: PlannedStack) => graph.cannotTell.map(({ why }) => why);

describe("this repository's own program", () => {
  it("gives the same plans as in this process", async () => {
    const seen: string[] = [];
    const stacks = await planInChild({ folder: ROOT, stacks: ["dev"], onProgress: (stack) => seen.push(stack) });
    expect(stacks).toEqual(await planStacks({ folder: ROOT, stacks: ["dev"] }));
    expect(seen).toEqual(["shared", "dev"]);
  });

  it("is planned in this process, unless it has an SDK of its own", async () => {
    const files = {
      "package.json": '{ "type": "module" }',
      "infra/config/load.ts": "export const readConfig = (file) => ({ config: { kind: 'environment' } });",
      "Pulumi.dev.yaml": "config: {}\n",
      "index.ts": `${SDK}export default () => ({ process: process.pid, made: new pulumi.ComponentResource("a:b:C", "c").urn });`,
    };
    const processOf = async (packages: ProjectOptions["packages"]) => {
      const [stack] = await plannedStacks({ folder: testProject(files, { ...(packages && { packages }) }), stacks: [] });
      expect(stack && names(stack)).toEqual(["c", "app-dev"]);
      return stack?.graph.outputs.process;
    };
    expect(await processOf("ours")).toBe(process.pid);
    expect(await processOf("own")).not.toBe(process.pid);
  });

  it("tells bad configuration as what it is, with its lines", async () => {
    const folder = testProject({
      "infra/config/load.ts": `export { readConfig } from ${JSON.stringify(path.join(ROOT, "infra/config/load.ts"))};`,
      "Pulumi.dev.yaml": "config:\n  monitor:nonsense: 1\n",
      "index.ts": "",
    });
    const error = await planInChild({ folder, stacks: [] }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidConfig);
    const [{ file, problems } = { file: undefined, problems: [] }] = (error as InvalidConfig).files;
    expect(problems.length).toBeGreaterThan(1);
    expect(file?.lineOf("monitor:nonsense")).toBe(2);
    expect(file?.secretKeys).toBeInstanceOf(Set);
  });
});

describe("a program", () => {
  it("in CommonJS makes resources where its modules are loaded, and exports outputs", async () => {
    const stack = await planOne({
      "index.ts": `${AWS}import { block } from "./blocks";
export const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: block });
export const arn: pulumi.Output<string> = vpc.arn;`,
      "blocks.ts": 'export const block = "10.0.0.0/16";',
    });
    expect(stack.name).toBe("dev");
    expect(names(stack)).toEqual(["vpc", "default", "app-dev"]);
    expect(stack.graph.resources[0]?.source).toEqual({ file: "index.ts", line: 4 });
    expect(stack.graph.outputs.arn).toBe("${urn:pulumi:dev::app::aws:ec2/vpc:Vpc::vpc#arn}");
    expect(reasons(stack)).toEqual([]);
  });

  it.each([
    ["an async function in CommonJS", { "index.ts": `${SDK}export = async () => ({ made: await Promise.resolve("so") });` }],
    [
      "a function of an ES module",
      { "package.json": '{ "type": "module" }', "index.ts": 'export default async () => ({ made: "so" });' },
    ],
    [
      "values of an ES module",
      { "package.json": '{ "type": "module" }', "index.ts": 'export const made = await Promise.resolve("so");' },
    ],
    ["JavaScript", { "index.js": 'exports.made = "so";' }],
    ["main of package.json", { "package.json": '{ "main": "src/" }', "src/index.ts": 'export const made = "so";' }],
    [
      "main of Pulumi.yaml",
      {
        "Pulumi.yaml": "name: app\nruntime: { name: nodejs }\nmain: src/\n",
        "src/index.ts": `import { readFileSync } from "fs";\nexport const made = readFileSync("made.txt", "utf8");`,
        "src/made.txt": "so",
      },
    ],
    [
      "main of Pulumi.yaml without its ending",
      { "Pulumi.yaml": "name: app\nruntime: nodejs\nmain: src/main\n", "src/main.ts": 'export const made = "so";' },
    ],
    [
      "what package.json exports",
      {
        "package.json": '{ "exports": { ".": { "types": "./no.d.ts", "import": "./src/main.ts" } }, "main": "no.js" }',
        "src/main.ts": 'export const made = "so";',
      },
    ],
    ["a program for Bun", { "Pulumi.yaml": "name: app\nruntime: bun\n", "index.ts": 'export const made = "so";' }],
    [
      "main of a package.json above it",
      {
        "package.json": '{ "type": "module", "main": "infra/main.ts" }',
        "Pulumi.yaml": "name: outer\nruntime: nodejs\n",
        "infra/Pulumi.yaml": "name: app\nruntime: nodejs\n",
        "infra/main.ts": 'export const made = await Promise.resolve("so");',
      },
    ],
    ["what was to be built", { "package.json": '{ "main": "bin/index.js" }', "index.ts": 'export const made = "so";' }],
  ])("may be %s", async (_, files: Files) => {
    const folder = testProject(files);
    const [stack] = await planInChild({ folder: files["infra/Pulumi.yaml"] ? path.join(folder, "infra") : folder, stacks: [] });
    expect(stack?.graph.outputs).toEqual({ made: "so" });
  });

  it("is planned for every stack that has a file, with Pulumi.yaml's defaults, in processes of their own", async () => {
    const stacks = await plan({
      "Pulumi.yaml":
        "name: app\nruntime: nodejs\nconfig:\n  size: { type: integer, default: 3 }\n  aws:region: { value: eu-west-1 }\n  wanted: { type: string }\n",
      "Pulumi.a.yaml": "config:\n  app:size: 7\nenvironment: [team]\n",
      "Pulumi.b.yaml": "config:\n",
      "index.ts": `${SDK}
const count = ((globalThis as any).count ?? 0) + 1;
(globalThis as any).count = count;
export const size = new pulumi.Config().requireNumber("size");
export const region = new pulumi.Config("aws").require("region");
export const named = \`\${pulumi.getProject()}/\${pulumi.getStack()} \${count}\`;`,
    });
    expect(stacks.map(({ name, graph: { outputs } }) => [name, outputs])).toEqual([
      ["a", { size: 7, region: "eu-west-1", named: "app/a 1" }],
      ["b", { size: 3, region: "eu-west-1", named: "app/b 1" }],
    ]);
    expect(stacks.map(reasons)).toEqual([["configuration from the environment team: it is kept elsewhere"], []]);
  });

  it("has its stack files where Pulumi.yaml says, by the old name too, and under that ending alone", async () => {
    for (const key of ["stackConfigDir", "config"]) {
      const stacks = await plan({
        "Pulumi.yaml": `name: app\nruntime: nodejs\n${key}: stacks\n`,
        "stacks/Pulumi.a.yaml": "config: { app:x: there }\n",
        "stacks/Pulumi.b.yml": "config: {}\n",
        "index.ts": `${SDK}export const x = new pulumi.Config().require("x");`,
      });
      expect(stacks.map(({ name, graph }) => [name, graph.outputs])).toEqual([["a", { x: "there" }]]);
    }
  });

  it("reads what other stacks of its project export, whatever their order", async () => {
    const files = {
      "index.ts": `${SDK}
const next = { a: "b", b: "c" }[pulumi.getStack()];
export const path = next === undefined ? "end" : pulumi.interpolate\`\${pulumi.getStack()}>\${new pulumi.StackReference(\`acme/app/\${next}\`).requireOutput("path")}\`;
export const elsewhere = new pulumi.StackReference("acme/other/a").getOutput("path");`,
    };
    const stackFiles = Object.fromEntries(["a", "b", "c"].map((name) => [`Pulumi.${name}.yaml`, "config: {}\n"]));
    const stacks = await plan({ ...files, ...stackFiles });
    expect(stacks.map(({ graph }) => graph.outputs.path)).toEqual(["a>b>end", "b>end", "end"]);
    for (const stack of stacks)
      expect(reasons(stack)).toContain("the outputs of the stack acme/other/a, which is not planned with this one");
    // Who is not asked for is planned too, where it is read from.
    const alone = await plan({ ...files, ...stackFiles }, { stacks: ["a"] });
    expect(alone).toEqual([stacks[0]]);
  });

  it("that reads from itself by way of others says what it cannot tell", async () => {
    const stacks = await plan({
      "Pulumi.a.yaml": "config: {}\n",
      "Pulumi.b.yaml": "config: {}\n",
      "index.ts": `${SDK}export const x = new pulumi.StackReference(pulumi.getStack() === "a" ? "b" : "a").getOutput("x");`,
    });
    expect(stacks.map(({ graph }) => graph.outputs.x)).toEqual(["[unknown]", "[unknown]"]);
    const [a, b] = stacks.map(reasons);
    expect(a).toContain("the outputs of the stack b, which is not planned with this one");
    expect(b).toContain("the outputs of the stack a, which is not planned with this one");
  });
});

describe("whose SDK serves", () => {
  const files = {
    "index.ts": `${AWS}new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });\nexport const sdk = require.resolve("@pulumi/pulumi");`,
  };

  it.each<ProjectOptions["packages"]>(["none", "own"])(
    "the recorder's, where the program has %s installed, with packages lent to it",
    async (packages) => {
      const folder = testProject(files, { packages });
      const [stack] = await planInChild({ folder, stacks: [] });
      if (!stack) throw new Error("nothing planned");
      expect(names(stack)).toEqual(["vpc", "default", "app-dev"]);
      expect((stack.graph.outputs.sdk as string).startsWith(folder)).toBe(false);
      expect(reasons(stack)).toEqual([
        expect.stringMatching(/^what its own package would make of it: planned with monitor's @pulumi\/aws 7\./),
      ]);
    },
  );
});

describe("packages that are not Pulumi's", () => {
  it.each(["", "bin/"])("say what their resources give back: declared in ./%s", async (folder) => {
    const stack = await planInChild({
      stacks: [],
      folder: testProject(
        {
          "package.json": '{ "dependencies": { "nothing": "1", "@others/shop": "1" } }',
          "node_modules/@others/shop/package.json": `{ "main": "${folder}index.js", "pulumi": { "resource": true, "name": "shop" } }`,
          [`node_modules/@others/shop/${folder}index.js`]: `const pulumi = require("@pulumi/pulumi");
exports.Thing = class extends pulumi.CustomResource {
  constructor(name) { super("shop:index/thing:Thing", name, { label: undefined, size: undefined }); }
};`,
          [`node_modules/@others/shop/${folder}thing.d.ts`]:
            "    readonly label: pulumi.Output<string>;\n    readonly size: pulumi.Output<number>;\n",
          "index.ts": 'import { Thing } from "@others/shop";\nexport const { label, size } = new Thing("a") as any;',
        },
        { packages: "none" },
      ),
    });
    expect(stack[0]?.graph.outputs).toEqual({
      label: "${urn:pulumi:dev::app::shop:index/thing:Thing::a#label}",
      size: "[unknown]",
    });
  });
});

describe("a program in CommonJS", () => {
  const installed = {
    "node_modules/twice/index.js": "module.exports = (text) => text + text;",
    "node_modules/twice/package.json": '{ "main": "index.js" }',
  };
  const planOwn = async (files: Files) => {
    const [stack] = await planInChild({ folder: testProject({ ...installed, ...files }, { packages: "none" }), stacks: [] });
    if (!stack) throw new Error("nothing planned");
    return stack;
  };

  it("is compiled as Pulumi does: modules that import each other, modules that are functions, decorated classes", async () => {
    const stack = await planOwn({
      "tsconfig.json": '{ "extends": "./base.json" } // with a comment',
      "base.json": '{ "compilerOptions": { "experimentalDecorators": true, "module": "esnext" } }',
      "index.ts": `${AWS}import * as twice from "twice";
import { early, tag } from "./other";
@tag class Tagged {}
export const vpc = new aws.ec2.Vpc(twice("vpc"), { tags: { early: String(early), made: (Tagged as any).made } });`,
      "other.ts": `import { vpc } from ".";
export const early = typeof vpc;
export const tag = (target: any) => { target.made = "so"; };`,
    });
    expect(stack.graph.resources[0]).toMatchObject({
      ...{ name: "vpcvpc", inputs: { tags: { early: "undefined", made: "so" } } },
      source: { file: "index.ts", line: 6 },
    });
  });

  it("has functions made into Lambdas, without what this toolkit hangs on resources or puts in place of Pulumi's functions", async () => {
    const stack = await planOwn({
      "Pulumi.dev.yaml": "config:\n  app:name: it\n",
      "index.ts": `${AWS}import * as twice from "twice";
class Group extends pulumi.ComponentResource {
  readonly name = "group";
}
const group = new Group("a:b:C", "group");
const config = new pulumi.Config();
const read = () => group;
const callback = async (text: string) => twice(text + read().name + config.require("name"));
export const code = new aws.lambda.CallbackFunction("f", { callback }).code;`,
    });
    const code = JSON.stringify(stack.graph.outputs.code);
    expect(code).toContain('const twice = require(\\"twice/index.js\\")');
    expect(code).not.toContain("isEncrypted");
  });

  it("is compiled by a TypeScript of its own where it has one, unless it brings a loader", async () => {
    const files = {
      "node_modules/typescript/package.json": '{ "version": "5.0.0", "main": "index.js" }',
      "node_modules/typescript/index.js": `exports.ModuleKind = exports.ScriptTarget = {};
exports.transpileModule = () => ({ outputText: 'exports.made = "by its own";' });`,
      "index.ts": 'export const made: string = "otherwise";',
    };
    expect((await planOwn(files)).graph.outputs).toEqual({ made: "by its own" });
    const manifest = "name: app\nruntime: { name: nodejs, options: { typescript: false } }\n";
    expect((await planOwn({ ...files, "Pulumi.yaml": manifest })).graph.outputs).toEqual({ made: "otherwise" });
  });

  it("may be newer than the TypeScript that Pulumi brings along", async () => {
    const stack = await planOwn({ "index.ts": 'export const made = ("so" satisfies string) as string;' });
    expect(stack.graph.outputs).toEqual({ made: "so" });
  });
});

describe("a program that cannot be planned", () => {
  const ends: [what: string, program: string, message: RegExp][] = [
    ["throws", 'throw new Error("no room");', /^dev cannot be planned\n {2}the program at index\.ts:1\n {4}no room$/],
    [
      "ends its process",
      'console.log("goodbye");\nprocess.exit(3);',
      /it ended its own process, with exit code 3.*\n {4}It said last:\n {6}goodbye$/,
    ],
    ["throws what is no error", "throw { code: 7 };", /the program\n {4}\{ code: 7 \}$/],
    ["throws what is meant for a terminal", 'throw new Error("\\x1b[2J\\x1b]0;mine\\x07so");', /\n {4}so$/],
    ["dies", 'process.kill(process.pid, "SIGSEGV");', /its process was ended by SIGSEGV/],
    [
      "throws where nobody can catch it",
      'setTimeout(() => { throw new Error("late"); }, 1); export const x = new Promise((r) => setTimeout(r, 5000));',
      /late/,
    ],
    ["never ends", "export const x = new Promise(() => {});", /it never ends: it awaits, or exports, a promise/],
    [
      "writes where its plan is told",
      'import { writeSync } from "fs";\nwriteSync(3, "hello\\n");\nexport const a = 1;',
      /it wrote on file descriptor 3/,
    ],
    [
      "says what nobody asked",
      `import { writeSync } from "fs";\nwriteSync(3, '{"kind":"news"}\\n');\nexport const a = 1;`,
      /it wrote on file descriptor 3/,
    ],
    [
      "says that it is done",
      `import { writeSync } from "fs";\nwriteSync(3, '{"kind":"done"}\\nnull\\n');\nexport const a = 1;`,
      /it wrote on file descriptor 3/,
    ],
    ["lacks a file of its own", 'import "./nope";', /\n {2}the program\n {4}Cannot find module '\.\/nope'/],
    ["has an error of syntax", "const = 1;", /Transform failed|Unexpected/],
  ];
  it.each(ends)("because it %s", async (_, program, message) => {
    const error = await failure({ "index.ts": program });
    expect(error).toBeInstanceOf(PlanError);
    expect(error.message).toMatch(message);
    expect((error as PlanError).stackName).toBe("dev");
  });

  it("because of an error of syntax: its line", async () => {
    const folder = testProject({ "index.js": 'require("./part");', "part.js": "let a = 1;\nlet a = 2;\n" });
    await expect(planInChild({ folder, stacks: [] })).rejects.toThrow(
      "the program at part.js:2\n    SyntaxError: Identifier 'a' has already been declared",
    );
  });

  it("because it hangs: it is ended", async () => {
    const error = await failure(
      { "index.ts": 'import { writeFileSync } from "fs";\nwriteFileSync("began", "");\nfor (;;);' },
      { timeout: 3_000 },
    );
    expect(error).toBeInstanceOf(PlanError);
    expect(error.message).toContain("it did not end within 3 s");
  });

  it("because it fills the memory", async () => {
    const error = await failure({
      "index.ts": "const all: unknown[] = [];\nfor (;;) all.push(new Array(1e6).fill(Math.random()));",
    });
    expect(error.message).toContain("it ran out of memory; NODE_OPTIONS=--max-old-space-size=8192");
  });

  it("because nobody waits for it any longer", async () => {
    const controller = new AbortController();
    const folder = testProject({ "index.ts": 'import { writeFileSync } from "fs";\nwriteFileSync("began", "");\nfor (;;);' });
    const planning = planInChild({ folder, stacks: [], signal: controller.signal });
    const watch = setInterval(() => existsSync(path.join(folder, "began")) && controller.abort(), 50);
    await expect(planning).rejects.toMatchObject({ name: "AbortError" });
    clearInterval(watch);
  });

  it.each<[what: string, files: Files, message: string, remedy: string | undefined]>([
    ["another language", { "Pulumi.yaml": "name: app\nruntime: python\n" }, "app is a program in python", "runtime: nodejs"],
    ["no program", {}, "package.json names no program", '"main"'],
    ["a package that is not installed", { "index.ts": 'import "left-pad";' }, "Cannot find module 'left-pad'", "npm install in "],
    [
      "a default function in CommonJS",
      { "index.ts": "export default () => {};" },
      "which Pulumi calls in ES modules alone",
      "export = async",
    ],
    [
      "a default and other exports in an ES module",
      { "package.json": '{ "type": "module" }', "index.ts": "export default {}; export const a = 1;" },
      "index.ts exports a default and a: Pulumi takes one or the other",
      "export what the stack gives back by name",
    ],
    [
      "a name that no project has",
      { "Pulumi.yaml": "name: ${PROJECT}\nruntime: nodejs\n" },
      "Pulumi.yaml's name ${PROJECT} is no project's",
      "pulumi new",
    ],
    [
      "a program that is not built",
      { "Pulumi.yaml": "name: app\nruntime: nodejs\nmain: dist/index.js\n" },
      "Pulumi.yaml's main dist/index.js is not there",
      "npm run build",
    ],
    [
      "the same in package.json",
      { "package.json": '{ "main": "bin/" }' },
      "package.json's main bin/ is not there",
      "npm run build",
    ],
    [
      "an encrypted number that it reads in clear",
      {
        "index.ts": `${SDK}new pulumi.Config().requireNumber("port");`,
        "Pulumi.dev.yaml": "config:\n  app:port: { secure: AAABAK }\n",
      },
      "dev's configuration app:port is encrypted, and a plan decrypts nothing",
      "requireSecretNumber",
    ],
    [
      "configuration of another kind",
      { "index.ts": `${SDK}new pulumi.Config().requireNumber("port");`, "Pulumi.dev.yaml": "config:\n  app:port: ten\n" },
      "dev: Configuration 'app:port' value 'ten' is not a valid number",
      "pulumi config set app:port <value> --stack dev",
    ],
    ["no such stack", { "index.ts": "", "Pulumi.prod.yaml": "config: {}\n" }, "no stack prd", "did you mean prod?"],
  ])("for it has %s: cause and remedy", async (_, files, message, remedy) => {
    const error = await failure(files, files["Pulumi.prod.yaml"] ? { stacks: ["prd"] } : {});
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(message);
    expect((error as UsageError).remedy).toContain(remedy);
  });

  it("for only its Pulumi.yaml is read: no other project above it is planned instead", async () => {
    const folder = testProject({ "index.ts": "", "inner/Pulumi.yml": "name: inner\nruntime: nodejs\n" });
    await expect(planInChild({ folder: path.join(folder, "inner"), stacks: [] })).rejects.toMatchObject({
      message: `${path.join(folder, "inner/Pulumi.yml")} is a project, but only Pulumi.yaml is read`,
      remedy: "rename it to Pulumi.yaml, and its stack files to Pulumi.NAME.yaml",
    });
  });

  it("for it lacks configuration: the key, and the command that sets it", async () => {
    const error = await failure({ "index.ts": `${SDK}new pulumi.Config().requireSecret("dbPassword");` });
    expect(error).toMatchObject({
      message: "dev lacks the configuration app:dbPassword, which its program requires",
      remedy: "pulumi config set --secret app:dbPassword <value> --stack dev",
    });
  });
});

describe("what a program is given, and what it says", () => {
  it("no credentials, but the rest of the environment", async () => {
    const secrets = {
      AWS_SECRET_ACCESS_KEY: "a",
      GITHUB_TOKEN: "b",
      MY_API_KEY: "c",
      PULUMI_CONFIG_PASSPHRASE: "d",
      STORE: "redis://me:secret@host",
      STRIPE_KEY: "e",
    };
    const harmless = { AWS_REGION: "eu-west-1", IMAGE_TAG: "v1", PULUMI_HOME: "/somewhere" };
    Object.assign(process.env, secrets, harmless);
    try {
      const stack = await planOne({
        "index.ts": "export const seen = Object.keys(process.env).sort();\nexport const home = process.env.HOME;",
      });
      const seen = stack.graph.outputs.seen as string[];
      expect(Object.keys(secrets).filter((name) => seen.includes(name))).toEqual([]);
      expect([...Object.keys(harmless), "PATH"].filter((name) => !seen.includes(name))).toEqual([]);
      expect(stack.graph.outputs.home).toBe(process.env.HOME);
    } finally {
      for (const name of Object.keys({ ...secrets, ...harmless })) delete process.env[name];
    }
  });

  it("is told which of its variables were not handed on, where it fails for them", async () => {
    process.env.SHOP_TOKEN = "canary";
    try {
      const { message } = await failure({ "index.ts": 'if (!process.env.SHOP_TOKEN) throw new Error("SHOP_TOKEN is not set");' });
      expect(message).toMatch(
        /SHOP_TOKEN is not set\n {4}Programs are planned without credentials: SHOP_TOKEN was not handed on$/,
      );
    } finally {
      delete process.env.SHOP_TOKEN;
    }
  });

  it("what it prints is no part of the answer, and what it leaves running does not keep it", async () => {
    const stack = await planOne({
      "index.ts": 'console.log("x".repeat(1e6));\nsetInterval(() => {}, 1000);\nexport const made = "so";',
    });
    expect(stack.graph.outputs).toEqual({ made: "so" });
  });
});
