/** The table of what caught which defect, as a document. */
import type { Defect } from "./list.ts";
import type { Told } from "./offline.ts";
import type { LabTold } from "./onLab.ts";

export interface Result {
  readonly defect: Defect;
  readonly compiler: Told;
  readonly plan: Told;
  readonly tests: readonly string[];
  /** Null where the plan fails already, so that `up` asks nothing of the engine. */
  readonly lab: LabTold | null;
}

const WHERE = {
  up: "at the first `up`",
  trust: "at the comparison with the offline plan",
  again: "at the second `up`, which should have nothing to do",
  destroy: "at `destroy`",
  over: "at an `up` over what is deployed",
} as const;

const isCaught = ({ compiler, plan, tests, lab }: Result): boolean =>
  [compiler, plan, lab?.told ?? null].some((told) => told !== null) || tests.length > 0;

/** Whoever spoke first says how it was told. */
function howTold({ compiler, plan, tests, lab }: Result): string {
  if (compiler !== null) return compiler;
  if (plan !== null) return plan;
  if (tests[0] !== undefined) return tests[0];
  return lab?.where ? `${WHERE[lab.where]}: ${lab.told}` : "nobody";
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const mark = (caught: boolean): string => (caught ? "caught" : "–");

export function reportText(results: readonly Result[], about: { readonly date: string; readonly minutes: number }): string {
  const count = (is: (result: Result) => boolean): number => results.filter(is).length;
  const missed = results.filter((result) => !isCaught(result));
  const offline = (result: Result) => result.compiler !== null || result.plan !== null || result.tests.length > 0;
  const onLab = results.filter(({ lab }) => lab?.where);
  return [
    "# Seeded defects",
    "",
    `Mistakes that people make, each planted in a copy of the program (\`toolkit/engine/defects/list.ts\`), and who notices. Of ${results.length},`,
    `**${results.length - missed.length} are caught**: ${count(offline)} without a cloud (${count(({ compiler }) => compiler !== null)} by the compiler, ${count(({ plan }) => plan !== null)} by the plan, ${count(({ tests }) => tests.length > 0)} by the repository's tests, many`,
    `by more than one), ${onLab.length} by the real engine on the lab's pretended clouds, ${onLab.filter((result) => !offline(result)).length} of them by it alone. **${missed.length} are missed.**`,
    "",
    "| defect | what would come of it | compiler | plan | tests | lab | how it was told first |",
    "|---|---|---|---|---|---|---|",
    ...results.map((result) => {
      const { defect, compiler, plan, tests, lab } = result;
      const marks = [compiler !== null, plan !== null, tests.length > 0].map(mark);
      const columns = [defect.name, defect.harm, ...marks, lab ? mark(lab.where !== null) : "not asked", howTold(result)];
      return `| ${columns.map(cell).join(" | ")} |`;
    }),
    "",
    "- **compiler**: `tsc --noEmit` on the copy.",
    "- **plan**: `monitor preview` of all stacks fails, lists something that it cannot tell, or differs from one run to the next.",
    "- **tests**: those of `infra`, `toolkit/plan` and `toolkit/kubernetes` that state a rule. A golden that differs is not counted: it",
    "  notices every change, and says of none that it is wrong. In a review, a golden would show all of these but those that it leaves out.",
    "- **lab**: `monitor up` on empty ground, its comparison with the offline plan, a second `up` that must have nothing to do, `destroy`",
    "  (dev alone; prod is protected), and `up` over what the undisturbed program has deployed. Not asked where the plan fails: `up`",
    "  plans first, and asks nothing of a cloud then.",
    "",
    "## What the lab said",
    "",
    ...onLab.map(({ defect, lab }) => `- ${defect.name}: ${lab?.where ? WHERE[lab.where] : ""}: ${cell(lab?.told ?? "")}`),
    "",
    "## Missed, and what would catch it",
    "",
    ...(missed.length === 0 ? ["None."] : missed.map(({ defect }) => `- ${defect.name}: ${defect.wouldCatch ?? "not known"}.`)),
    "",
    `${about.date}, by \`node --import tsx toolkit/engine/defects/run.ts\`, ${about.minutes} minutes on two cores. The engine is Pulumi's own; the`,
    "clouds are pretended, and a defect that only a real cloud refuses is missed here.",
    "",
  ].join("\n");
}
