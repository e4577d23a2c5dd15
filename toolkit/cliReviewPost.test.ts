import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { addReviewPost } from "./cliReviewPost.ts";
import { GithubStandIn, PULL, REPOSITORY, TOKEN } from "./review/post/testGithub.ts";
import { madeReview } from "./review/testReview.ts";

let github: GithubStandIn;
let folder: string;

beforeEach(async () => {
  github = await new GithubStandIn().start();
  folder = mkdtempSync(path.join(tmpdir(), "review-post-"));
  writeFileSync(path.join(folder, "review.json"), JSON.stringify(madeReview({})));
  vi.stubEnv("GITHUB_TOKEN", TOKEN);
  vi.stubEnv("GITHUB_API_URL", github.url);
  vi.stubEnv("GITHUB_REPOSITORY", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  github.stop();
  rmSync(folder, { recursive: true });
});

async function called(...args: readonly string[]): Promise<string> {
  const written: string[] = [];
  const review = new Command("review").exitOverride().configureOutput({ writeErr: () => {} });
  addReviewPost(review, { folder: () => ".", emit: (text) => void written.push(text) });
  await review.parseAsync(["post", ...args], { from: "user" });
  return written.join("");
}

it("hands every option over, and the environment", async () => {
  const from = ["--from", path.join(folder, "review.json"), "--pull", String(PULL)];
  const rest = ["--repository", REPOSITORY, "--tag", "infra", "--full-report", "https://example.com/x"];
  github.add("<!-- monitor-review:infra -->\nolder");
  expect(await called(...from, ...rest, "--dry-run")).toContain("https://example.com/x");
  expect(github.calls).toEqual(["list"]);
  expect(await called(...from, ...rest, "--mode", "delete-and-new")).toMatch(/^created \S+ and deleted 1 older comment\n$/);
  expect(github.comments.map(({ body }) => body.split("\n")[0])).toEqual(["<!-- monitor-review:infra -->"]);
  await expect(called(...from)).rejects.toThrow("no repository: name it with --repository OWNER/NAME, or in GITHUB_REPOSITORY");
  await expect(called("--from", "x")).rejects.toThrow("--pull");
  await expect(called(...from, "--mode", "replace")).rejects.toThrow("update, new, hide-and-new, delete-and-new");
});
