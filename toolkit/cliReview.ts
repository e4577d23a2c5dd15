/** `monitor review`: how it is called, and where it writes. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { SEVERITIES, type Severity } from "../infra/config/schema/policy.ts";
import type { Edge } from "./cliEngine.ts";
import { interruptibly } from "./cliInterrupt.ts";
import { formatOption, outOption, paintFor, programOption } from "./cliOptions.ts";
import { addReviewPost } from "./cliReviewPost.ts";
import type { ReviewFormat } from "./commands/review.ts";
import { progressLine } from "./report/progress.ts";
import { HOSTS, type Host } from "./review/print/markdown.ts";
import type { CommentThresholds } from "./review/verdict.ts";
import { today } from "./today.ts";

interface Options {
  readonly base: string;
  readonly format: ReviewFormat;
  readonly host: Host;
  readonly failOn: Severity;
  readonly override: boolean;
  readonly commentUsd?: number;
  readonly commentPercent?: number;
  readonly commentRisk?: CommentThresholds["risk"];
  readonly out?: string;
  readonly json?: string;
  readonly html?: string;
  readonly sarif?: string;
}

/** Other forms of the same review, each to a file of its own. */
const ALSO = ["json", "html", "sarif"] as const;

export function addReviewCommands(program: Command, edge: Edge): void {
  const review = program
    .command("review")
    .summary("what a change does to every environment: resources, risk, cost, rules")
    .description(
      "Plans every environment twice, as this checkout has it and as the revision had it where the two parted, and tells what changes: " +
        "ranked by risk, then by cost; what each change replaces, endangers and costs; which rules it breaks or mends; whether what prod " +
        "would get has run where it is promoted from. Needs git, and neither credentials nor a network.",
    )
    .argument("[environment...]", "stacks to review, by the name in Pulumi.NAME.yaml (default: all)")
    // Options after a command of its own are that command's.
    .enablePositionalOptions()
    .option("-b, --base <revision>", "branch, tag or commit to compare with", "origin/main")
    .addOption(formatOption(["text", "json", "markdown", "html", "sarif"]))
    .addOption(
      new Option("--host <host>", "code host that Markdown is for: each has room for so much")
        .choices(Object.keys(HOSTS))
        .default("github"),
    )
    .addOption(
      new Option("--fail-on <severity>", "a new finding as bad as this fails the check").choices(SEVERITIES).default("high"),
    )
    .option("--override", "let a failing check pass, and say so in the report", false)
    .addOption(amountOption("--comment-usd <amount>", "worth a comment where a cost changes by so many dollars a month"))
    .addOption(amountOption("--comment-percent <percent>", "worth a comment where a cost changes by so much"))
    .addOption(
      new Option("--comment-risk <level>", "worth a comment where a change is as risky as this").choices([
        "low",
        "medium",
        "high",
      ]),
    )
    .option("--json <file>", "write the report for review post, too")
    .option("--html <file>", "write the page, too")
    .option("--sarif <file>", "write the head's findings for code scanning, too")
    .addOption(programOption())
    .addOption(outOption())
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  monitor review --base origin/main                      what this branch would change, here in the terminal",
        "  monitor review --base origin/main --format html -o review.html",
        "  monitor review prod --base v1.4.0                      prod since that release",
        "  monitor review --base origin/main --json review.json --html review.html --sarif review.sarif",
        "  monitor review --base main --comment-usd 20 --comment-risk medium --json review.json",
        "",
        "Without a threshold, every change is worth a comment; review post keeps to what the report says.",
        "",
        "Exit codes: 0 reviewed; 1 a budget is breached or a new finding is as bad as --fail-on; 2 wrong use, or what cannot be planned.",
      ].join("\n"),
    )
    .action(async (stacks: string[], options: Options) => {
      const { review: run } = await import("./commands/review.ts");
      const { commentUsd: usd, commentPercent: percent, commentRisk: risk, failOn, override, out } = options;
      const comment = { ...(usd !== undefined && { usd }), ...(percent !== undefined && { percent }), ...(risk && { risk }) };
      const progress = progressLine(process.stderr);
      const { text, as, fails, failure } = await run({
        ...{ folder: edge.folder(), stacks, base: options.base, format: options.format, host: options.host },
        ...{ verdict: { failOn, override, comment }, today: today(), paint: paintFor(out) },
        onProgress: (what) => progress.show(what),
        interruptibly,
      }).finally(() => progress.clear());
      for (const format of ALSO) {
        const file = options[format];
        const also = file === undefined ? null : await as(format);
        if (also !== null) edge.emit(also, file);
      }
      if (text !== null) edge.emit(text, out);
      if (failure !== null) throw failure;
      if (fails) process.exitCode = 1;
    });
  addReviewPost(review, edge);
}

const amountOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    const amount = Number(text);
    if (text.trim() === "" || !(amount >= 0) || amount === Number.POSITIVE_INFINITY)
      throw new InvalidArgumentError("A number that is not negative.");
    return amount;
  });
