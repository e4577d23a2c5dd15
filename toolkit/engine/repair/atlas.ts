/** Atlas's administration API, with the keys that its Pulumi provider takes. */
import { createHash, randomBytes } from "node:crypto";
import type { Clouds } from "./ask.ts";

const ACCEPT = "application/vnd.atlas.2024-08-05+json";

/** https://www.mongodb.com/docs/atlas/configure-api-access/ */
export async function askAtlas([path = ""]: readonly string[], { env, fetch, limit }: Clouds): Promise<unknown> {
  const base = (env.MONGODB_ATLAS_BASE_URL ?? "https://cloud.mongodb.com").replace(/\/$/, "");
  const url = `${base}/api/atlas/v2${path}`;
  const signal = limit();
  const get = (authorization?: string) =>
    fetch(url, { headers: { accept: ACCEPT, ...(authorization && { authorization }) }, signal });
  const given = (...names: string[]) => names.map((name) => env[name]).find(Boolean);
  const [user, password] = [
    given("MONGODB_ATLAS_PUBLIC_KEY", "MONGODB_ATLAS_PUBLIC_API_KEY"),
    given("MONGODB_ATLAS_PRIVATE_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"),
  ];
  const [client, secret] = [given("MONGODB_ATLAS_CLIENT_ID"), given("MONGODB_ATLAS_CLIENT_SECRET")];

  let token = given("MONGODB_ATLAS_ACCESS_TOKEN");
  if (!token && client && secret) {
    const body = new URLSearchParams({ grant_type: "client_credentials" });
    const authorization = `Basic ${Buffer.from(`${client}:${secret}`).toString("base64")}`;
    const response = await fetch(`${base}/api/oauth/token`, { method: "POST", body, headers: { authorization }, signal });
    token = response.ok ? ((await response.json()) as { access_token?: string }).access_token : undefined;
  }
  if (!token && !(user && password)) throw new Error("no keys for Atlas are in the environment, so it cannot be asked");
  let response = await get(token && `Bearer ${token}`);
  const challenge = response.headers.get("www-authenticate");
  if (!token && response.status === 401 && challenge && user && password)
    response = await get(digest({ challenge, user, password, uri: url.slice(new URL(url).origin.length) }));
  if (!response.ok) throw new Error(`Atlas answers ${response.status}`);
  return await response.json();
}

/** The answer to a challenge, for a GET. https://www.rfc-editor.org/rfc/rfc7616 */
export function digest(
  { challenge, user, password, uri }: Readonly<Record<"challenge" | "user" | "password" | "uri", string>>,
  cnonce = randomBytes(8).toString("hex"),
): string {
  const said = (name: string) => new RegExp(`\\b${name}="?([^",]+)`, "i").exec(challenge)?.[1] ?? "";
  const hash = (...parts: string[]) => createHash("md5").update(parts.join(":")).digest("hex");
  const [realm, nonce, count] = [said("realm"), said("nonce"), "00000001"];
  const response = hash(hash(user, realm, password), nonce, count, cnonce, "auth", hash("GET", uri));
  const quoted = Object.entries({ username: user, realm, nonce, uri, cnonce, response }).map(
    ([key, value]) => `${key}="${value}"`,
  );
  return `Digest ${[...quoted, "qop=auth", `nc=${count}`, "algorithm=MD5"].join(", ")}`;
}
