/** What is missing to deploy: everything that can be asked beforehand, each with its remedy. Changes nothing. */
import { createRequire } from "node:module";
import { UsageError } from "../../plan/project.ts";
import { counted } from "../../report/terminal.ts";
import { accountQuestion, regionQuestions, type Target } from "./aws.ts";
import { backendQuestions } from "./backend.ts";
import { answer, type Check, type CloudQuestion, cannotTell, type DoctorContext, type Question } from "./check.ts";
import { type ProjectFacts, readProject, releaseFinding } from "./project.ts";
import { toolQuestions } from "./tools.ts";
import { vendorQuestions } from "./vendors.ts";

/** What the checks are for: a stack that goes away needs no release and no room. */
export type Purpose = "up" | "destroy";

const { version: sdk } = createRequire(import.meta.url)("@pulumi/pulumi/package.json") as { version: string };

/**
 * Asks everything at once, each within its limit. Their order in the answer is always the same.
 * @throws UsageError where there is no project, or no such stack
 */
export async function doctor(context: DoctorContext, purpose: Purpose = "up"): Promise<readonly Check[]> {
  const facts = await readProject(context.folder, context.stack);
  const ask = (question: Question) => answer(question, context.limit(), context.env);
  const machine = [
    ...toolQuestions(context, { node: process.version, engines: facts.engines, sdk }),
    ...backendQuestions(context, { projectUrl: facts.backendUrl, secrets: facts.secrets }),
    ...projectQuestions(facts, purpose),
  ];
  const [first, second] = await Promise.all([Promise.all(machine.map(ask)), cloudChecks(context, facts, purpose, ask)]);
  return [...first, ...second];
}

const projectQuestions = ({ project, target, configuration }: ProjectFacts, purpose: Purpose): Question[] => [
  { what: "configuration", ask: async () => configuration },
  ...(purpose === "destroy" || target?.config?.kind === "shared"
    ? []
    : [{ what: "release", ask: async () => releaseFinding(project.root) }]),
];

async function cloudChecks(
  context: DoctorContext,
  { project, target }: ProjectFacts,
  purpose: Purpose,
  ask: (question: Question) => Promise<Check>,
): Promise<readonly Check[]> {
  if (!target?.config) return []; // no stack, or one whose configuration says that it is wrong
  const place: Target = { project: project.name, stack: target.file.stack, config: target.config };
  const attached = attachedProviders(context.env);
  const askCloud = (question: CloudQuestion) =>
    ask(attached.has(question.provider) ? without(question, "its provider is attached by PULUMI_DEBUG_PROVIDERS") : question);

  const vendors = Promise.all(vendorQuestions(context, place, target.file).map(askCloud));
  const account = await askCloud(accountQuestion(context, place));
  const region = regionQuestions(context, place, purpose === "up");
  // Another account's quotas say nothing of this one's.
  const { accountId } = place.config.aws;
  const known = account.verdict === "ok" ? region : region.map((it) => without(it, `no credentials for account ${accountId}`));
  return [account, ...(await Promise.all(known.map(askCloud))), ...(await vendors)];
}

const without = <Q extends Question>(question: Q, why: string): Q => ({
  ...question,
  ask: async () => cannotTell(`not asked: ${why}`),
});

/** Providers that somebody runs beside the engine: `aws:4242,cloudflare:4343`. Who gets in there is their own affair. */
export const attachedProviders = ({ PULUMI_DEBUG_PROVIDERS }: NodeJS.ProcessEnv): ReadonlySet<string> =>
  new Set((PULUMI_DEBUG_PROVIDERS ?? "").split(",").flatMap((entry) => entry.split(":")[0] || []));

export const failures = (checks: readonly Check[]): Check[] => checks.filter(({ verdict }) => verdict === "failed");

/**
 * Before a change.
 * @param again how to ask again. @default monitor doctor STACK
 * @throws UsageError naming each check that failed, with its remedy
 */
export async function requireSound(context: DoctorContext, purpose: Purpose, again?: string): Promise<void> {
  const failed = failures(await doctor(context, purpose));
  if (failed.length === 0) return;
  const lines = failed.map(({ what, found, remedy }) => `  ${what}: ${found}${remedy === null ? "" : `\n    → ${remedy}`}`);
  const what = context.stack === null ? "" : ` to ${purpose} ${context.stack}`;
  throw new UsageError(
    `${counted(failed.length, "thing")} missing${what}; nothing was changed\n${lines.join("\n")}`,
    `${again ?? `monitor doctor ${context.stack}`} asks again`,
  );
}
