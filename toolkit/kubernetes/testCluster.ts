/** A real Kubernetes control plane for tests, with simulated nodes: pods schedule and turn ready, no container runs. */
import { type ExecFileOptions, execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface TestCluster {
  /** Runs kubectl and gives back what it prints. */
  readonly kubectl: (args: readonly string[], stdin?: string) => Promise<string>;
  /** Ends it. */
  readonly down: () => Promise<void>;
}

/**
 * What a command prints.
 * @throws Error with what it says of its failure
 */
export const run = (command: string, args: readonly string[], options: ExecFileOptions = {}, stdin = ""): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = execFile(command, args, { maxBuffer: 64 << 20, ...options }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(" ")}: ${error.code}\n${stdout}${stderr}`));
      else resolve(String(stdout));
    });
    child.stdin?.on("error", () => {}); // it ended without reading: its exit code says why
    child.stdin?.end(stdin);
  });

/** Definitions of the kinds that operators bring, from the operators' own sources where a Go module has them. */
const OPERATORS = [
  {
    module: "github.com/external-secrets/external-secrets@v1.3.2",
    files: ["externalsecrets", "secretstores"].map((kind) => `config/crds/bases/external-secrets.io_${kind}.yaml`),
  },
  {
    module: "github.com/aws/karpenter-provider-aws@v1.14.1",
    files: ["karpenter.sh_nodepools", "karpenter.k8s.aws_ec2nodeclasses"].map((kind) => `pkg/apis/crds/${kind}.yaml`),
  },
];

/** @param rig folder of the program that starts it */
export async function startCluster(rig: string): Promise<TestCluster> {
  const folder = await mkdtemp(path.join(tmpdir(), "monitor-cluster-"));
  const program = path.join(rig, "cluster");
  await run(program, ["up", folder], { env: { ...process.env, RIG_BIN: await wrappedPrograms(folder) } });
  const env = { ...process.env, KUBECONFIG: path.join(folder, "kubeconfig") };
  const cluster: TestCluster = {
    kubectl: (args, stdin) => run("kubectl", args, { env }, stdin),
    down: async () => {
      await run(program, ["down", folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  // The simulated nodes say nothing of disks.
  const disk = { status: { capacity: { "ephemeral-storage": "50Gi" }, allocatable: { "ephemeral-storage": "50Gi" } } };
  const nodes = (await cluster.kubectl(["get", "nodes", "-o", "name"])).trim().split("\n");
  for (const node of nodes) await cluster.kubectl(["patch", node, "--subresource=status", "-p", JSON.stringify(disk)]);
  return cluster;
}

/** Programs that are started with one more option, and why. */
const WITH_OPTION = {
  // The etcd at hand may be too old for streaming lists; what watches would see each change only after half a minute of backoff.
  "kube-apiserver": "--feature-gates=WatchList=false",
  // Nodes that renew no lease count as lost after a minute.
  kwok: "--node-lease-duration-seconds=40",
} as const;

/** @returns a folder with those programs, to stand before others on the path */
async function wrappedPrograms(folder: string): Promise<string> {
  const bin = path.join(folder, "bin");
  await mkdir(bin);
  for (const [name, option] of Object.entries(WITH_OPTION)) {
    const program = (await run("which", [name])).trim();
    await writeFile(path.join(bin, name), `#!/bin/sh\nexec "${program}" "$@" ${option}\n`, { mode: 0o755 });
  }
  return bin;
}

export async function installOperatorKinds({ kubectl }: TestCluster): Promise<void> {
  const files = [path.join(import.meta.dirname, "testdata/target-group-binding.yaml")];
  for (const { module, files: inside } of OPERATORS) {
    // Outside this project's folder: Go must not look for a module here.
    const { Dir } = JSON.parse(await run("go", ["mod", "download", "-json", module], { cwd: tmpdir() })) as { Dir: string };
    files.push(...inside.map((file) => path.join(Dir, file)));
  }
  await kubectl(["apply", "--server-side", ...files.flatMap((file) => ["-f", file])]);
  // In two steps: waiting for a condition fails where there are no conditions yet.
  for (const state of ["jsonpath={.status.conditions}", "condition=Established"]) {
    await kubectl(["wait", `--for=${state}`, "customresourcedefinition", "--all", "--timeout=30s"]);
  }
}

const MADE_UP: readonly [name: RegExp, value: string][] = [
  [/Subnet|-private-/, "subnet-0123456789abcdef0"],
  [/SecurityGroupId/, "sg-0123456789abcdef0"],
  [/registry/, "111122223333.dkr.ecr.us-east-1.amazonaws.com/monitor/api"],
];

/** What stands in a rendered object where a deployment fills something in, filled in. */
export const filledIn = (yaml: string): string =>
  yaml.replaceAll(/\$\{[^{}]*\}/g, (name) => MADE_UP.find(([pattern]) => pattern.test(name))?.[1] ?? "made-up");

interface Schema {
  type?: unknown;
  additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/**
 * Writes the server's own schemas, those of operators' kinds among them, as kubeconform reads them.
 * @returns the location to tell kubeconform
 */
export async function writeSchemas({ kubectl }: TestCluster, folder: string): Promise<string> {
  const { definitions } = JSON.parse(await kubectl(["get", "--raw", "/openapi/v2"])) as { definitions: Record<string, Schema> };
  for (const [name, schema] of Object.entries(definitions)) {
    if (name.endsWith(".IntOrString")) schema.type = ["string", "integer"];
    else forbidUnknownFields(schema);
    for (const { group, version, kind } of schema["x-kubernetes-group-version-kind"] ?? []) {
      const file = `${kind}-${group || version}-${version}.json`.toLowerCase();
      await writeFile(path.join(folder, file), JSON.stringify({ $ref: `definitions.json#/definitions/${name}` }));
    }
  }
  await writeFile(path.join(folder, "definitions.json"), JSON.stringify({ definitions }));
  return `${folder}/{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json`;
}

function forbidUnknownFields(schema: Schema): void {
  const { properties, items } = schema;
  if (properties && !schema["x-kubernetes-preserve-unknown-fields"]) schema.additionalProperties ??= false;
  for (const inner of [...Object.values(properties ?? {}), ...(items ? [items] : [])]) forbidUnknownFields(inner);
}
