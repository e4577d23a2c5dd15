/**
 * Finishes what an engine that was killed has left behind, before anything else is done to a stack. The engine itself only warns of
 * pending operations, and then makes again, under another name, what may be there already; its own remedy, `pulumi refresh
 * --import-pending-creates`, forgets the operation without importing anything (3.255.0).
 */
import { setTimeout } from "node:timers/promises";
import { UsageError } from "../../plan/project.ts";
import { counted } from "../../report/terminal.ts";
import { thisMachine } from "../doctor/machine.ts";
import { EngineFailure } from "../failure.ts";
import type { Session, SessionOptions } from "../session.ts";
import { nameIn } from "../steps.ts";
import type { Voice } from "../voice.ts";
import { ask, type Clouds } from "./ask.ts";
import { adopted, type Deployment, isHalfMade, makingsIn, reopened, rootOf, withInputs } from "./edit.ts";
import { concluded, planned, type Told, type Verdict } from "./plan.ts";
import type { Making, Search } from "./search.ts";

/** What the command line tells of resources that only a person could look for. */
export interface ToldOptions {
  /** `URN=ID` */
  readonly created?: readonly string[];
  readonly notCreated?: readonly string[];
}

export interface RepairRequest extends ToldOptions, Pick<SessionOptions, "signal"> {
  readonly folder: string;
  readonly stack: string;
  readonly voice: Voice;
}

/** How long a cloud may take to know a new resource by its tags. */
const SETTLES = 15_000;
/** How long a cloud may take to make the largest thing, and how long between two looks at it. */
const READY = 45 * 60_000;
const LOOK_EVERY = 15_000;
/** What one question may take. */
const LIMIT = 30_000;

/**
 * @param command what to call again once a person has looked: `monitor up prod`
 * @throws UsageError where it cannot be told whether something was made; nothing has been changed then
 */
export async function repair(session: Session, request: RepairRequest, command: string): Promise<void> {
  const { voice } = request;
  const before = reopened(await session.kept());
  if ((before.pending_operations ?? []).length === 0) return;
  const now = await settled(session, before, voice);
  if ((now.pending_operations ?? []).length === 0) return;
  const makings = makingsIn(now);

  const { run, env, fetch } = thisMachine(request.folder, request.stack, process.env);
  const clouds: Clouds = { run, env, fetch, limit: () => AbortSignal.timeout(LIMIT) };
  if (makings.length > 0) voice.show(`looking for ${counted(makings.length, "resource")} that may have been made`);
  const verdicts = await verdictsOn(makings, toldBy(request), clouds, now);
  voice.show("");
  const unknown = [...verdicts].flatMap(([making, verdict]) => (verdict.kind === "unknown" ? [{ making, verdict }] : []));
  if (unknown.length > 0) throw unknownError(unknown, command);

  const ids = new Map([...verdicts].flatMap(([{ urn }, verdict]) => (verdict.kind === "adopt" ? [[urn, verdict.id]] : [])));
  await session.replaceKept(adopted(now, ids));
  const there = ids.size > 0 ? await looked(session, makings, [...ids.keys()], request, command) : new Map<string, string>();
  for (const [{ urn, name }, verdict] of verdicts) {
    const id = there.get(urn);
    const because = verdict.kind === "clear" ? verdict.because : "it is not there";
    voice.say(`interrupted while creating ${name}: ${id === undefined ? because : `it is there, kept as ${id}`}`);
  }
}

/**
 * Looks again at what was being changed, deleted or read; the engine then knows how that ended. What was being made stays pending.
 * Takes the stack's lock, or waits for it: an operation that still runs is not one that was interrupted.
 */
async function settled(session: Session, before: Deployment, voice: Voice): Promise<Deployment> {
  const root = rootOf(before);
  await session.refresh(root === undefined ? [] : [root]);
  const between = reopened(await session.kept());
  const urns = new Set(between.resources?.map(({ urn }) => urn));
  const begun = (before.pending_operations ?? []).filter(({ type, resource }) => type !== "creating" && urns.has(resource.urn));
  if (begun.length === 0) return between;
  await session.refresh([...new Set(begun.map(({ resource }) => resource.urn))]);
  for (const { type, resource } of begun) voice.say(`interrupted while ${type} ${nameIn(resource.urn)}: looked at again`);
  return reopened(await session.kept());
}

async function verdictsOn(
  makings: readonly Making[],
  told: Told,
  clouds: Clouds,
  { manifest }: Deployment,
): Promise<Map<Making, Verdict>> {
  const plans = makings.map((making) => ({ making, plan: planned(making, told) }));
  const searches = plans.flatMap(({ plan }) => (isSearch(plan) ? [plan] : []));
  const since = Date.now() - Date.parse(manifest?.time ?? "");
  if (searches.some(({ isLate }) => isLate) && since < SETTLES) await setTimeout(SETTLES - since);
  const verdicts = new Map<Making, Verdict>();
  for (const { making, plan } of plans) verdicts.set(making, isSearch(plan) ? concluded(making, await ask(plan, clouds)) : plan);
  return verdicts;
}

const isSearch = (plan: Verdict | Search): plan is Search => "at" in plan;

/** Asks the providers for what may be there, until it is ready to be built on. @returns ids by URN, of what is */
async function looked(
  session: Session,
  makings: readonly Making[],
  urns: readonly string[],
  { voice, signal }: RepairRequest,
  command: string,
): Promise<Map<string, string>> {
  const wanted = new Set(urns);
  const end = Date.now() + READY;
  for (let next = urns; ; await setTimeout(LOOK_EVERY)) {
    await session.refresh(next).catch((error: Error) => {
      throw error instanceof EngineFailure ? unseenError(error, command) : error;
    });
    const found = await session.kept();
    const there = (found.resources ?? []).filter((one) => !one.delete && wanted.has(one.urn));
    if (there.length > 0) await session.replaceKept(withInputs(found, makings));
    const half = there.filter(isHalfMade);
    if (half.length === 0) return new Map(there.map(({ urn, id = "" }) => [urn, id]));
    const names = half.map(({ urn }) => nameIn(urn)).join(", ");
    if (signal?.aborted || Date.now() > end)
      throw new UsageError(`what was begun before is not ready yet: ${names}`, `${command} goes on from there`);
    voice.show(`waiting for what was begun before: ${names}`);
    next = half.map(({ urn }) => urn);
  }
}

const unseenError = ({ message }: EngineFailure, command: string): UsageError =>
  new UsageError(
    `what the engine was creating when it was killed could not be looked at\n${message.replace(/^/gm, "  ")}`,
    `mend the cause, then ${command} again; for what is not there: --not-created 'URN'; where the id is another: --created 'URN=ID'`,
  );

function toldBy({ created = [], notCreated = [] }: ToldOptions): Told {
  const pairs = created.map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1 || at === pair.length - 1) throw new UsageError(`--created ${pair} has no id`, "--created 'URN=ID'");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { created: new Map(pairs), notCreated: new Set(notCreated) };
}

function unknownError(unknown: readonly { readonly making: Making; readonly verdict: Verdict }[], command: string): UsageError {
  const lines = unknown.map(
    ({ making, verdict }) => `  ${making.name}: ${verdict.kind === "unknown" ? verdict.because : ""}\n    ${making.urn}`,
  );
  return new UsageError(
    `it cannot be told whether ${counted(unknown.length, "resource")} that the engine was creating when it was killed ` +
      `${unknown.length === 1 ? "is" : "are"} there; nothing was changed\n${lines.join("\n")}`,
    `look in the cloud, then for each: ${command} --created 'URN=ID', with the id that pulumi import takes, or --not-created 'URN'`,
  );
}
