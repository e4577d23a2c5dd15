import { parse } from "yaml";
import { put, stepsOf, treeOf, withTree } from "../cost/compare/changes.ts";
import { diffEstimates } from "../cost/compare/diff.ts";
import { diffJson } from "../cost/print/diffJson.ts";
import { diffMarkdown } from "../cost/print/diffMarkdown.ts";
import { diffText } from "../cost/print/diffText.ts";
import { estimateStack } from "../cost/stack.ts";
import type { Json } from "../graph/graph.ts";
import { InvalidConfig } from "../plan/plan.ts";
import { type StackFile, UsageError } from "../plan/project.ts";
import { variantPlanner } from "../plan/variant.ts";
import type { Paint } from "../report/terminal.ts";
import { bookOf, type CostInputs, overridesOf } from "./cost.ts";

export interface CostWhatIfRequest extends CostInputs {
  readonly folder: string;
  readonly stack: string;
  /** `cluster.nodePools[0].max=10`, values as YAML. */
  readonly set: readonly string[];
  readonly format: "text" | "json" | "markdown";
  readonly all: boolean;
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
}

/**
 * What an environment would cost with other settings, against what it costs.
 * @throws UsageError or InvalidConfig for settings that cannot be; nothing is planned then
 */
export async function costWhatIf({
  folder,
  stack: name,
  set,
  format,
  all,
  today,
  paint,
  ...inputs
}: CostWhatIfRequest): Promise<string> {
  if (set.length === 0) throw new UsageError("nothing is set", "--set mongodb.tier=M40");
  const options = { book: await bookOf(inputs), today, overrides: overridesOf(inputs) };
  const planner = await variantPlanner(folder);
  const { file, problems } = planner.stack(name);
  if (problems.length > 0) throw new InvalidConfig([{ file, problems }]);
  const changed = withSettings(file, set);
  const invalid = planner.read(changed).problems;
  if (invalid.length > 0) throw new InvalidConfig([{ file: { ...changed, lineOf: () => undefined }, problems: invalid }]);

  const now = estimateStack(await planner.plan(file), options);
  const then = estimateStack(await planner.plan(changed), options);
  const diff = diffEstimates(now, { ...then, name: set.join(", ") }, { books: { from: options.book, to: options.book } });
  if (format === "json") return diffJson(diff, null);
  return format === "markdown" ? diffMarkdown(diff, null) : diffText(diff, null, { paint, all });
}

function withSettings(file: StackFile, settings: readonly string[]): StackFile {
  const tree = structuredClone(treeOf(file));
  for (const setting of settings) {
    const [, path, text] = /^([\w.[\]]+)=(.*)$/s.exec(setting) ?? [];
    if (path === undefined || text === undefined)
      throw new UsageError(`--set ${setting}: KEY=VALUE`, "for example --set mongodb.tier=M40");
    let value: Json;
    try {
      value = parse(text) as Json;
    } catch (error) {
      throw new UsageError(`--set ${setting}: ${(error as Error).message.split("\n")[0]}`, "a value as it stands in YAML");
    }
    put(tree, stepsOf(path), value);
  }
  return withTree(file, tree);
}
