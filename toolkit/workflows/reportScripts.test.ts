/** The scripts that tell people: reviews, drift, summaries; with stand-ins for what they call. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runScript } from "./testScript.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "monitor-scripts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);
const read = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : "");

describe("pull-number.sh", () => {
  const SHA = "1".repeat(40);
  const pull = (number: number, more: { sha?: string; repository?: string } = {}) => ({
    number,
    head: { sha: more.sha ?? SHA, repo: { full_name: more.repository ?? "somebody/monitor" } },
  });
  const find = (pulls: readonly object[], { reports = "1", ...env }: Record<string, string> = {}) => {
    writeFileSync(at("pulls.json"), JSON.stringify(pulls));
    return runScript("pull-number.sh", [], {
      folder,
      env: {
        GITHUB_REPOSITORY: "example/monitor",
        HEAD_REPOSITORY: "somebody/monitor",
        HEAD_BRANCH: "feature",
        HEAD_SHA: SHA,
        RUN_ID: "17",
        REPORT: "monitor-review",
        ...env,
      },
      stubs: {
        gh: `case "$*" in *artifacts*) ${reports === "" ? "exit 1" : `echo ${reports}`} ;; *) cat "$FOLDER/pulls.json" ;; esac`,
      },
    });
  };

  it("finds a fork's pull request by repository, branch and commit", async () => {
    const { code, calls } = await find([pull(6, { sha: "2".repeat(40) }), pull(7), pull(8, { repository: "mallory/monitor" })]);
    expect(code).toBe(0);
    expect(read("output")).toBe("number=7\n");
    expect(calls).toEqual([
      "gh api --method GET repos/example/monitor/pulls --raw-field state=open --raw-field per_page=100 --raw-field head=somebody:feature",
      "gh api --method GET repos/example/monitor/actions/runs/17/artifacts --raw-field name=monitor-review --jq .total_count",
    ]);
  });

  it("posts nothing, and says so, where the first half has left no report", async () => {
    const { code, stdout } = await find([pull(7)], { reports: "0" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^::notice::.* has left no monitor-review, /);
    expect(read("output")).toBe("number=\n");
    expect((await find([pull(7)], { reports: "" })).code).not.toBe(0);
    expect(read("output")).toBe("number=\n");
  });

  it.each([
    ["moved on", [pull(7, { sha: "2".repeat(40) })]],
    ["been closed", []],
    ["lost its repository", [{ number: 7, head: { sha: SHA, repo: null } }]],
  ])("finds none where it has %s", async (_, pulls) => {
    expect((await find(pulls)).code).toBe(0);
    expect(read("output")).toBe("number=\n");
  });

  it("guesses nothing where several have the same head", async () => {
    const { code, stderr } = await find([pull(7), pull(9)]);
    expect(code).toBe(1);
    expect(stderr).toContain("several pull requests have this head: 7, 9;");
    expect(read("output")).toBe("");
  });

  it("fails where GitHub does not answer", async () => {
    const run = await runScript("pull-number.sh", [], {
      folder,
      env: { GITHUB_REPOSITORY: "example/monitor", HEAD_REPOSITORY: "a/b", HEAD_BRANCH: "c", HEAD_SHA: SHA },
      stubs: { gh: "exit 1" },
    });
    expect(run.code).not.toBe(0);
    expect(read("output")).toBe("");
  });

  it("runs nothing of a branch's name", async () => {
    const name = '$(touch "$FOLDER/run");`touch run`;"';
    const { calls } = await find([], { HEAD_BRANCH: name });
    expect(calls[0]).toContain(`head=somebody:${name}`);
    expect(existsSync(at("run"))).toBe(false);
  });
});

describe("drift.sh", () => {
  const drift = (body: string) => runScript("drift.sh", ["prod", at("drift")], { folder, stubs: { monitor: body } });

  it.each([
    [0, "echo 'prod  as it was deployed'; echo looking >&2", "prod  as it was deployed\n"],
    [1, "echo 'changed redis-group'; echo looking >&2; exit 1", "changed redis-group\n"],
    [2, "echo 'no state' >&2; exit 2", "no state\n"],
  ])("notes how it ended: %i", async (status, body, text) => {
    const { code, calls } = await drift(body);
    expect(code).toBe(0);
    expect(calls).toEqual(["monitor drift prod --without-secrets"]);
    expect([read("drift/prod.status"), read("drift/prod.txt")]).toEqual([`${status}\n`, text]);
  });
});

describe("drift-issue.sh", () => {
  /** @param found how it ended and what was found, by environment; absent: its job never came so far */
  async function issue(found: Readonly<Record<string, readonly [status: number, text: string]>>, open?: number) {
    mkdirSync(at("drift"));
    for (const [environment, [status, text]] of Object.entries(found)) {
      writeFileSync(at(`drift/${environment}.status`), `${status}\n`);
      writeFileSync(at(`drift/${environment}.txt`), text);
    }
    const run = await runScript("drift-issue.sh", [at("drift"), "staging", "prod"], {
      folder,
      env: { GITHUB_REPOSITORY: "example/monitor", RUN: "https://github.com/run/1" },
      stubs: {
        gh: `
          if [ "$2" = list ]; then echo "${open ?? ""}"; fi
          while [ $# -gt 0 ]; do if [ "$1" = --body-file ]; then cp "$2" "$FOLDER/body"; fi; shift; done`,
      },
    });
    return {
      ...run,
      did: run.calls.filter((call) => !call.includes(" list ")).map((call) => call.replace(/--body-file \S+/, "BODY")),
    };
  }
  const CLEAN = [0, "as it was deployed\n"] as const;
  const DRIFTED = [1, "changed redis-group\n"] as const;

  it("says nothing where there is nothing to say", async () => {
    expect(await issue({ staging: CLEAN, prod: CLEAN })).toMatchObject({ code: 0, did: [] });
  });

  it("opens one issue, with its label", async () => {
    const { code, did } = await issue({ staging: CLEAN, prod: DRIFTED });
    expect(code).toBe(0);
    expect(did).toEqual([
      "gh label create drift --force --description What has changed behind the program's back",
      "gh issue create --title Environments have drifted --label drift BODY",
    ]);
    expect(read("body")).toBe(
      "Looked at by [this run](https://github.com/run/1). monitor up ENV puts back what the program says; what should stay belongs " +
        "into the program.\n\n### prod has drifted\n\n    changed redis-group\n",
    );
  });

  it("brings the one that is open up to date", async () => {
    const { code, did, calls } = await issue({ staging: DRIFTED, prod: DRIFTED }, 12);
    expect({ code, did }).toEqual({ code: 0, did: ["gh issue edit 12 BODY"] });
    // What people write under the label is theirs.
    expect(calls[0]).toMatch(/^gh issue list --app github-actions --label drift --state open /);
    expect(read("body").match(/^### .*$/gm)).toEqual(["### staging has drifted", "### prod has drifted"]);
  });

  it("closes it when every environment is as it was deployed", async () => {
    expect(await issue({ staging: CLEAN, prod: CLEAN }, 12)).toMatchObject({
      code: 0,
      did: [
        "gh issue close 12 --comment Every environment is as it was deployed, as far as the pipeline may look: https://github.com/run/1",
      ],
    });
  });

  it.each([
    ["could not be asked", { staging: CLEAN, prod: [2, "no credentials\n"] as const }],
    ["was not asked at all", { staging: CLEAN }],
  ])("closes nothing, and fails, where an environment %s", async (_, found) => {
    const { code, did } = await issue(found, 12);
    expect(code).toBe(1);
    expect(did).toEqual(["gh issue edit 12 BODY"]);
    expect(read("body")).toContain("### prod could not be looked at\n");
  });

  it("fails where it is told of no environment", async () => {
    mkdirSync(at("drift"));
    const { code, calls, stderr } = await runScript("drift-issue.sh", [at("drift")], {
      folder,
      env: { GITHUB_REPOSITORY: "example/monitor", RUN: "https://github.com/run/1" },
      stubs: { gh: "true" },
    });
    expect(code).not.toBe(0);
    expect(calls).toEqual([]);
    expect(stderr).toContain("names no environment");
  });

  it("keeps what clouds say to itself, and within an issue's size", async () => {
    const hostile = "```\n@everyone <img src=x> [click](https://evil.example)\r\n~~~\n# title\n";
    await issue({ staging: [1, hostile], prod: [1, "x".repeat(99).concat("\n").repeat(2_000)] });
    const body = read("body");
    const own = body.split("\n").filter((line) => line !== "" && !line.startsWith("    "));
    expect(own).toEqual([expect.stringMatching(/^Looked at by /), "### staging has drifted", "### prod has drifted"]);
    expect(body).toContain("    @everyone <img src=x>");
    expect(body).toContain("\n    …\n");
    expect(body.length).toBeLessThan(65_536);
  });
});

describe("review.sh", () => {
  const review = (env: Record<string, string>) =>
    runScript("review.sh", [at("out")], {
      folder,
      env: { PROGRAM: ".", BASE: "origin/main", FAIL_ON: "high", ...env },
      stubs: { monitor: 'if [ "$FAIL_ON" = low ]; then exit 1; fi' },
    });
  const files = () =>
    `--format markdown --out ${at("summary")} --json ${at("out/review.json")} --html ${at("out/review.html")} --sarif ${at("out/review.sarif")}`;

  it("asks for every form of the report", async () => {
    expect(await review({})).toMatchObject({
      code: 0,
      calls: [`monitor review --program . --base origin/main --fail-on high ${files()} --`],
    });
  });

  it("passes on what the action was given, as words and never as code", async () => {
    const { calls } = await review({
      ...{ PROGRAM: "infra dir", ENVIRONMENTS: "dev prod", OVERRIDE: "true", BASE: "$(touch run)" },
      ...{ COMMENT_USD: "20", COMMENT_PERCENT: "5", COMMENT_RISK: "medium" },
    });
    expect(calls).toEqual([
      `monitor review --program infra dir --base $(touch run) --fail-on high ${files()} ` +
        "--override --comment-usd 20 --comment-percent 5 --comment-risk medium -- dev prod",
    ]);
    expect(existsSync(at("run"))).toBe(false);
  });

  it("reviews every environment that is named, on whatever line", async () => {
    const { calls } = await review({ ENVIRONMENTS: "dev\nstaging prod\n" });
    expect(calls[0]).toMatch(/ -- dev staging prod$/);
  });

  it("fails as the review does", async () => {
    expect((await review({ FAIL_ON: "low" })).code).toBe(1);
  });
});

describe("summary.sh", () => {
  it("shows a text as it is, under its title", async () => {
    writeFileSync(at("plan.txt"), "prod  1 to update\n  ~ redis-group\n");
    expect((await runScript("summary.sh", ["prod", at("plan.txt")], { folder })).code).toBe(0);
    expect(read("summary")).toBe("### prod\n\n    prod  1 to update\n      ~ redis-group\n\n");
  });
});
