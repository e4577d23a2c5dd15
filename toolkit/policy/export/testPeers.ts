/** Other people's scanners, run as a person runs them: on files, without a network. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Graph, jsonText } from "../../graph/graph.ts";
import { objectsOf } from "../../kubernetes/objects.ts";
import { renderYaml } from "../../report/renderYaml.ts";
import { CHECKOV, KUBE_SCORE } from "../../testServers.ts";
import { FACTS } from "./facts.ts";
import { terraformPlan } from "./plan.ts";
import type { Failure } from "./waivers.ts";

/** What failed, by the name of what was given. */
export type Failures = ReadonlyMap<string, readonly Failure[]>;

interface CheckovReport {
  readonly results?: {
    readonly failed_checks: readonly { readonly check_id: string; readonly resource: string; readonly file_path: string }[];
  };
  readonly summary?: { readonly parsing_errors: number };
}

/** One run of checkov for all graphs: it takes longer to start than to judge one. */
export async function checkov(
  graphs: ReadonlyMap<string, Graph>,
  framework: "terraform_plan" | "kubernetes",
  folder: string,
): Promise<Failures> {
  const [suffix, textOf] =
    framework === "kubernetes"
      ? [".yaml", (graph: Graph) => renderYaml(objectsOf(graph), [])]
      : [".json", (graph: Graph) => jsonText(terraformPlan(graph, FACTS))];
  const inputs = path.join(folder, framework);
  mkdirSync(inputs);
  for (const [name, graph] of graphs) writeFileSync(path.join(inputs, `${name}${suffix}`), textOf(graph));
  const options = ["--framework", framework, "--skip-download", "--quiet", "--compact", "--soft-fail", "--output", "json"];
  const { results, summary } = JSON.parse(await run(CHECKOV, ["--directory", inputs, ...options])) as CheckovReport;
  if (!results || summary?.parsing_errors !== 0)
    throw new Error(`checkov could not read ${summary?.parsing_errors ?? "any"} of the files`);
  return grouped(
    graphs,
    results.failed_checks.map(({ check_id: check, resource, file_path }) => [
      path.basename(file_path, suffix),
      { check, resource },
    ]),
  );
}

interface KubeScoreObject {
  readonly object_name: string;
  readonly checks:
    | readonly { readonly check: { readonly id: string }; readonly grade: number; readonly skipped: boolean }[]
    | null;
}

/** Grades of kube-score: below this, it has something to say. */
const FINE = 10;

export async function kubeScore(graphs: ReadonlyMap<string, Graph>, folder: string): Promise<Failures> {
  const inputs = path.join(folder, "kube-score");
  mkdirSync(inputs);
  const found = await Promise.all(
    [...graphs].map(async ([name, graph]) => {
      const file = path.join(inputs, `${name}.yaml`);
      writeFileSync(file, renderYaml(objectsOf(graph), []));
      const objects = JSON.parse(
        await run(KUBE_SCORE, ["score", "--kubernetes-version", "v1.34", "--output-format", "json", file]),
      ) as KubeScoreObject[];
      return objects.flatMap(({ object_name: resource, checks }) =>
        (checks ?? [])
          .filter(({ grade, skipped }) => !skipped && grade < FINE)
          .map(({ check }): [string, Failure] => [name, { check: `kube-score ${check.id}`, resource }]),
      );
    }),
  );
  return grouped(graphs, found.flat());
}

function grouped(graphs: ReadonlyMap<string, Graph>, found: readonly (readonly [string, Failure])[]): Failures {
  const failures = new Map<string, Failure[]>([...graphs.keys()].map((name) => [name, []]));
  for (const [name, failure] of found) failures.get(name)?.push(failure);
  return failures;
}

/** What a scanner says; it may end with a code that says it found something. */
const run = (program: string | undefined, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    if (program === undefined) throw new Error("no such program");
    execFile(program, args, { maxBuffer: 256 << 20 }, (error, stdout, stderr) =>
      stdout === "" ? reject(error ?? new Error(stderr)) : resolve(stdout),
    );
  });
