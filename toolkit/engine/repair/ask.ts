/** Asks the clouds what they hold: through the AWS CLI, Cloudflare's API and Atlas's, with the credentials that a deployment has. */
import { firstLine, type Run } from "../doctor/check.ts";
import { askAtlas } from "./atlas.ts";
import type { Search } from "./search.ts";

export interface Clouds {
  readonly run: Run;
  readonly fetch: typeof fetch;
  readonly env: NodeJS.ProcessEnv;
  /** Ends one question. */
  readonly limit: () => AbortSignal;
}

/** @returns ids of what is there; an error, to be read by a person, where that cannot be told */
export async function ask({ at, ask: words, ids }: Search, clouds: Clouds): Promise<readonly string[] | Error> {
  try {
    const answer = await ASK[at](words, clouds);
    const found = ids(answer);
    return found.length === 0 && isCut(answer) ? new Error(`the answer to ${words.slice(0, 2).join(" ")} is not whole`) : found;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const ASK = { aws: askAws, cloudflare: askCloudflare, atlas: askAtlas };

async function askAws(words: readonly string[], { run, limit }: Clouds): Promise<unknown> {
  const what = `aws ${words.slice(0, 2).join(" ")}`;
  const ran = await run("aws", [...words, "--output", "json"], limit());
  if (ran === "not found") throw new Error("there is no aws on PATH to ask");
  if (ran.code !== 0) throw new Error(`${what}: ${firstLine(ran.stderr) || `exit ${ran.code}`}`);
  return JSON.parse(ran.stdout || "{}");
}

/** Where Cloudflare's Pulumi provider would ask too. https://developers.cloudflare.com/api/ */
async function askCloudflare([path = ""]: readonly string[], { env, fetch, limit }: Clouds): Promise<unknown> {
  const token = env.CLOUDFLARE_API_TOKEN;
  if (!token) throw new Error("CLOUDFLARE_API_TOKEN is not set, so Cloudflare cannot be asked");
  const base = env.CLOUDFLARE_BASE_URL ?? "https://api.cloudflare.com/client/v4";
  const response = await fetch(base + path, { headers: { authorization: `Bearer ${token}` }, signal: limit() });
  if (!response.ok) throw new Error(`Cloudflare answers ${response.status}`);
  return await response.json();
}

/** Lists come in pages; the AWS CLI follows them, but not everywhere. */
function isCut(answer: unknown): boolean {
  const lists = [answer, ...Object.values((answer ?? {}) as object)] as (Record<string, unknown> | null)[];
  const pages = (answer as { result_info?: { total_pages?: number } } | null)?.result_info?.total_pages ?? 1;
  return pages > 1 || lists.some((list) => list?.IsTruncated === true || list?.NextMarker || list?.nextToken);
}
