/** Whether the state can be reached, and its secrets read. */
import { accessSync, constants } from "node:fs";
import { cannotTell, type DoctorContext, type Finding, failed, ok, placeOf, type Question } from "./check.ts";

export interface BackendFacts {
  /** `backend.url` in Pulumi.yaml. */
  readonly projectUrl: string | undefined;
  /** What the stack's file says of its secrets, where it has been used. */
  readonly secrets: StackSecrets;
}

export interface StackSecrets {
  /** `encryptionsalt`: there is a passphrase. */
  readonly salted: boolean;
  /** `secretsprovider`: a key elsewhere. */
  readonly provider: string | undefined;
}

const NO_BACKEND = "set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml, or run pulumi login; monitor bootstrap makes one";
const PASSPHRASE = "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it";

export const backendQuestions = (context: DoctorContext, { projectUrl, secrets }: BackendFacts): Question[] => {
  const { env, stack } = context;
  const named = env.PULUMI_BACKEND_URL || projectUrl;
  return [
    { what: "state backend", ask: (limit) => backendFinding(context, named, limit) },
    ...(stack === null
      ? []
      : [{ what: "secrets", ask: async (limit: AbortSignal) => secretsFinding(context, secrets, named, limit) }]),
  ];
};

/** Asks the backend for its stacks: nothing less shows that it is there and may be read. */
async function backendFinding(context: DoctorContext, named: string | undefined, limit: AbortSignal): Promise<Finding> {
  const { run, stack } = context;
  const url = named ?? (await loginOf(context, limit));
  if (url === null) return cannotTell("there is no Pulumi CLI to ask");
  if (url === undefined) return failed("nobody is logged in to one", NO_BACKEND);
  const ran = await run("pulumi", ["stack", "ls", "--json"], limit);
  const place = placeOf(url);
  if (ran === "not found") return cannotTell(`${place}; there is no Pulumi CLI to ask`);
  if (ran.code !== 0)
    return failed(`${place}: ${withoutQueries(errorOf(ran.stderr))}`, `see that it is right, and may be read: ${NO_BACKEND}`);
  const stacks = (JSON.parse(ran.stdout) as { name: string }[]).map(({ name }) => name.split("/").pop());
  return ok(stack === null || stacks.includes(stack) ? place : `${place}, where ${stack} is not yet`);
}

/** The backend that somebody has logged in to: undefined where nobody has, null where there is no CLI. */
async function loginOf({ run }: DoctorContext, limit: AbortSignal): Promise<string | undefined | null> {
  const ran = await run("pulumi", ["whoami", "--verbose", "--json"], limit);
  if (ran === "not found") return null;
  return ran.code === 0 ? (JSON.parse(ran.stdout) as { url?: string }).url : undefined;
}

async function secretsFinding(
  context: DoctorContext,
  { salted, provider }: StackSecrets,
  named: string | undefined,
  limit: AbortSignal,
): Promise<Finding> {
  if (!salted && provider !== undefined) return cannotTell(`kept by ${placeOf(provider)}; only the engine can ask it`);
  if (salted) return passphraseFinding(context.env, "the stack's file is encrypted with a passphrase");
  const url = named ?? (await loginOf(context, limit));
  if (url === null) return cannotTell("there is no Pulumi CLI to ask where the state is");
  if (url === undefined) return cannotTell("there is no backend yet to say who keeps the key");
  // Pulumi Cloud keeps keys itself; elsewhere a new stack gets a passphrase.
  return /^https?:/.test(url)
    ? ok("the backend keeps the key")
    : passphraseFinding(context.env, "a new stack's secrets are encrypted with a passphrase");
}

/** An empty passphrase is one too, for Pulumi as for us. */
function passphraseFinding(env: NodeJS.ProcessEnv, why: string): Finding {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  if (passphrase !== undefined) return ok("PULUMI_CONFIG_PASSPHRASE is set");
  if (!file) return failed(`${why}, and none is given`, PASSPHRASE);
  try {
    accessSync(file, constants.R_OK);
    return ok("PULUMI_CONFIG_PASSPHRASE_FILE is set");
  } catch (error) {
    return failed(`PULUMI_CONFIG_PASSPHRASE_FILE cannot be read: ${(error as NodeJS.ErrnoException).code}`, PASSPHRASE);
  }
}

/** The CLI's own `error: …`, of all that it printed. */
const errorOf = (stderr: string): string => /^error: (.+)$/m.exec(stderr)?.[1] ?? "it does not answer";

const withoutQueries = (text: string): string => text.replaceAll(/(\w+:\/\/[^\s?]*)\?[^\s:]*/g, "$1");
