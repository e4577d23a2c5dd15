import { requireConsent } from "../engine/consent.ts";
import { requireSound } from "../engine/doctor/doctor.ts";
import { thisMachine } from "../engine/doctor/machine.ts";
import { type Fate, fateOf } from "../engine/reap/fate.ts";
import { deployedStacks, standingOf } from "../engine/reap/survey.ts";
import { mendState } from "../engine/repair/sidecars.ts";
import { UsageError } from "../plan/project.ts";
import { table } from "../report/table.ts";
import { counted } from "../report/terminal.ts";
import { today } from "../today.ts";
import { type DestroyRequest, deleteAll } from "./destroy.ts";

export interface EnvListRequest extends Pick<DestroyRequest, "folder" | "paint" | "voice"> {
  /** Only these; none: all that there are. */
  readonly stacks: readonly string[];
}

export type EnvReapRequest = EnvListRequest & Omit<DestroyRequest, "stack">;

interface Judged {
  readonly stack: string;
  readonly fate: Fate;
}

/** What is deployed, and until when it is wanted. */
export async function envList(request: EnvListRequest): Promise<string> {
  const judged = await judge(request);
  return judged.length === 0 ? "Nothing is deployed.\n" : `${fatesText(judged, request)}\n`;
}

/**
 * Destroys the environments whose last day has passed; never one without such a day, and never one that holds something protected.
 * One that cannot go keeps no other from going.
 * @throws UsageError naming each that could not go, when all others are gone
 */
export async function envReap(request: EnvReapRequest): Promise<string> {
  requireConsent(request, ["monitor env reap", ...request.stacks].join(" "));
  const judged = await judge(request);
  if (judged.length > 0) request.voice.say(fatesText(judged, request));
  const failed = judged.flatMap(({ stack, fate }) => (fate.kind === "cannot go" ? [`${stack} ${fate.why}`] : []));
  const done: string[] = [];
  for (const { stack } of judged.filter(({ fate }) => fate.kind === "goes")) {
    try {
      done.push(`${stack}: ${await deleteAll({ ...request, stack })}`);
    } catch (error) {
      failed.push(`${stack}: ${(error as Error).message}`);
    }
    if (request.signal?.aborted) break;
  }
  if (failed.length > 0)
    throw new UsageError(
      [`${counted(failed.length, "environment")} could not go`, ...failed.map((line) => `  ${line}`)].join("\n"),
      "monitor destroy ENV says what is in its way",
    );
  return done.length === 0 ? "Nothing to destroy.\n" : done.join("");
}

async function judge({ folder, stacks, voice }: EnvListRequest): Promise<Judged[]> {
  await mendState(folder, process.env, voice.say);
  // Of no stack in particular: the tools and the backend.
  await requireSound(thisMachine(folder, null, process.env), "destroy", "monitor doctor");
  const there = await deployedStacks(folder);
  const missing = stacks.filter((stack) => !there.includes(stack));
  if (missing.length > 0) throw new UsageError(`not deployed: ${missing.join(", ")}`, "monitor env list tells what is");
  const day = today();
  const judged: Judged[] = [];
  for (const stack of there.filter((name) => stacks.length === 0 || stacks.includes(name))) {
    voice.show(`looking at ${stack}`);
    const standing = await standingOf(folder, stack);
    if (standing) judged.push({ stack, fate: fateOf(standing, day) });
  }
  voice.show("");
  return judged;
}

const COLOURS = { stays: "dim", goes: "yellow", "cannot go": "red" } as const;

const fatesText = (judged: readonly Judged[], { paint }: Pick<EnvListRequest, "paint">): string =>
  table(judged.map(({ stack, fate }) => [paint("bold", stack), paint(COLOURS[fate.kind], fate.kind), fate.why]));
