/** Commands on environments that come and go. */
import type { Command } from "commander";
import { type Edge, speaking, waitOption } from "./cliEngine.ts";
import { secrecy } from "./engine/secrecy.ts";

export function addEnvironmentCommands(program: Command, { folder, emit: emitAll }: Edge): void {
  const emit = (text: string): void => emitAll(secrecy.mask(text));
  const env = program
    .command("env")
    .summary("environments that are wanted for a time: what is deployed, and what is past its last day")
    .helpCommand(false);

  env
    .command("list")
    .summary("what is deployed, and until when it is wanted")
    .description(
      "Tells of every stack that has state whether it has a last day (monitor:expires), and what env reap would do with it.",
    )
    .argument("[environment...]", "stacks to look at (default: all that have state)")
    .action(async (stacks: string[]) => {
      const { envList } = await import("./commands/envReap.ts");
      await speaking(async ({ paint, voice }) => emit(await envList({ folder: folder(), stacks, paint, voice })));
    });

  env
    .command("reap")
    .summary("destroy the environments whose last day has passed")
    .description(
      "Destroys every environment that was deployed with monitor:expires, once that day is past; its file need not be here any more. One " +
        "without a last day, or that holds something protected from deletion, is never touched.",
    )
    .argument("[environment...]", "stacks that may go (default: all that have state)")
    .option("-y, --yes", "go ahead without asking; where no terminal is, nobody can be asked", false)
    .addOption(waitOption())
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  monitor env list           what is deployed, and until when",
        "  monitor env reap --yes     as a nightly job calls it",
        "",
        "Exit codes: 0 done, or nothing to do; 2 wrong use, or an environment that could not go.",
      ].join("\n"),
    )
    .action(async (stacks: string[], options: { yes: boolean; wait: number }) => {
      const { envReap } = await import("./commands/envReap.ts");
      await speaking(async (common) => emit(await envReap({ ...common, ...options, folder: folder(), stacks })));
    });
}
