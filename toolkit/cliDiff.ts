/** `monitor diff`: how it is called, and where it writes. */
import type { Command } from "commander";
import type { Edge } from "./cliEngine.ts";
import { formatOption, outOption, paintFor } from "./cliOptions.ts";
import type { DiffFormat } from "./commands/diff.ts";
import { progressLine } from "./report/progress.ts";

interface Options {
  readonly format: DiffFormat;
  readonly all: boolean;
  readonly out?: string;
}

export function addDiffCommand(program: Command, edge: Edge): void {
  program
    .command("diff")
    .summary("how two environments differ, or two revisions of one")
    .description(
      "Plans both offline and tells which settings and resources differ, in words: what a provider would do about each (update it, or make " +
        "it anew), sure or perhaps and why, what is lost or stands still, and what depends on it. Needs no credentials and no network.",
    )
    .argument("<from>", "environment, or ENVIRONMENT@REVISION")
    .argument("<to>", "environment, or ENVIRONMENT@REVISION")
    .addOption(formatOption(["text", "json", "markdown"]))
    .option("-a, --all", "also what cannot hurt, and every resource that comes or goes (text format)", false)
    .addOption(outOption())
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  monitor diff dev prod",
        "  monitor diff prod@main prod             what this checkout makes of prod",
        "  monitor diff prod@v1 prod@v2 --format markdown",
        "",
        "Exit codes: 0 compared, whatever the difference; 2 wrong use, bad configuration or a program that fails.",
      ].join("\n"),
    )
    .action(async (from: string, to: string, { format, all, out }: Options) => {
      const { diff } = await import("./commands/diff.ts");
      const progress = progressLine(process.stderr);
      const text = await diff({
        ...{ folder: edge.folder(), from, to, format, all, paint: paintFor(out) },
        onProgress: (what, done, total) => progress.show(`${what} (${done + 1} of ${total})`),
      }).finally(() => progress.clear());
      edge.emit(text, out);
    });
}
