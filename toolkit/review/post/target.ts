/** Where a review is posted to, and as whom. All of it comes from who runs the command; nothing from the report. */
import { told } from "./told.ts";

export interface TargetOptions {
  /** OWNER/NAME. @default GITHUB_REPOSITORY */
  readonly repository?: string;
  readonly pull: string;
  readonly tag: string;
  readonly fullReport?: string;
  /** Goes without a token; then nobody can tell which comments there are. */
  readonly dryRun: boolean;
  readonly env: NodeJS.ProcessEnv;
}

export interface Target {
  readonly owner: string;
  readonly repo: string;
  readonly pull: number;
  /** Null in a dry run alone. */
  readonly token: string | null;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** First line of each comment of ours: how it is found again, apart from those of other projects. */
  readonly marker: string;
  readonly fullReport?: string;
}

export type ReadTarget =
  | { readonly target: Target; readonly problems: readonly [] }
  | { readonly target: null; readonly problems: readonly string[] };

const REPOSITORY = /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/(?!\.{1,2}$)([A-Za-z0-9._-]{1,100})$/;
const PULL = /^[1-9]\d{0,8}$/;
const TAG = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
/** Longer than any address of an artefact; a comment keeps room for it. */
const LONGEST_URL = 1_000;

/** Everything that is wrong, at once. */
export function readTarget({ repository, pull, tag, fullReport, dryRun, env }: TargetOptions): ReadTarget {
  const named = repository ?? env.GITHUB_REPOSITORY ?? "";
  const [, owner = "", repo = ""] = REPOSITORY.exec(named) ?? [];
  const apiUrl = baseIn(env.GITHUB_API_URL || "https://api.github.com");
  const serverUrl = baseIn(env.GITHUB_SERVER_URL || "https://github.com");
  const full = fullReport === undefined ? null : httpsIn(fullReport);
  const token = env.GITHUB_TOKEN?.trim() || null;
  const problems = [
    named === "" && "no repository: name it with --repository OWNER/NAME, or in GITHUB_REPOSITORY",
    named !== "" && owner === "" && `${quoted(named)} is no repository: OWNER/NAME`,
    !PULL.test(pull) && `--pull ${quoted(pull)} is no number of a pull request`,
    !TAG.test(tag) && `--tag ${quoted(tag)} is none: up to 64 letters, digits, dots, dashes and underscores`,
    apiUrl === null && `GITHUB_API_URL ${NO_BASE}`,
    serverUrl === null && `GITHUB_SERVER_URL ${NO_BASE}`,
    fullReport !== undefined && full === null && "--full-report is no https address",
    token === null && !dryRun && "no token: GITHUB_TOKEN is not set",
    // Whoever would send it as a header would tell what it is that cannot be sent.
    token !== null && !/^[\x21-\x7e]+$/.test(token) && "GITHUB_TOKEN is no token: it has characters that none has",
  ].filter((problem) => problem !== false);
  if (problems.length > 0 || apiUrl === null || serverUrl === null) return { target: null, problems };
  const marker = `<!-- monitor-review:${tag} -->`;
  const where = { owner, repo, pull: Number(pull), apiUrl, serverUrl };
  return { target: { ...where, token, marker, ...(full !== null && { fullReport: full }) }, problems: [] };
}

const NO_BASE = "is no https address without user and query; only on this machine it may be http";

const quoted = (text: string): string => JSON.stringify(told(text, 80));

/** The base of an API; null where a token must not be sent to it. */
function baseIn(text: string): string | null {
  const url = urlIn(text);
  if (url === null || url.search !== "" || url.hash !== "") return null;
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isHere) ? url.href.replace(/\/+$/, "") : null;
}

const httpsIn = (text: string): string | null => {
  const url = urlIn(text);
  return url?.protocol === "https:" && url.href.length <= LONGEST_URL ? url.href : null;
};

/** An address without a user and a password. */
function urlIn(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.username === "" && url.password === "" ? url : null;
}
