/** Commands that reach the world through Pulumi's engine: how they are called, and where they speak. */
import { getEventListeners } from "node:events";
import { createInterface } from "node:readline/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { DURATION, type Duration, seconds } from "../infra/config/units.ts";
import { collected, formatOption, outOption, paintFor } from "./cliOptions.ts";
import { secrecy } from "./engine/secrecy.ts";
import type { Voice } from "./engine/voice.ts";
import { progressLine } from "./report/progress.ts";
import { type Paint, painter } from "./report/terminal.ts";

/** What the edge lends the commands. */
export interface Edge {
  readonly folder: () => string;
  readonly emit: (text: string, out?: string) => void;
}

interface ChangeOptions {
  readonly yes: boolean;
  readonly wait: number;
  readonly created: readonly string[];
  readonly notCreated: readonly string[];
}

interface UpOptions extends ChangeOptions {
  readonly allowReplace: readonly string[];
  readonly plan?: string;
}

const EXITS = "Exit codes: 0 done, or nothing to do; 2 wrong use, bad configuration, refused or failed.";

export function addEngineCommands(program: Command, { folder, emit: emitAll }: Edge): void {
  const emit: Edge["emit"] = (text, out) => emitAll(secrecy.mask(text), out);
  program
    .command("up")
    .summary("deploy an environment: what its program says becomes so")
    .description(
      "Plans the stack offline, asks Pulumi's engine what it would change, shows that, and does it when you agree. Needs the Pulumi CLI " +
        "and the clouds' credentials (monitor doctor says what is missing). What would replace or delete something stateful " +
        "(a database, bucket, cache, cluster, index, key) is refused unless it is named. Which rules the plan breaks is shown; a production " +
        "stack (monitor:policy.profile) is not changed while it breaks a high one that nobody has waived.",
    )
    .argument("<environment>", "stack to deploy, by the name in Pulumi.NAME.yaml; made where it has no state yet")
    .option("-y, --yes", "go ahead without asking; where no terminal is, nobody can be asked", false)
    .option("--allow-replace <urn>", "let this stateful resource be replaced or deleted; may be repeated", collected, [])
    .addOption(createdOption())
    .addOption(notCreatedOption())
    .option("--plan <file>", "do exactly what was reviewed: a plan that preview --engine --plan wrote")
    .addOption(waitOption())
    .addHelpText("after", `\nExamples:\n  monitor up dev\n  monitor up prod --yes --wait 10m\n\n${EXITS}`)
    .action(async (stack: string, options: UpOptions) => {
      const { up } = await import("./commands/up.ts");
      await speaking(async (common) => emit(await up({ ...common, ...options, folder: folder(), stack })));
    });

  program
    .command("bootstrap")
    .summary("the first deployment: the shared stack, and its state into the bucket that it makes")
    .description(
      "Pulumi needs a place for its state before it can deploy, and the shared stack makes that place. This deploys the shared stack with " +
        "its state on this machine (.monitor/bootstrap), as monitor up would, moves the state into the bucket, sees that it is whole there, " +
        "and removes it here. Once for a project; what was interrupted goes on with the same command, and nothing is made twice.",
    )
    .option("-y, --yes", "go ahead without asking; where no terminal is, nobody can be asked", false)
    .option("--allow-replace <urn>", "let this stateful resource be replaced or deleted; may be repeated", collected, [])
    .addOption(createdOption())
    .addOption(notCreatedOption())
    .addHelpText(
      "after",
      [
        "",
        "Needs the Pulumi CLI, credentials for AWS and Cloudflare, and PULUMI_CONFIG_PASSPHRASE, which encrypts the secrets in the state.",
        "No backend need be configured; where the shared stack has state in the one that is, nothing is done.",
        "",
        "Examples:",
        "  monitor bootstrap          shows what the shared stack would make, asks, makes it, moves its state",
        "  monitor bootstrap --yes    the same where nobody can be asked",
        "",
        "In the end it says what to put into Pulumi.yaml; after that: monitor up dev",
        "",
        EXITS,
      ].join("\n"),
    )
    .action(async (options: Omit<UpOptions, "wait" | "plan">) => {
      const { bootstrap } = await import("./commands/bootstrap.ts");
      await speaking(async (common) => emit(await bootstrap({ ...common, ...options, folder: folder() })));
    });

  program
    .command("destroy")
    .summary("delete everything an environment holds")
    .description(
      "Shows what a stack holds and deletes it when you type its name. What its configuration protects is not deleted: the command says " +
        "so and does nothing.",
    )
    .argument("<environment>", "stack to delete")
    .option("-y, --yes", "go ahead without asking; where no terminal is, nobody can be asked", false)
    .addOption(createdOption())
    .addOption(notCreatedOption())
    .addOption(waitOption())
    .addHelpText("after", `\nExamples:\n  monitor destroy dev\n\n${EXITS}`)
    .action(async (stack: string, options: ChangeOptions) => {
      const { destroy } = await import("./commands/destroy.ts");
      await speaking(async (common) => emit(await destroy({ ...common, ...options, folder: folder(), stack })));
    });

  program
    .command("drift")
    .summary("what has changed in an environment behind the program's back")
    .description(
      "Asks the clouds what has become of everything a stack holds, and compares it, property by property, with what was deployed. Changes " +
        "nothing. What scales or binds by itself is told with its reason, and is no finding.",
    )
    .argument("<environment>", "stack to look at")
    .option("--without-secrets", "leave out values in Secrets Manager and Helm's releases, for a role that may read no secrets")
    .addOption(formatOption(["text", "json"]))
    .addOption(outOption())
    .addHelpText("after", "\nExit codes: 0 as it was deployed; 1 there are differences; 2 wrong use or failure.")
    .action(async (stack: string, options: { withoutSecrets?: true; format: "text" | "json"; out?: string }) => {
      const { drift } = await import("./commands/drift.ts");
      const { withoutSecrets = false, format, out } = options;
      const paint = paintFor(out);
      await speaking(async ({ voice, signal }) => {
        const { text, hasFindings } = await drift({ folder: folder(), stack, withoutSecrets, format, paint, voice, signal });
        emit(text, out);
        if (hasFindings) process.exitCode = 1;
      });
    });

  program
    .command("doctor")
    .summary("what is missing to deploy from here: tools, versions, credentials, quotas")
    .description(
      "Checks this machine and the project, and with an environment also the clouds it is deployed to, and tells how to mend what is not " +
        "as it must be. What cannot be asked from here is told as that. Changes nothing.",
    )
    .argument("[environment]", "stack that is to be deployed")
    .addOption(formatOption(["text", "json"]))
    .addHelpText("after", "\nExit codes: 0 nothing is missing; 2 something is.")
    .action(async (stack: string | undefined, { format }: { format: "text" | "json" }) => {
      const { doctor } = await import("./commands/doctor.ts");
      const { thisMachine } = await import("./engine/doctor/machine.ts");
      const context = thisMachine(folder(), stack ?? null, process.env);
      const { text, sound } = await doctor({ context, format, paint: painter(process.stdout, process.env) });
      emit(text);
      if (!sound) process.exitCode = 2;
    });

  program
    .command("outputs")
    .summary("what a deployed environment tells others: hosts, names, addresses")
    .description("Shows the outputs of a stack's last deployment, from its state. Secrets are never shown.")
    .argument("<environment>", "stack to ask")
    .addOption(formatOption(["text", "json"]))
    .addOption(outOption())
    .action(async (stack: string, { format, out }: { format: "text" | "json"; out?: string }) => {
      const { outputs } = await import("./commands/outputs.ts");
      const paint = paintFor(out);
      emit(await outputs({ folder: folder(), stack, format, paint }), out);
    });
}

/** After an engine was killed, what only a person can look for. */
const createdOption = (): Option =>
  new Option("--created <urn=id>", "what was being created when the engine was killed is there, under this id; may be repeated")
    .default([])
    .argParser(collected);
const notCreatedOption = (): Option =>
  new Option("--not-created <urn>", "what was being created when the engine was killed is not there; may be repeated")
    .default([])
    .argParser(collected);

export const waitOption = (): Option =>
  new Option("--wait <duration>", "how long to wait for somebody else's operation on the stack, such as 10m")
    .default(0, "do not wait")
    .argParser((text) => {
      if (!DURATION.test(text)) throw new InvalidArgumentError("A duration is a number and a unit: 30s, 10m, 1h.");
      return seconds(text as Duration) * 1000;
    });

/** Runs a command that speaks while it works, and that Ctrl-C ends in order. */
export async function speaking(
  run: (common: { paint: Paint; voice: Voice; signal: AbortSignal }) => Promise<void>,
): Promise<void> {
  const line = progressLine(process.stderr);
  const say = (text: string): void => {
    line.clear();
    process.stderr.write(`${secrecy.mask(text)}\n`);
  };
  const show = (text: string): void => (text === "" ? line.clear() : line.show(secrecy.mask(text)));
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  const interrupt = new AbortController();
  let interruptions = 0;
  // A terminal sends Ctrl-C to the engine too: the first lets it finish what it has begun, the second stops it. Elsewhere we pass them
  // on, and end when the engine has. Whoever still waits after that is let go.
  const onSignal = (): void => {
    interruptions++;
    if (interruptions > 2 || (interruptions > 1 && !isTerminal && !isEngineAtWork(interrupt.signal))) process.exit(INTERRUPTED);
    if (interruptions === 1) say("interrupted: the engine finishes what it has begun; interrupt again to stop at once");
    if (isTerminal) return;
    if (interruptions === 1) interrupt.abort();
    else interrupt.signal.dispatchEvent(new Event("abort"));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    await run({
      paint: painter(process.stderr, process.env),
      voice: { say, show, ask: isTerminal ? (question) => ask(secrecy.mask(question)) : null },
      signal: interrupt.signal,
    });
  } catch (error) {
    if (interruptions > 1 && !isTerminal) process.exit(INTERRUPTED);
    throw secrecy.cleared(error);
  } finally {
    line.clear();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

/** As shells have it. */
const INTERRUPTED = 130;

const isEngineAtWork = (signal: AbortSignal): boolean => getEventListeners(signal, "abort").length > 0;

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
