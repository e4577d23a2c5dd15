/** What a check asks with, and what it answers. */

export interface Check {
  readonly what: string;
  readonly verdict: "ok" | "failed" | "cannot tell";
  /** One line; never a secret. */
  readonly found: string;
  readonly remedy: string | null;
}

export type Finding = Omit<Check, "what">;

export const ok = (found: string): Finding => ({ verdict: "ok", found, remedy: null });
export const failed = (found: string, remedy: string): Finding => ({ verdict: "failed", found, remedy });
/** What could not be asked is neither well nor ill. */
export const cannotTell = (found: string, remedy: string | null = null): Finding => ({ verdict: "cannot tell", found, remedy });

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in the project's root. */
export type Run = (command: string, args: readonly string[], limit: AbortSignal) => Promise<Ran | "not found">;

export interface DoctorContext {
  /** Folder in the project. */
  readonly folder: string;
  /** Stack to be deployed; null asks of the machine and the project alone. */
  readonly stack: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly run: Run;
  readonly fetch: typeof fetch;
  /** Ends one check; each has its own. */
  readonly limit: () => AbortSignal;
}

/** Something to be found out. */
export interface Question {
  readonly what: string;
  readonly ask: (limit: AbortSignal) => Promise<Finding>;
}

/** One that a Pulumi provider's credentials answer. */
export interface CloudQuestion extends Question {
  readonly provider: "aws" | "cloudflare" | "mongodbatlas" | "pinecone";
}

/** Asks, for as long as the limit lets it. What breaks on the way cannot be told. */
export async function answer({ what, ask }: Question, limit: AbortSignal, env: NodeJS.ProcessEnv): Promise<Check> {
  const expired = new Promise<Finding>((resolve) => {
    const give = () => resolve(cannotTell("no answer in time"));
    if (limit.aborted) give();
    else limit.addEventListener("abort", give, { once: true });
  });
  const asked = ask(limit).catch((error: Error) => cannotTell(limit.aborted ? "no answer in time" : firstLine(error.message)));
  const { verdict, found, remedy } = await Promise.race([asked, expired]);
  return { what, verdict, found: withoutSecrets(found, env), remedy };
}

/** Variables whose values must not be shown, whoever says them back. */
const SECRET_NAME = /PASSPHRASE$|TOKEN$|SECRET|PASSWORD|API_?KEY|PRIVATE_KEY|ACCESS_KEY|^CLOUDFLARE_/;
/** A shorter value is part of ordinary words. */
const SHORTEST_SECRET = 6;

function withoutSecrets(text: string, env: NodeJS.ProcessEnv): string {
  const values = Object.entries(env).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined && value.length >= SHORTEST_SECRET ? [value] : [],
  );
  return values.reduce((shown, value) => shown.replaceAll(value, "[secret]"), text);
}

/** The first line with something in it: what a tool says first is what matters. */
export const firstLine = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .find(Boolean) ?? "";

/** Where a URL leads, without what may be secret in it. */
export function placeOf(url: string): string {
  const bare = url.split(/[?#]/)[0] ?? "";
  return bare.replace(/^([a-z0-9+.-]+:\/\/)[^/@]*@/i, "$1");
}
