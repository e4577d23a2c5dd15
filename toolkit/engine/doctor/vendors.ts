/** Whether the other clouds' keys are there, and where it can be asked, whether they open anything. */
import type { StackFile } from "../../plan/project.ts";
import type { Target } from "./aws.ts";
import { type CloudQuestion, cannotTell, type DoctorContext, type Finding, failed, ok } from "./check.ts";

export function vendorQuestions(context: DoctorContext, { config }: Target, file: StackFile): CloudQuestion[] {
  const { env } = context;
  const zone = config.kind === "environment" ? config.edge.zone : config.cloudflare.zone;
  return [
    { provider: "cloudflare", what: "Cloudflare token", ask: (limit) => cloudflareFinding(context, file, zone, limit) },
    ...(config.kind === "environment"
      ? [
          { provider: "mongodbatlas" as const, what: "Atlas keys", ask: async () => atlasFinding(env, file) },
          { provider: "pinecone" as const, what: "Pinecone key", ask: async () => pineconeFinding(env, file) },
        ]
      : []),
  ];
}

const CLOUDFLARE = "https://api.cloudflare.com/client/v4";
const CLOUDFLARE_REMEDY =
  "make a token that may edit the zone (https://dash.cloudflare.com/profile/api-tokens) and set CLOUDFLARE_API_TOKEN";

/** https://developers.cloudflare.com/fundamentals/api/how-to/verify-token/ */
async function cloudflareFinding(
  { env, fetch }: DoctorContext,
  file: StackFile,
  zone: string,
  signal: AbortSignal,
): Promise<Finding> {
  // The provider takes the stack's own before the environment's.
  if ("cloudflare:apiToken" in file.values) return cannotTell(`set in ${file.file}, encrypted; only the engine can try it`);
  const token = env.CLOUDFLARE_API_TOKEN;
  if (!token) return failed("CLOUDFLARE_API_TOKEN is not set", CLOUDFLARE_REMEDY);
  const ask = async (path: string) => {
    const response = await fetch(`${CLOUDFLARE}${path}`, { headers: { authorization: `Bearer ${token}` }, signal });
    return { status: response.status, body: (await response.json()) as { success?: boolean; result?: unknown } };
  };
  let asked: Awaited<ReturnType<typeof ask>>;
  try {
    asked = await ask("/user/tokens/verify");
    // A token that an account owns, not a user, is no token here, and good all the same.
    if (asked.status === 401 || asked.status === 403) {
      const zones = await ask(`/zones?name=${encodeURIComponent(zone)}`);
      if (zones.status === 200 && Array.isArray(zones.body.result) && zones.body.result.length > 0)
        return ok(`CLOUDFLARE_API_TOKEN is set, and sees ${zone}`);
    }
  } catch {
    return cannotTell("CLOUDFLARE_API_TOKEN is set; Cloudflare cannot be reached to try it");
  }
  const { status, body } = asked;
  if (status >= 500 || status === 429) return cannotTell(`CLOUDFLARE_API_TOKEN is set; Cloudflare answers ${status}`);
  const state = (body.result as { status?: string } | null | undefined)?.status;
  return body.success && state === "active"
    ? ok("CLOUDFLARE_API_TOKEN is set, and active")
    : failed(`CLOUDFLARE_API_TOKEN is set, and ${state ?? `refused (${status})`}`, CLOUDFLARE_REMEDY);
}

/**
 * What the Atlas provider takes, in its order: each of these whole, each part under any of its names.
 * https://github.com/mongodb/terraform-provider-mongodbatlas/blob/master/docs/guides/provider-configuration.md
 */
const ATLAS: readonly (readonly (readonly [config: string | undefined, ...names: string[]])[])[] = [
  [[undefined, "MONGODB_ATLAS_ACCESS_TOKEN"]],
  [
    ["mongodbatlas:clientId", "MONGODB_ATLAS_CLIENT_ID"],
    ["mongodbatlas:clientSecret", "MONGODB_ATLAS_CLIENT_SECRET"],
  ],
  [
    ["mongodbatlas:publicKey", "MONGODB_ATLAS_PUBLIC_KEY", "MONGODB_ATLAS_PUBLIC_API_KEY"],
    ["mongodbatlas:privateKey", "MONGODB_ATLAS_PRIVATE_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"],
  ],
];
const ATLAS_REMEDY =
  "set MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET";

export function atlasFinding(env: NodeJS.ProcessEnv, file: StackFile): Finding {
  const sets = ATLAS.map((set) =>
    set.map(([key, ...names]) => ({
      name: names[0] ?? "",
      where: key !== undefined && key in file.values ? `${key} in ${file.file}` : names.find((name) => env[name]),
    })),
  );
  const whole = sets.find((set) => set.every(({ where }) => where !== undefined));
  if (whole) return ok(`set: ${whole.map(({ where }) => where).join(", ")}`);
  const half = sets.find((set) => set.some(({ where }) => where !== undefined));
  const missing = half?.find(({ where }) => where === undefined);
  return failed(missing ? `${missing.name} is not set; the other half is` : "none is set", ATLAS_REMEDY);
}

export function pineconeFinding(env: NodeJS.ProcessEnv, file: StackFile): Finding {
  const key = `${file.project}:pineconeApiKey`;
  if (key in file.values) return ok(`set: ${key} in ${file.file}`);
  return env.PINECONE_API_KEY
    ? ok("set: PINECONE_API_KEY")
    : failed("none is set", `set PINECONE_API_KEY, or pulumi config set --secret ${key}`);
}
