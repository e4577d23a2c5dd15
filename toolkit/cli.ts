#!/usr/bin/env tsx
/** The `monitor` command: parses, calls, writes, and sets the exit code. Nothing else of the toolkit writes. */
import "../stacks/lean.ts";
import { writeFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addCostCommands } from "./cliCost.ts";
import { addDiffCommand } from "./cliDiff.ts";
import { addEngineCommands, speaking } from "./cliEngine.ts";
import { addEnvironmentCommands } from "./cliEnv.ts";
import { addExportCommand } from "./cliExport.ts";
import { formatOption, outOption, paintFor, programOption } from "./cliOptions.ts";
import { addPolicyCommand } from "./cliPolicy.ts";
import { addReviewCommands } from "./cliReview.ts";
import type { PreviewFormat } from "./commands/preview.ts";
import { UsageError } from "./plan/project.ts";
import { errorText } from "./report/errorText.ts";
import { progressLine } from "./report/progress.ts";
import { painter } from "./report/terminal.ts";
import { today } from "./today.ts";

/** Fine; findings; wrong use or failure. */
const EXIT = { fine: 0, failure: 2 } as const;

interface PreviewOptions {
  readonly format: PreviewFormat;
  readonly resources: boolean;
  readonly engine: boolean;
  readonly plan?: string;
  readonly out?: string;
}

const program = new Command("monitor")
  .description("Plans, prices, reviews and deploys the environments of a front-end error-monitoring platform.")
  .option("-C, --cwd <folder>", "work on the Pulumi project in this folder", ".")
  .helpCommand(false)
  // Options after a command are that command's: cost and its own commands share some.
  .enablePositionalOptions()
  .showHelpAfterError("(monitor --help shows what there is)")
  .hook("preAction", (all, command) => {
    const { program: folder } = command.opts<{ program?: string }>();
    if (folder !== undefined) all.setOptionValue("cwd", folder);
  })
  .exitOverride();

program
  .command("preview")
  .summary("what the environments would hold, planned offline")
  .description(
    "Runs each stack's program in this process and shows the resources it registers, by component, " +
      "with what they cost and which rules they break. Needs no credentials, " +
      "no network and no Pulumi CLI. What only a cloud can know stands as a placeholder; what the plan cannot tell is listed.",
  )
  .argument("[environment...]", "stacks to plan, by the name in Pulumi.NAME.yaml (default: all)")
  .addOption(formatOption(["text", "json", "markdown", "html"]))
  .option("-r, --resources", "list every resource with its line of code (text format)", false)
  .option("-e, --engine", "ask Pulumi's engine instead: what would change against the state of what is deployed", false)
  .option("--plan <file>", "with --engine: write the plan of one environment, for up --plan to be held to")
  .addOption(programOption())
  .addOption(outOption())
  .addHelpText(
    "after",
    [
      "",
      "Examples:",
      "  monitor preview                        all environments",
      "  monitor preview prod --resources       every resource of prod, with its line of code",
      "  monitor preview prod --engine          create, update, replace or delete, against the state",
      "  monitor preview --format json -o plan.json",
      "  monitor preview --format html -o plan.html   a page to look at: architecture, cost, findings, every resource",
      "",
      "Exit codes: 0 planned, 2 wrong use, bad configuration or a program that fails.",
    ].join("\n"),
  )
  .action(async (stacks: string[], options: PreviewOptions) => {
    const { format, resources, engine, plan, out } = options;
    const folder = program.opts<{ cwd: string }>().cwd;
    if (plan !== undefined && !engine) throw new UsageError("a plan is made with the engine", "add --engine");
    const paint = paintFor(out);
    if (engine) {
      const { previewEngine } = await import("./commands/previewEngine.ts");
      await speaking(async ({ voice, signal }) => {
        const found = await previewEngine({ folder, stacks, format, voice, signal, paint, ...(plan !== undefined && { plan }) });
        if (plan !== undefined && found.plan !== undefined) write(plan, found.plan);
        emit(found.text, out);
      });
      return;
    }
    const { preview } = await import("./commands/preview.ts");
    const progress = progressLine(process.stderr);
    const text = await preview({
      ...{ folder, stacks, format, resources, paint, today: today() },
      onProgress: (stack, done, total) => progress.show(`planning ${stack} (${done + 1} of ${total})`),
    }).finally(() => progress.clear());
    emit(text, out);
  });

program
  .command("render")
  .summary("the Kubernetes objects of an environment as YAML")
  .description(
    "Shows the Kubernetes objects an environment's program makes, in the order in which they can be applied, planned offline. " +
      "What only a cloud knows stands as ${name.output}. Helm releases are named, not rendered: their charts are not here.",
  )
  .argument("<environment>", "stack to render, by the name in Pulumi.NAME.yaml")
  .option("--reach", "tell who may reach whom, by the network policies, instead", false)
  .addOption(outOption())
  .addHelpText("after", "\nExamples:\n  monitor render prod\n  monitor render prod --reach\n  monitor render dev -o dev.yaml")
  .action(async (stack: string, options: { reach: boolean; out?: string }) => {
    const { render } = await import("./commands/render.ts");
    const paint = paintFor(options.out);
    emit(await render({ folder: program.opts<{ cwd: string }>().cwd, stack, reach: options.reach, paint }), options.out);
  });

addDiffCommand(program, { folder: () => program.opts<{ cwd: string }>().cwd, emit });

addExportCommand(program, { folder: () => program.opts<{ cwd: string }>().cwd, emit });

addCostCommands(program, { folder: () => program.opts<{ cwd: string }>().cwd, emit });

addPolicyCommand(program, { folder: () => program.opts<{ cwd: string }>().cwd, emit });

addReviewCommands(program, { folder: () => program.opts<{ cwd: string }>().cwd, emit });

addEngineCommands(program, { folder: () => program.opts<{ cwd: string }>().cwd, emit });

addEnvironmentCommands(program, { folder: () => program.opts<{ cwd: string }>().cwd, emit });

/** To the terminal, or to a file. */
function emit(text: string, out: string | undefined): void {
  if (out === undefined) process.stdout.write(text);
  else write(out, text);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(
      `${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`,
      "name a file in a folder that exists and can be written to",
    );
  }
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? EXIT.fine : EXIT.failure));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.failure;
  else {
    process.stderr.write(`${errorText(error, painter(process.stderr, process.env))}\n`);
    process.exitCode = EXIT.failure;
  }
}
