import { describe, expect, it } from "vitest";
import type { Ran } from "../doctor/check.ts";
import { ask, type Clouds } from "./ask.ts";
import { digest } from "./atlas.ts";
import type { Search } from "./search.ts";

const clouds = (more: Partial<Clouds>): Clouds => ({
  run: async () => "not found",
  fetch: async () => new Response(null, { status: 500 }),
  env: {},
  limit: () => AbortSignal.timeout(1000),
  ...more,
});
const answering = (ran: Ran | "not found") => clouds({ run: async () => ran });
const QUESTION: Search = { at: "aws", ask: ["ec2", "describe-things"], ids: (answer) => (answer as { ids: string[] }).ids };
const CLOUDFLARE: Search = { ...QUESTION, at: "cloudflare", ask: ["/zones/z/dns_records"] };
const ATLAS: Search = { ...QUESTION, at: "atlas", ask: ["/groups"] };

describe("a question", () => {
  it("is put to AWS for an answer in JSON", async () => {
    const asked: string[][] = [];
    const run: Clouds["run"] = async (command, args) => {
      asked.push([command, ...args]);
      return { code: 0, stdout: '{"ids":["vpc-1"]}', stderr: "" };
    };
    expect(await ask(QUESTION, clouds({ run }))).toEqual(["vpc-1"]);
    expect(asked).toEqual([["aws", "ec2", "describe-things", "--output", "json"]]);
  });

  const unanswered: [what: string, Search, Clouds, message: string][] = [
    ["without the AWS CLI", QUESTION, answering("not found"), "there is no aws on PATH to ask"],
    [
      "that AWS refuses",
      QUESTION,
      answering({ code: 254, stdout: "", stderr: "\nAn error occurred (ExpiredToken)\n" }),
      "aws ec2 describe-things: An error occurred (ExpiredToken)",
    ],
    [
      "whose answer goes on elsewhere",
      QUESTION,
      answering({ code: 0, stdout: '{"ids":[],"List":{"IsTruncated":true}}', stderr: "" }),
      "the answer to ec2 describe-things is not whole",
    ],
    ["to Cloudflare without a token", CLOUDFLARE, clouds({}), "CLOUDFLARE_API_TOKEN is not set, so Cloudflare cannot be asked"],
    ["that Cloudflare refuses", CLOUDFLARE, clouds({ env: { CLOUDFLARE_API_TOKEN: "t" } }), "Cloudflare answers 500"],
    ["to Atlas without keys", ATLAS, clouds({}), "no keys for Atlas are in the environment, so it cannot be asked"],
  ];
  it.each(unanswered)("%s is not answered", async (_, search, with_, message) => {
    expect(await ask(search, with_)).toEqual(new Error(message));
  });

  it("answers Atlas's challenge", async () => {
    const seen: (string | null)[] = [];
    const fetch: Clouds["fetch"] = async (_, init) => {
      const authorization = new Headers(init?.headers).get("authorization");
      seen.push(authorization?.split(" ")[0] ?? null);
      return authorization
        ? Response.json({ ids: ["5f"] })
        : new Response(null, { status: 401, headers: { "www-authenticate": 'Digest realm="r", nonce="n", qop="auth"' } });
    };
    const env = { MONGODB_ATLAS_PUBLIC_KEY: "u", MONGODB_ATLAS_PRIVATE_KEY: "p" };
    expect(await ask(ATLAS, clouds({ fetch, env }))).toEqual(["5f"]);
    expect(seen).toEqual([null, "Digest"]);
  });

  it("proves a password as the standard's own example does", () => {
    // https://www.rfc-editor.org/rfc/rfc2617#section-3.5
    const challenge = 'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
    const answer = digest({ challenge, user: "Mufasa", password: "Circle Of Life", uri: "/dir/index.html" }, "0a4f113b");
    expect(answer).toContain('response="6629fae49393a05397450978507c4ef1"');
  });
});
