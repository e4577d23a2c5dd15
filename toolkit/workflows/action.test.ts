/** The action, both halves of it, on somebody else's program; GitHub is a stand-in. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Repository, repository } from "../plan/testRepository.ts";
import { GithubStandIn, PULL, REPOSITORY, TOKEN } from "../review/post/testGithub.ts";
import { ROOT } from "./testFiles.ts";
import { type ActionRun, runAction } from "./testRunner.ts";

const program = (port: number): string => `const aws = require("@pulumi/aws");
new aws.ec2.SecurityGroup("web", {
  ingress: [{ protocol: "tcp", fromPort: ${port}, toPort: ${port}, cidrBlocks: ["0.0.0.0/0"] }],
});
`;
const SHA = "1".repeat(40);

let checkout: Repository;
let github: GithubStandIn;
let folder: string;

beforeEach(async () => {
  checkout = repository();
  github = await new GithubStandIn().start();
  folder = mkdtempSync(path.join(tmpdir(), "monitor-action-"));
  const main = checkout.commit({
    ".gitignore": "node_modules\n",
    "infra/Pulumi.yaml": "name: shop\nruntime: nodejs\n",
    "infra/Pulumi.dev.yaml": "config: {}\n",
    "infra/package.json": '{ "name": "shop" }',
    "infra/index.js": program(443),
  });
  checkout.git("update-ref", "refs/remotes/origin/main", main);
  symlinkSync(path.join(ROOT, "node_modules"), path.join(checkout.folder, "infra/node_modules"));
  mkdirSync(path.join(folder, "bin"));
  const pulls = [{ number: PULL, head: { sha: SHA, repo: { full_name: "somebody/shop" } } }];
  const gh = `case "$*" in */artifacts*) ls "${folder}/artefacts" 2> /dev/null | grep -cx "$REPORT" || true ;; *) echo '${JSON.stringify(pulls)}' ;; esac`;
  writeFileSync(path.join(folder, "bin/gh"), `#!/usr/bin/env bash\n${gh}\n`, { mode: 0o755 });
});
afterEach(() => {
  github.stop();
  checkout.remove();
  rmSync(folder, { recursive: true, force: true });
});

const run = (inputs: Readonly<Record<string, string>>, context: object): Promise<ActionRun> =>
  runAction({
    ...{ inputs, github: { ...context }, workspace: checkout.folder, artefacts: path.join(folder, "artefacts") },
    temp: mkdtempSync(path.join(folder, "temp-")),
    bin: path.join(folder, "bin"),
    env: { GITHUB_REPOSITORY: REPOSITORY, GITHUB_API_URL: github.url },
  });
const review = (inputs: object = {}) => run({ half: "review", program: "infra", tag: "infra", ...inputs }, { base_ref: "main" });
const post = () =>
  run(
    { half: "post", tag: "infra" },
    {
      token: TOKEN,
      event: {
        workflow_run: {
          ...{ id: 17, html_url: "https://github.com/run/17", head_sha: SHA },
          ...{ head_branch: "feature", head_repository: { full_name: "somebody/shop" } },
        },
      },
    },
  );

it("reviews in one half and comments in the other", async () => {
  checkout.commit({ "infra/index.js": program(22) });
  const first = await review();
  expect(first.isFailed, first.log).toBe(true);
  expect(first.log).toBe("exit code 1\n");
  expect(first.summary).toContain("web opens SSH or remote desktop to the internet");
  const kept = ["infra-review", "infra-review-page"].map((name) => readdirSync(path.join(folder, "artefacts", name)).sort());
  expect(kept).toEqual([["review.json", "review.sarif"], ["review.html"]]);

  const second = await post();
  expect(second.isFailed, second.log).toBe(false);
  expect(second.outputs).toMatchObject({ find: { number: String(PULL) }, comment: { sarif: "true" } });
  expect(github.shown).toHaveLength(1);
  expect(github.shown[0]?.body).toMatch(/^<!-- monitor-review:infra -->\n## shop /);
  expect(github.shown[0]?.body).toContain("web opens SSH or remote desktop to the internet");
  expect(github.shown[0]?.body).toContain("https://github.com/run/17");

  // A label overrides it.
  expect(await review({ override: "true" })).toMatchObject({ isFailed: false, log: "" });
  expect((await post()).isFailed).toBe(false);
  expect(github.shown).toHaveLength(1);
});

it("fails where the program does, and the comment says so", async () => {
  checkout.commit({ "infra/index.js": 'throw new Error("boom");\n' });
  const first = await review();
  expect(first.isFailed).toBe(true);
  expect(first.log).toMatch(/boom[\s\S]*exit code 2\n$/);
  expect(existsSync(path.join(folder, "artefacts/infra-review/review.sarif"))).toBe(false);

  const second = await post();
  expect(second.isFailed, second.log).toBe(false);
  expect(second.outputs.comment?.sarif).toBeUndefined();
  expect(github.shown).toMatchObject([{ body: expect.stringMatching(/cannot be planned\n[\s\S]*\n> .*boom/) }]);
});

it("fails where there is no project to review, and leaves the comment alone", async () => {
  rmSync(path.join(checkout.folder, "infra/Pulumi.yaml"));
  checkout.commit({});
  expect((await review()).isFailed).toBe(true);
  expect(existsSync(path.join(folder, "artefacts"))).toBe(false);

  const second = await post();
  expect(second.isFailed, second.log).toBe(false);
  expect(second.log).toMatch(/^::notice::.* has left no infra-review, /);
  expect(second.outputs.find).toEqual({ number: "" });
  expect(github.calls).toEqual([]);
});

it.each(["", "reveiw", "review post", "*"])("is no green check where it is told to be neither half, but %j", async (half) => {
  expect(await run({ half }, {})).toMatchObject({
    isFailed: true,
    log: `::error::half: review or post, not "${half}"\nexit code 2\n`,
  });
});
