/** What needs no engine and no cloud: the compiler, the plan, the repository's own tests. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { monitor, run } from "./program.ts";

/** What noticed a defect, in its own words; null where it did not. */
export type Told = string | null;

const LONGEST = 200;

/** One line of what was said, short enough for a table. */
export function line(text: string): string {
  const plain = text.replaceAll(/\s+/g, " ").trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

export async function compiler(folder: string): Promise<Told> {
  const { code, stdout, stderr } = await run(folder, ["node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false"]);
  return code === 0 ? null : line(stdout || stderr);
}

interface Preview {
  readonly environments: readonly { readonly name: string; readonly cannotTell: readonly { readonly why: string }[] }[];
}

/** The plan fails, has something it cannot tell, or is not the same twice. */
export async function plan(folder: string): Promise<Told> {
  const [first, second] = [await monitor(folder, PREVIEW), await monitor(folder, PREVIEW)];
  if (first.code !== 0) return line(first.stderr);
  const unknown = (JSON.parse(first.stdout) as Preview).environments.flatMap(({ cannotTell }) => cannotTell);
  if (unknown[0]) return line(`cannot tell: ${unknown[0].why}`);
  const changed = second.stdout.split("\n").find((text, index) => text !== first.stdout.split("\n")[index]);
  return changed === undefined ? null : line(`not the same twice: ${changed}`);
}

const PREVIEW = ["preview", "--format", "json"];

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Suites about the program. Those that need servers skip themselves. */
const SUITES = ["infra", "toolkit/plan", "toolkit/kubernetes"];
const REPORT = ["--reporter=json", "--outputFile=tests.json", "--maxWorkers=2"];

/** Names of the tests that fail, without the goldens: those notice every change, and say of none that it is wrong. */
export async function failingTests(folder: string): Promise<string[]> {
  const { MONITOR_RIG: _, ...env } = process.env;
  await run(folder, ["node_modules/vitest/vitest.mjs", "run", ...SUITES, ...REPORT], env);
  const { testResults } = JSON.parse(readFileSync(path.join(folder, "tests.json"), "utf8")) as Report;
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    // A file that cannot be loaded, or whose beginning fails, has no tests that fail.
    return tests.length > 0 || message === "" ? tests : [line(`${path.basename(name)}: ${message}`)];
  });
  return failed.filter((name) => !/\bgolden\b/.test(name));
}
