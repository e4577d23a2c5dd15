/** What the rules take: the command from a cold process beside other people's scanner on the same plan, and the rules by themselves. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { planStacks } from "../plan/plan.ts";
import { checkPolicy } from "../policy/check.ts";
import { RULES } from "../policy/rules/index.ts";
import { policySettings } from "../policy/settings.ts";
import { CHECKOV } from "../testServers.ts";
import { type Case, measureNode, measureProgram, ROOT } from "./measure.ts";
import { repeated } from "./pricing.ts";

/** Where checkov is not on PATH, its row is missing, and that is told. */
export function policyCases(): { readonly cases: readonly Case[]; readonly skipped?: string; readonly end: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-bench-"));
  const file = path.join(folder, "plan.json");
  const ours = (command: string) => () => measureNode(["toolkit/cli.ts", command, "prod", "-o", "/dev/null"]);
  const peer = "checkov on prod's exported plan";
  const cases: Case[] = [{ name: "monitor policy prod", runs: 5, measure: ours("policy"), ...(CHECKOV && { against: peer }) }];
  const end = () => rmSync(folder, { recursive: true });
  const checkov = CHECKOV;
  if (checkov === undefined) return { cases, skipped: "the scanner to compare with: checkov is not on PATH", end };
  const args = ["--import", "tsx", "toolkit/cli.ts", "export", "prod", "--format", "terraform-plan", "--out", file];
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: "pipe" });
  const options = ["--framework", "terraform_plan", "--skip-download", "--quiet", "--compact", "--soft-fail"];
  cases.unshift({ name: peer, runs: 5, measure: () => measureProgram(checkov, ["--file", file, ...options]) });
  return { cases, end };
}

const WARM_UP = 3;
const RUNS = 5;

/** Milliseconds that all rules take over prod's graph, so many times over. */
export async function ruling(copies: number): Promise<{
  readonly resources: number;
  /** How often a rule has judged a resource. */
  readonly judged: number;
  readonly first: number;
  readonly runs: number[];
}> {
  const [planned] = await planStacks({ folder: ROOT, stacks: ["prod"] });
  if (!planned) throw new Error("prod was not planned");
  const { graph, config } = planned;
  const settings = policySettings(planned);
  const many = repeated(graph, copies);
  const timed = (): { judged: number; milliseconds: number } => {
    // Of its own: rules keep what they have read of a graph.
    const own = structuredClone(many);
    const started = performance.now();
    const report = checkPolicy({ graph: own, config, settings, rules: RULES, estimate: null, today: "2026-11-24" });
    const milliseconds = performance.now() - started;
    return { judged: report.kept + report.findings.length + report.waived.length + report.cannotTell.length, milliseconds };
  };
  const all = Array.from({ length: WARM_UP + RUNS }, timed);
  const runs = all.slice(WARM_UP).map(({ milliseconds }) => milliseconds);
  return { resources: many.resources.length, judged: all[0]?.judged ?? 0, first: all[0]?.milliseconds ?? 0, runs };
}
