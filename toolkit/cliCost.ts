/** Commands about cost: how they are called, and where they write. What does the work is loaded by who asks for it. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Edge } from "./cliEngine.ts";
import { collected, formatOption, outOption, paintFor, programOption } from "./cliOptions.ts";
import type { CostInputs } from "./commands/cost.ts";
import type { PreviewFormat } from "./commands/preview.ts";
import { UsageError } from "./plan/project.ts";
import { progressLine } from "./report/progress.ts";
import type { Paint } from "./report/terminal.ts";
import { today } from "./today.ts";

interface Common extends CostInputs {
  readonly on: string;
  readonly out?: string;
}
type Choice<Format extends string> = Common & { readonly format: Format };

const EXITS =
  "Exit codes: 0 estimated; 1 with --check, a budget that blocks is passed; 2 wrong use, bad configuration or prices.";

export function addCostCommands(program: Command, edge: Edge): void {
  const cost = program
    .command("cost")
    .summary("what the environments cost in a month, and why")
    .description(
      "Plans the environments offline and prices every resource from committed price books: low, typical and high use, what is paid " +
        "whatever the use (baseline), what has no figure and why. Needs no credentials and no network. How much an environment is used " +
        "stands under monitor:usage in its stack file; page views (pv) drive everything.",
    )
    .argument("[environment...]", "stacks to price, by the name in Pulumi.NAME.yaml (default: all)")
    // Options after a command of its own are that command's.
    .enablePositionalOptions()
    .addOption(formatOption(["text", "json", "markdown", "html"]))
    .option("-a, --all", "every line with its quantity and price, and everything without a figure (text format)", false)
    .option("--check", "exit with 1 where a budget (monitor:budget) that blocks is passed", false);
  withInputs(cost)
    .addOption(programOption())
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  monitor cost                                  all environments, side by side and each by component",
        "  monitor cost prod --all                       every line: quantity, price for one, low, typical, high",
        "  monitor cost prod --usage pv=50M              what 50 million page views would cost",
        "  monitor cost prod --usage eventDays=90 --usage errorRate=2%",
        "  monitor cost --format html -o cost.html       charts: by service, dev to prod, drivers, page views",
        "  monitor cost --check                          fails where a budget that blocks is passed",
        "",
        EXITS,
      ].join("\n"),
    )
    .hook("preSubcommand", (_, chosen) => refuseEarlyOptions(cost, chosen))
    .action(async (stacks: string[], options: Choice<PreviewFormat> & { all: boolean; check: boolean }) => {
      const run = await import("./commands/cost.ts");
      const { text, isOverBudget } = await planning(edge, options, (common) => run.cost({ ...options, ...common, stacks }));
      edge.emit(text, options.out);
      if (options.check && isOverBudget) process.exitCode = 1;
    });
  addPriceCommands(cost, edge);
  addEnvironmentCommands(cost, edge);
}

function addEnvironmentCommands(cost: Command, edge: Edge): void {
  withInputs(cost.command("actual"))
    .summary("the estimate against what was paid")
    .description(
      "Sets the estimate of an environment beside actual spend by service, from a CSV file, and tells how far off each is.",
    )
    .argument("<environment>", "stack to compare")
    .requiredOption(
      "--from <file>",
      "CSV file with the columns month, vendor, service, amount and currency (USD), and environment where it holds several",
    )
    .option("--month <month>", "as 2026-10 (default: the last one in the file)")
    .addOption(formatOption(["text", "json"]))
    .addHelpText(
      "after",
      "\nExamples:\n  monitor cost actual prod --from spend.csv\n  monitor cost actual prod --from spend.csv --month 2026-10",
    )
    .action(async (stack: string, options: Choice<"text" | "json"> & { from: string; month?: string }) => {
      const [{ estimatesOf }, { costActual }] = await Promise.all([
        import("./commands/cost.ts"),
        import("./commands/costActual.ts"),
      ]);
      const { from, month, format } = options;
      const text = await planning(edge, options, async (common) => {
        const { estimates } = await estimatesOf({ ...options, ...common, stacks: [stack] });
        const [estimate] = estimates;
        if (!estimate) throw new Error(`${stack} was not planned`);
        return costActual({ estimate, from, format, paint: common.paint, ...(month !== undefined && { month }) });
      });
      edge.emit(text, options.out);
    });

  withInputs(cost.command("diff"))
    .summary("why two environments, or two revisions of one, cost what they cost")
    .description(
      "Matches the lines of both and parts each difference into size, count, usage, feature, discount and price; the parts add up exactly. " +
        "With --causes it also tells which settings of the stack files make how much of it, by planning again with settings swapped.",
    )
    .argument("<from>", "environment, or ENVIRONMENT@REVISION")
    .argument("<to>", "environment, or ENVIRONMENT@REVISION")
    .addOption(formatOption(["text", "json", "markdown"]))
    .option("-a, --all", "every line that differs (text format)", false)
    .option("--causes", "which settings cause the difference; some 30 to 60 more plans, ten seconds or so", false)
    .option("--check", "exit with 1 where monitor:budget.change blocks what a revision adds", false)
    .addHelpText(
      "after",
      "\nExamples:\n  monitor cost diff dev prod\n  monitor cost diff dev prod --causes\n  monitor cost diff prod@main prod --check",
    )
    .action(async (from: string, to: string, options: Choice<"text" | "json" | "markdown"> & DiffOptions) => {
      const { costDiff } = await import("./commands/costDiff.ts");
      const { text, breaches } = await planning(edge, options, (common) => costDiff({ ...options, ...common, from, to }));
      edge.emit(text, options.out);
      if (options.check && breaches.length > 0) process.exitCode = 1;
    });

  withInputs(cost.command("what-if"))
    .summary("what an environment would cost with other settings")
    .description("Plans the environment with the settings changed, and tells line by line what it would cost against now.")
    .argument("<environment>", "stack to change in thought")
    .option("-s, --set <key=value>", "a setting as in the stack file, its value in YAML; may be repeated", collected, [])
    .option("-a, --all", "every line that differs (text format)", false)
    .addOption(formatOption(["text", "json", "markdown"]))
    .addHelpText(
      "after",
      "\nExamples:\n  monitor cost what-if prod --set mongodb.tier=M40\n  monitor cost what-if prod --set cluster.nodePools[0].min=2 --set usage.pv=50M\n  monitor cost what-if prod --set 'commitments=[{for: nodes, coverage: 80}]'",
    )
    .action(async (stack: string, options: Choice<"text" | "json" | "markdown"> & { set: readonly string[]; all: boolean }) => {
      const { costWhatIf } = await import("./commands/costWhatIf.ts");
      edge.emit(await planning(edge, options, (common) => costWhatIf({ ...options, ...common, stack })), options.out);
    });

  withInputs(cost.command("explain"))
    .summary("how one figure comes about")
    .description("Price, quantity, tiers, discount and source of one line, the assumptions that move it, and the line of code.")
    .argument("<environment>", "stack it is in")
    .argument("<line>", "the line's id, as monitor cost --all and --format json have it")
    .addOption(formatOption(["text", "json"]))
    .addHelpText("after", "\nExamples:\n  monitor cost explain prod NatGateway/network-nat-a/hours")
    .action(async (stack: string, line: string, options: Choice<"text" | "json">) => {
      const { costExplain } = await import("./commands/costExplain.ts");
      edge.emit(await planning(edge, options, (common) => costExplain({ ...options, ...common, stack, line })), options.out);
    });

  withInputs(cost.command("advice"))
    .summary("what would make an environment cheaper")
    .description(
      "Tells what to change, what each change saves in a month, and on what condition. Each is checked by pricing the environment with it.",
    )
    .argument("<environment>", "stack to advise on")
    .addOption(formatOption(["text", "json"]))
    .addHelpText("after", "\nExamples:\n  monitor cost advice prod\n  monitor cost advice prod --usage pv=50M --format json")
    .action(async (stack: string, options: Choice<"text" | "json">) => {
      const { costAdvice } = await import("./commands/costAdvice.ts");
      edge.emit(await planning(edge, options, (common) => costAdvice({ ...options, ...common, stack })), options.out);
    });
}

function addPriceCommands(cost: Command, edge: Edge): void {
  cost
    .command("price")
    .summary("price single resources that a file describes")
    .description(
      "Prices each case of a JSON file by itself: a resource's attributes and its monthly use. Prints its lines as JSON.",
    )
    .requiredOption("--file <file>", "JSON file with cases; toolkit/testdata/cost/cases.json has some")
    .addOption(onOption())
    .addOption(outOption())
    .addHelpText("after", "\nExamples:\n  monitor cost price --file cases.json -o priced.json")
    .action(async ({ file, on, out }: { file: string; on: string; out?: string }) => {
      const { costPriceJson } = await import("./commands/costPrice.ts");
      edge.emit(costPriceJson({ file, today: on }), out);
    });

  cost
    .command("scenario")
    .summary("price a list of things beside what was planned for each")
    .description("Prices the deployment plan's own cost table line by line, or a file of that shape.")
    .argument("[file]", "YAML file (default: the deployment plan's table, toolkit/cost/scenario/plan.yaml)")
    .addOption(formatOption(["text", "json"]))
    .addOption(pricesOption())
    .addOption(onOption())
    .addOption(outOption())
    .addHelpText("after", "\nExamples:\n  monitor cost scenario\n  monitor cost scenario mine.yaml --format json")
    .action(async (file: string | undefined, options: Choice<"text" | "json">) => {
      const [{ bookOf }, { costScenario }] = await Promise.all([
        import("./commands/cost.ts"),
        import("./commands/costScenario.ts"),
      ]);
      const { format, on: today, out } = options;
      const book = await bookOf(options);
      edge.emit(costScenario({ format, book, today, paint: paintFor(out), ...(file !== undefined && { file }) }), out);
    });

  const prices = cost
    .command("prices")
    .summary("the price books: what they lack, and new prices")
    .description("The committed price books.");
  withInputs(prices.command("check"))
    .summary("missing, unverified, stale and undated prices")
    .description("Lists what the price books lack or are unsure of, for the current environments.")
    .argument("[environment...]", "stacks to look at (default: all)")
    .addOption(formatOption(["text", "json"]))
    .addHelpText("after", "\nExamples:\n  monitor cost prices check\n  monitor cost prices check prod --format json")
    .action(async (stacks: string[], options: Choice<"text" | "json">) => {
      const [{ estimatesOf }, { pricesCheck }] = await Promise.all([
        import("./commands/cost.ts"),
        import("./commands/costPrices.ts"),
      ]);
      const text = await planning(edge, options, async (common) => {
        const { estimates, book } = await estimatesOf({ ...options, ...common, stacks });
        return pricesCheck({ ...common, estimates, book, format: options.format });
      });
      edge.emit(text, options.out);
    });
  prices
    .command("refresh")
    .summary("take new prices over from the AWS Price List")
    .description(
      "Asks AWS for the prices that the books have of it and writes what has changed into them; all or nothing. Needs AWS credentials that " +
        "may call pricing:GetProducts, or recorded answers.",
    )
    .option("--from <folder>", "take the answers from this folder instead of asking AWS")
    .option("--region <region>", "add the prices that the environments would need in this region")
    .option("--dry-run", "tell what would change, and write nothing", false)
    .addOption(formatOption(["text", "json"]))
    .addOption(outOption())
    .addHelpText(
      "after",
      "\nExamples:\n  monitor cost prices refresh --dry-run\n  monitor cost prices refresh --region eu-west-1",
    )
    .action(async (options: { from?: string; region?: string; dryRun: boolean; format: "text" | "json"; out?: string }) => {
      const { pricesRefresh } = await import("./commands/costPrices.ts");
      const common = { ...options, on: today(), usage: [], prices: [] };
      const text = await planning(edge, common, async ({ folder, today: day, paint, onProgress }) => {
        const { estimatesOf } = await import("./commands/cost.ts");
        const inputs = { folder, today: day, onProgress, stacks: [], usage: [], prices: [] };
        const estimates = options.region === undefined ? [] : (await estimatesOf(inputs)).estimates;
        return pricesRefresh({ ...options, estimates, today: day, paint });
      });
      edge.emit(text, options.out);
    });
}

interface DiffOptions {
  readonly all: boolean;
  readonly causes: boolean;
  readonly check: boolean;
}

interface Planning {
  readonly folder: string;
  readonly today: string;
  readonly paint: Paint;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

/** Runs what plans environments, saying on a terminal what it is at. */
async function planning<T>({ folder }: Edge, { on, out }: Common, run: (common: Planning) => Promise<T>): Promise<T> {
  const progress = progressLine(process.stderr);
  const onProgress = (what: string, done: number, total: number): void => progress.show(`${what} (${done + 1} of ${total})`);
  try {
    return await run({ folder: folder(), today: on, paint: paintFor(out), onProgress });
  } finally {
    progress.clear();
  }
}

/** `monitor cost --format json diff dev prod` would go without the option unsaid. */
function refuseEarlyOptions(cost: Command, chosen: Command): void {
  const early = cost.options.find((option) => cost.getOptionValueSource(option.attributeName()) === "cli");
  if (early)
    throw new UsageError(`${early.long} stands before ${chosen.name()}, which would not see it`, `put it after ${chosen.name()}`);
}

/** What every estimate can be told. */
const withInputs = (command: Command): Command =>
  command
    .addOption(
      new Option("-u, --usage <key=value>", "assume this instead of what the stack file says, such as pv=50M; may be repeated")
        .default([], "what the stack file says")
        .argParser(collected),
    )
    .option("--usage-file <file>", "assume what this YAML file says, in the form of monitor:usage; --usage wins over it")
    .addOption(pricesOption())
    .addOption(onOption())
    .addOption(outOption());

const pricesOption = (): Option =>
  new Option("-p, --prices <file>", "prices of your own, such as agreed ones, that win over the books; may be repeated")
    .default([], "the committed books alone")
    .argParser(collected);
const onOption = (): Option =>
  new Option("--on <date>", "the day to estimate for: support of a version ends on a date, and prices grow old")
    .default(today(), "today")
    .argParser((text) => {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
        throw new InvalidArgumentError("A day is written as 2026-11-23.");
      return text;
    });
