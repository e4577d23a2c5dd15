/** `monitor policy`: how it is called, and where it writes. */
import { type Command, Option } from "commander";
import { SEVERITIES, type Severity } from "../infra/config/schema/policy.ts";
import type { Edge } from "./cliEngine.ts";
import { formatOption, outOption, paintFor, programOption } from "./cliOptions.ts";
import type { PolicyFormat } from "./commands/policy.ts";
import { UsageError } from "./plan/usageError.ts";
import { progressLine } from "./report/progress.ts";
import { today } from "./today.ts";

interface Options {
  readonly format: PolicyFormat;
  readonly rules: boolean;
  readonly failOn: Severity;
  readonly out?: string;
}

export function addPolicyCommand(program: Command, edge: Edge): void {
  program
    .command("policy")
    .summary("which rules the environments break, and what to do about it")
    .description(
      "Plans the environments offline and holds every resource to the rules (docs/policy.md): what scanners and benchmarks ask, and what " +
        "none does. What the plan cannot tell is never a pass; in production it is a finding. What is asked of an environment, and what is " +
        "waived, stands under monitor:policy in its stack file. Needs no credentials and no network.",
    )
    .argument("[environment...]", "stacks to check, by the name in Pulumi.NAME.yaml (default: all)")
    .addOption(formatOption(["text", "json", "markdown", "sarif"]))
    .option("--rules", "list every rule instead: what it asks, how bad it is to break it, who else asks it", false)
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 where a finding is as bad as this").choices(SEVERITIES).default("medium"),
    )
    .addOption(programOption())
    .addOption(outOption())
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  monitor policy                                all environments, worst findings first",
        "  monitor policy prod --fail-on low             fails on any finding",
        "  monitor policy --format sarif -o policy.sarif for code scanning",
        "  monitor policy --rules                        every rule, and under which ids checkov, kube-score and CIS ask it",
        "",
        "Exit codes: 0 no finding as bad as --fail-on; 1 at least one; 2 wrong use, bad configuration or a program that fails.",
      ].join("\n"),
    )
    .action(async (stacks: string[], { format, rules, failOn, out }: Options) => {
      const { policy, policyRules } = await import("./commands/policy.ts");
      const paint = paintFor(out);
      if (rules) {
        if (stacks.length > 0)
          throw new UsageError(
            `--rules lists every rule, of whatever environment: ${stacks.join(", ")}`,
            "name none, or leave --rules out",
          );
        edge.emit(policyRules(format, paint), out);
        return;
      }
      const progress = progressLine(process.stderr);
      const { text, fails } = await policy({
        ...{ folder: edge.folder(), stacks, format, failOn, paint, today: today() },
        onProgress: (stack, done, total) => progress.show(`planning ${stack} (${done + 1} of ${total})`),
      }).finally(() => progress.clear());
      edge.emit(text, out);
      if (fails) process.exitCode = 1;
    });
}
