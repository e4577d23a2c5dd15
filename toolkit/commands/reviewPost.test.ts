import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../plan/project.ts";
import { errorText } from "../report/errorText.ts";
import { plain } from "../report/terminal.ts";
import { MOST_WAIT } from "../review/post/patience.ts";
import type { Mode } from "../review/post/planPost.ts";
import { type Fault, GithubStandIn, graphqlError, type Operation, PULL, REPOSITORY, TOKEN } from "../review/post/testGithub.ts";
import type { Review } from "../review/report.ts";
import { madeChange, madeEnvironment, madeReview } from "../review/testReview.ts";
import { type ReviewPostRequest, reviewPost } from "./reviewPost.ts";

const MARKER = "<!-- monitor-review:monitor -->";
const NOW = Date.parse("2026-11-23T12:00:00Z");

let github: GithubStandIn;
let folder: string;
/** What was waited, in ms; time passes at once. */
let waits: number[];

beforeEach(async () => {
  github = await new GithubStandIn().start();
  folder = mkdtempSync(path.join(tmpdir(), "review-post-"));
  waits = [];
});
afterEach(() => {
  github.stop();
  rmSync(folder, { recursive: true });
});

const change = madeChange({
  ...{ operation: "update", type: "ReplicationGroup", name: "redis-group", words: ["3 → 6 shards"] },
  source: { file: "infra/data/redis.ts", line: 12 },
});
const worth = madeReview({ environments: [madeEnvironment({ name: "prod", changes: [change] })] });
const quiet = madeReview({ verdict: { failures: [], overridden: false, comment: false, because: "nothing changes" } });
/** More than a small host has room for. */
const long = madeReview({
  environments: ["dev", "staging", "prod"].map((name) =>
    madeEnvironment({ name, changes: Array.from({ length: 90 }, () => ({ ...change, words: ["x".repeat(150)] })) }),
  ),
});

type Options = Partial<Omit<ReviewPostRequest, "env">> & { env?: NodeJS.ProcessEnv; review?: Review };

function post({ review = worth, env = {}, ...options }: Options = {}): Promise<string> {
  const from = path.join(folder, "review.json");
  writeFileSync(from, JSON.stringify(review));
  return reviewPost({
    ...{ from, pull: String(PULL), mode: "update", tag: "monitor", dryRun: false },
    env: { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: REPOSITORY, ...env },
    clock: { now: () => NOW + waits.reduce((sum, ms) => sum + ms, 0), sleep: async (ms) => void waits.push(ms) },
    ...options,
  });
}

/** What the person reads where it fails. */
const refusal = async (options: Options = {}): Promise<string> => {
  const error = await post(options).then(
    (text) => expect.fail(`posted: ${text}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UsageError);
  return errorText(error, plain).replaceAll(folder, "FOLDER").replaceAll(github.url, "API");
};

describe("modes", () => {
  const old = (count: number) => Array.from({ length: count }, (_, index) => github.add(`${MARKER}\nreview ${index}`));

  it("update: makes one comment and keeps to it", async () => {
    expect(await post()).toMatchInlineSnapshot(`
      "created https://github.example/example/shop/pull/5#issuecomment-1
      "
    `);
    expect(await post({ review: madeReview({ project: "another day" }) })).toMatchInlineSnapshot(`
      "updated https://github.example/example/shop/pull/5#issuecomment-1
      "
    `);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(/^<!-- monitor-review:monitor -->\n## another day\b/);
  });

  it("update: edits the newest that is to be seen", async () => {
    const [first, second, third] = old(3);
    if (third) third.isHidden = true;
    await post();
    expect(github.comments.map(({ body }) => body === first?.body || body === third?.body)).toEqual([true, false, true]);
    expect(second?.body).toContain("redis");
    expect(github.calls).toEqual(["list", "update"]);
  });

  it("new: adds one each time", async () => {
    await post({ mode: "new" });
    await post({ mode: "new" });
    expect(github.shown).toHaveLength(2);
  });

  it("hide-and-new: hides what was there, after the new one is", async () => {
    old(2);
    expect(await post({ mode: "hide-and-new" })).toMatchInlineSnapshot(`
      "created https://github.example/example/shop/pull/5#issuecomment-3 and hid 2 older comments
      "
    `);
    expect(github.calls).toEqual(["list", "create", "hide", "hide"]);
    expect(github.shown.map(({ body }) => body.includes("redis"))).toEqual([true]);
    expect(github.comments).toHaveLength(3);
    // What is hidden is not hidden again.
    await post({ mode: "hide-and-new" });
    expect(github.calls.slice(4)).toEqual(["list", "create", "hide"]);
  });

  it("delete-and-new: deletes what was there, hidden or not, after the new one is", async () => {
    github.add(`${MARKER}\nhidden`, { isHidden: true });
    old(1);
    expect(await post({ mode: "delete-and-new" })).toMatchInlineSnapshot(`
      "created https://github.example/example/shop/pull/5#issuecomment-3 and deleted 2 older comments
      "
    `);
    expect(github.calls).toEqual(["list", "create", "delete", "delete"]);
    expect(github.comments.map(({ body }) => body.includes("redis"))).toEqual([true]);
  });

  it.each<[Mode, readonly Operation[], string]>([
    ["update", ["list", "update"], "updated URL\n"],
    ["new", ["list"], "posted nothing (nothing changes)\n"],
    ["hide-and-new", ["list", "hide"], "posted nothing (nothing changes) and hid 1 older comment\n"],
    ["delete-and-new", ["list", "delete"], "posted nothing (nothing changes) and deleted 1 older comment\n"],
  ])("%s: a review that is not worth a comment makes none, and leaves none that is out of date", async (mode, calls, said) => {
    old(1);
    expect((await post({ mode, review: quiet })).replace(/https\S+/, "URL")).toBe(said);
    expect(github.calls).toEqual(calls);
  });

  it("says so where a review is not worth a comment, and none is there", async () => {
    expect(await post({ review: quiet })).toMatchInlineSnapshot(`
      "posted nothing (nothing changes)
      "
    `);
    expect(github.comments).toEqual([]);
  });
});

describe("whose comments", () => {
  it("touches only those of its own account that begin with its own marker, among 250", async () => {
    for (let index = 0; index < 240; index++) github.add(`${MARKER}\nnot ours ${index}`, { author: "mallory" });
    const mine = github.add(`${MARKER}\nours`);
    github.add("<!-- monitor-review:other -->\nof another project");
    github.add(`> ${MARKER}\nquoted by another bot of the same account`);
    for (let index = 0; index < 7; index++) github.add(`${MARKER}\nnot ours`, { author: "monitor-review" });
    const before = github.comments.filter((comment) => comment !== mine).map((comment) => ({ ...comment }));
    for (const mode of ["update", "hide-and-new", "delete-and-new"] as const) {
      await post({ mode });
      const ids = new Set(before.map(({ id }) => id));
      expect(github.comments.filter(({ id }) => ids.has(id))).toEqual(before);
      expect(github.shown.filter(({ body }) => body.startsWith(MARKER))).toHaveLength(1);
    }
    expect(github.calls.filter((call) => call === "list")).toHaveLength(9);
  });

  it("ends where pages do not", async () => {
    github.always.list = {
      status: 200,
      body: {
        data: { repository: { pullRequest: { comments: { nodes: [null], pageInfo: { hasNextPage: true, endCursor: "x" } } } } },
      },
    };
    expect(await refusal()).toContain("more comments than a pull request can have");
    expect(github.calls).toHaveLength(100);
  });
});

describe("a call that fails for a time", () => {
  const limited = (headers: Record<string, string>, message = "You have exceeded a secondary rate limit."): Fault => ({
    ...{ status: 403, headers, body: { message } },
  });
  const down: Fault = { status: 502, body: "<html>Bad gateway</html>" };

  it.each<[string, Fault, number]>([
    ["a gateway's error", down, 1_000],
    ["no answer", "hang up", 1_000],
    ["half an answer", { status: 200, body: '{"data": {"repo' }, 1_000],
    ["GraphQL's own trouble", graphqlError(undefined, "Something went wrong while executing your query."), 1_000],
    ["a service that says when", { status: 503, headers: { "retry-after": "9" }, body: {} }, 9_000],
    ["a limit that says when", limited({ "retry-after": "7" }), 7_000],
    ["a limit that says a date", limited({ "retry-after": "Mon, 23 Nov 2026 12:00:20 GMT" }), 20_000],
    ["a limit that says nothing", limited({}), 60_000],
    ["a limit in other words", { status: 429, body: { message: "Too many requests" } }, 60_000],
    [
      "the hour's limit",
      limited({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 30) }, "API limit"),
      31_000,
    ],
    ["GraphQL's limit", graphqlError("RATE_LIMITED", "API limit", { "retry-after": "3" }), 3_000],
  ])("is made again: %s", async (_, fault, wait) => {
    github.faults.list = [fault];
    await post();
    expect(waits).toEqual([wait]);
    expect(github.calls).toEqual(["list", "list", "create"]);
  });

  it("waits longer each time, and not for ever", async () => {
    github.always.list = down;
    expect(await refusal()).toMatchInlineSnapshot(`
      "API does not post the comment: 502
        → run it again later; --summary FILE keeps the comment's text"
    `);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it("does not wait longer than a run may, over all its calls", async () => {
    github.faults.list = [limited({ "retry-after": "100" })];
    github.faults.create = [limited({ "retry-after": "51" })];
    expect(await refusal()).toMatchInlineSnapshot(`
      "API does not post the comment: 403: "You have exceeded a secondary rate limit."; to be asked again in 51 s, which is longer than this waits
        → run it again later; --summary FILE keeps the comment's text"
    `);
    expect(waits).toEqual([100_000]);
    expect(waits[0]).toBeLessThan(MOST_WAIT);
  });

  it("makes one comment where the answer that there is one was lost", async () => {
    github.faults.create = ["do it and hang up"];
    const mine = github.add(`${MARKER}\nolder`);
    await post({ mode: "new" });
    expect(github.calls).toEqual(["list", "create", "list", "update"]);
    expect(github.comments).toHaveLength(2);
    expect(mine.body).toBe(`${MARKER}\nolder`);
    expect(github.comments[1]?.body).toContain("redis");
  });

  it("makes it again where there is none", async () => {
    github.faults.create = ["hang up"];
    await post();
    expect(github.calls).toEqual(["list", "create", "list", "create"]);
    expect(github.comments).toHaveLength(1);
  });
});

describe("an API that refuses", () => {
  it.each<[string, Operation, Fault, string]>([
    [
      ...(["401", "list", { status: 401, body: { message: "Bad credentials" } }] as const),
      `401: "Bad credentials"
  → GITHUB_TOKEN is not valid, or no longer`,
    ],
    [
      ...(["403", "create", { status: 403, body: { message: "Resource not accessible by integration" } }] as const),
      `403: "Resource not accessible by integration"
  → the job needs \`permissions: pull-requests: write\`; a fork's pull request has a token that only reads: post from a workflow_run workflow (docs/review.md)`,
    ],
    [
      ...([
        "a locked conversation",
        "create",
        { status: 403, body: { message: "Unable to create comment because issue is locked." } },
      ] as const),
      `403: "Unable to create comment because issue is locked."
  → somebody has locked the conversation: unlock it, or let it be`,
    ],
    [
      ...(["404", "list", graphqlError("NOT_FOUND", "Could not resolve to a PullRequest with the number of 5.")] as const),
      `404: "Could not resolve to a PullRequest with the number of 5."
  → see that --repository and --pull name a pull request, and that the token may see it`,
    ],
    [
      ...([
        "422",
        "create",
        { status: 422, body: { message: "Validation Failed", errors: [{ message: "blank" }, "x"] } },
      ] as const),
      `422: "Validation Failed: blank: x"
  → the API says why`,
    ],
    [
      ...(["a query it does not know", "list", graphqlError(undefined, "Field 'isMinimized' doesn't exist")] as const),
      `400: "Field 'isMinimized' doesn't exist"
  → the API says why`,
    ],
  ])("is not asked again: %s", async (_, operation, fault, told) => {
    github.always[operation] = fault;
    expect(await refusal()).toBe(`API does not post the comment: ${told}; --summary FILE keeps the comment's text`);
    expect(waits).toEqual([]);
    expect(github.calls.filter((call) => call === operation)).toHaveLength(1);
  });

  it("leaves the text where GitHub shows it, or where it is asked for", async () => {
    github.always.create = { status: 403, body: { message: "Resource not accessible by integration" } };
    const [page, file] = [path.join(folder, "page.md"), path.join(folder, "text.md")];
    writeFileSync(page, "# Of another step\n");
    expect(await refusal({ env: { GITHUB_STEP_SUMMARY: page } })).toContain("the comment's text is in FOLDER/page.md");
    expect(readFileSync(page, "utf8")).toMatch(/^# Of another step\n<!-- monitor-review:monitor -->\n## monitor\b.*redis/s);
    expect(await refusal({ env: { GITHUB_STEP_SUMMARY: page }, summary: file })).toContain("is in FOLDER/text.md");
    expect(readFileSync(file, "utf8")).toContain("redis");
    expect(await refusal({ summary: folder })).toContain('403: "Resource not accessible by integration"');
    expect(await refusal({ summary: folder })).toContain("could not be written to FOLDER: EISDIR");
  });

  it("is told in a line that commands nobody", async () => {
    github.always.list = { status: 422, body: { message: `a\n::error::b\n##[add-path]c\u001b[2J${"x".repeat(9_000)}` } };
    const text = await refusal();
    expect(text.length).toBeLessThan(600);
    const lines = text.split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).not.toMatch(/^\s*::|##\[|\p{Cc}/u);
  });

  it.each(["create", "update"] as const)("for the length gets less of it: %s", async (operation) => {
    if (operation === "update") github.add(`${MARKER}\nolder`);
    await post({ review: long });
    const whole = github.comments[0]?.body.length ?? 0;
    github.comments = operation === "update" ? github.comments : [];
    github.room = whole - 1;
    await post({ review: long });
    expect(github.calls.slice(-3)).toEqual(["list", operation, operation]);
    expect(github.comments[0]?.body.length).toBeLessThan(whole);
    expect(github.comments[0]?.body).toMatch(/^<!-- monitor-review:monitor -->\n## monitor\b/);
    github.room = 100;
    github.comments = operation === "update" ? github.comments : [];
    expect(await refusal({ review: long })).toContain("Body is too long");
    expect(github.calls.slice(-3)).toEqual(["list", operation, operation]);
  });
});

describe("older comments that cannot go", () => {
  const no = graphqlError("FORBIDDEN", "Resource not accessible by integration");

  it("are told, keep no other, and go with the next run", async () => {
    for (let index = 0; index < 4; index++) github.add(`${MARKER}\nreview ${index}`);
    github.faults.delete = [null, no];
    expect(await refusal({ mode: "delete-and-new" })).toMatchInlineSnapshot(`
      "created https://github.example/example/shop/pull/5#issuecomment-5, but could not delete 1 of 4 older comments: 403: "Resource not accessible by integration"
        → run it again: it goes on where this ended"
    `);
    expect(github.comments.map(({ body }) => body.slice(MARKER.length + 1, MARKER.length + 9))).toEqual(["review 1", "## monit"]);
    await post({ mode: "delete-and-new" });
    expect(github.comments).toHaveLength(1);
  });

  it("are not all asked for where the API is down", async () => {
    for (let index = 0; index < 30; index++) github.add(`${MARKER}\nreview ${index}`);
    github.faults.hide = [null, null];
    github.always.hide = { status: 500, body: {} };
    expect(await refusal({ mode: "hide-and-new" })).toContain("could not hide 28 of 30 older comments: 500");
    expect(github.calls.filter((call) => call === "hide")).toHaveLength(7);
    expect(github.comments).toHaveLength(31);
  });

  it("are no failure where somebody else has deleted them", async () => {
    github.add(`${MARKER}\nreview`);
    github.faults.delete = [graphqlError("NOT_FOUND", "Could not resolve to a node")];
    expect(await post({ mode: "delete-and-new" })).toContain("deleted 1 older comment");
  });
});

describe("a dry run", () => {
  it("shows the comment and what would be done, and does nothing", async () => {
    github.add(`${MARKER}\nolder`);
    const text = await post({ dryRun: true, mode: "hide-and-new", fullReport: "https://example.com/review.html" });
    expect(text).toMatch(/^<!-- monitor-review:monitor -->\n## monitor\b.*redis-group.*https:\/\/example\.com\/review\.html/s);
    expect(text.trimEnd().split("\n").at(-1)).toBe("would create a comment on example/shop#5 and hide 1 older comment");
    expect(await post({ dryRun: true })).toContain("\nwould update https://github.example/example/shop/pull/5#issuecomment-1\n");
    expect(github.calls).toEqual(["list", "list"]);
    expect(github.comments).toHaveLength(1);
  });

  it("needs no token", async () => {
    const text = await post({ dryRun: true, env: { GITHUB_TOKEN: "" } });
    expect(text).toContain("redis");
    expect(text.trimEnd().split("\n").at(-1)).toMatchInlineSnapshot(
      `"would post this, by mode update; without GITHUB_TOKEN nobody can tell which comments there are"`,
    );
    expect(github.calls).toEqual([]);
  });
});

describe("the token", () => {
  const said = (error: unknown): string =>
    `${errorText(error, plain)}\n${inspect(error, { depth: 10, showHidden: true })}\n${(error as Error).stack}`;

  it.each<[string, Options, (github: GithubStandIn) => void]>([
    ["sent back in a refusal", {}, (at) => (at.always.list = { status: 403, body: { message: `no: token ${TOKEN}` } })],
    ["sent back in GraphQL's", {}, (at) => (at.always.list = graphqlError("FORBIDDEN", `no: ${TOKEN}`))],
    [
      "sent back by a gateway",
      {},
      (at) => (at.always.create = { status: 500, body: { message: `Authorization: token ${TOKEN}` } }),
    ],
    ["no answer", {}, (at) => (at.always.create = "hang up")],
    ["that no header can have", { env: { GITHUB_TOKEN: `${TOKEN}\n${TOKEN}` } }, () => {}],
    ["with other problems", { pull: TOKEN, tag: TOKEN.repeat(3), repository: TOKEN, fullReport: TOKEN, from: TOKEN }, () => {}],
    ["in an address", { env: { GITHUB_API_URL: `https://x:${TOKEN}@example.com` } }, () => {}],
  ])("is not told: %s", async (_, options, prepare) => {
    prepare(github);
    const summary = path.join(folder, "summary.md");
    writeFileSync(summary, "");
    const error = await post({ summary, ...options }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(said(error)).not.toContain(TOKEN);
    expect(readFileSync(summary, "utf8")).not.toContain(TOKEN);
  });

  it("is not sent where it can be none", async () => {
    expect(await refusal({ env: { GITHUB_TOKEN: `${TOKEN}\n${TOKEN}` } })).toContain("GITHUB_TOKEN is no token");
    expect(github.calls).toEqual([]);
    await post({ env: { GITHUB_TOKEN: `${TOKEN}\n` } });
  });

  it("is not posted, even where the report has it", async () => {
    const review = madeReview({ project: `x ${TOKEN} y` });
    expect(await post({ review, dryRun: true })).not.toContain(TOKEN);
    await post({ review });
    expect(github.comments[0]?.body).toMatch(/^## x .*secret.* y/m);
  });
});

describe("what is wrong with the call", () => {
  it("is told all at once, before anything is asked", async () => {
    const from = path.join(folder, "wrong.json");
    writeFileSync(from, JSON.stringify({ ...worth, version: 2, extra: 1 }));
    const env = { GITHUB_TOKEN: "", GITHUB_API_URL: "http://api.example.com", GITHUB_SERVER_URL: "https://a:b@example.com" };
    const options = { from, env, pull: "5;rm", tag: "a --> b", repository: "a/../b", fullReport: "http://example.com" };
    expect(await refusal(options)).toMatchInlineSnapshot(`
      "9 problems; nothing was posted
        "a/../b" is no repository: OWNER/NAME
        --pull "5;rm" is no number of a pull request
        --tag "a --> b" is none: up to 64 letters, digits, dots, dashes and underscores
        GITHUB_API_URL is no https address without user and query; only on this machine it may be http
        GITHUB_SERVER_URL is no https address without user and query; only on this machine it may be http
        --full-report is no https address
        no token: GITHUB_TOKEN is not set
        FOLDER/wrong.json: version: Invalid input: expected 1
        FOLDER/wrong.json: the report: a report has no "extra""
    `);
    expect(github.calls).toEqual([]);
  });

  it("asks where GitHub Enterprise answers", async () => {
    await post({ env: { GITHUB_API_URL: `${github.url}/api/v3/` } });
    expect(github.paths).toEqual(["/api/graphql", "/api/v3/repos/example/shop/issues/5/comments"]);
  });

  it("links to code by options and commit alone", async () => {
    await post({ env: { GITHUB_SERVER_URL: "https://code.example" } });
    expect(github.comments[0]?.body).toContain(
      `(https://code.example/example/shop/blob/${worth.head.commit}/infra/data/redis.ts#L12)`,
    );
  });
});
