/** What must hold of every workflow and action. */
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ACTIONS, isCalled, JOBS, named, ROOT, SCRIPTS, STEPS, textOf, WORKFLOWS } from "./testFiles.ts";

it("is all read", () => {
  expect(WORKFLOWS.length).toBeGreaterThan(6);
  expect(STEPS.length).toBeGreaterThan(40);
});

describe("what others wrote", () => {
  const uses = [...WORKFLOWS, ...ACTIONS].flatMap(({ file }) =>
    [...textOf(file).matchAll(/^\s*(?:- )?uses: (\S+)(.*)$/gm)].map(([, what = "", comment = ""]) => ({ file, what, comment })),
  );

  it("is pinned to a commit, with its version beside it, and one version of each", () => {
    const pins = new Map<string, Set<string>>();
    for (const { file, what, comment } of uses.filter((use) => !use.what.startsWith("./"))) {
      expect(`${what}${comment}`, file).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const [action = "", commit = ""] = what.split("@");
      pins.set(action, (pins.get(action) ?? new Set()).add(`${commit}${comment}`));
    }
    for (const [action, versions] of pins) expect([...versions], action).toHaveLength(1);
  });

  it("and ours are there", () => {
    const ours = uses.filter((use) => use.what.startsWith("./")).map(({ what }) => what);
    for (const what of ours) {
      const file = what.endsWith(".yml") ? what : `${what}/action.yml`;
      expect(existsSync(path.join(ROOT, file)), file).toBe(true);
    }
  });

  it("is never given the checkout's credentials", () => {
    for (const { in: place, step } of STEPS.filter(({ step }) => step.uses?.startsWith("actions/checkout@")))
      expect(step.with?.["persist-credentials"], place).toBe(false);
  });

  it("has the versions that the project has", () => {
    const { scripts, dependencies } = JSON.parse(textOf("package.json")) as Record<string, Record<string, string>>;
    const setup = textOf(".github/actions/setup/action.yml");
    expect(/node-version: "(\d+)"/.exec(setup)?.[1]).toBe(/^FROM node:(\d+)\./m.exec(textOf("services/api/Dockerfile"))?.[1]);
    expect(textOf(".github/actions/cloud/action.yml")).toContain(`pulumi-version: ${dependencies?.["@pulumi/pulumi"]}`);
    expect(textOf("action.yml")).toContain(/pnpm@[\d.]+/.exec(scripts?.setup ?? "")?.[0]);
  });
});

describe("permissions", () => {
  it("are none for a workflow, and those of a job are these", () => {
    for (const { file, permissions } of WORKFLOWS) expect(permissions, file).toEqual({});
    const all = JOBS.map(({ name, job }) => [
      name,
      Object.entries(job.permissions ?? { missing: "" })
        .map(([scope, level]) => `${scope}: ${level}`)
        .join(", "),
    ]);
    expect(Object.fromEntries(all)).toMatchInlineSnapshot(`
      {
        "deploy/deploy": "contents: read, id-token: write",
        "drift/look": "contents: read, id-token: write",
        "drift/tell": "contents: read, issues: write",
        "drill/state": "contents: read, id-token: write",
        "main/build": "contents: read, id-token: write",
        "main/code-scanning": "contents: read, actions: read, security-events: write",
        "main/plan": "contents: read, id-token: write",
        "main/prod": "contents: read, id-token: write",
        "main/staging": "contents: read, id-token: write",
        "main/test": "contents: read",
        "reap/reap": "contents: read, id-token: write",
        "release/publish": "contents: read, id-token: write",
        "release/version": "contents: write, pull-requests: write",
        "review-post/code-scanning": "actions: read, security-events: write",
        "review-post/comment": "contents: read, actions: read, pull-requests: write",
        "review/review": "contents: read",
        "test/test": "contents: read",
      }
    `);
  });

  const tainted = WORKFLOWS.filter(({ on }) => "pull_request" in on);

  it("of what runs a pull request's code are to read, without a secret", () => {
    expect(tainted.map(({ file }) => file)).toEqual([".github/workflows/review.yml", ".github/workflows/test.yml"]);
    for (const file of [...tainted.map(({ file }) => file), ".github/actions/setup/action.yml"])
      expect(textOf(file), file).not.toMatch(/secrets|id-token|: write\b|github\.token/);
    for (const { name, job } of JOBS.filter(({ workflow }) => tainted.includes(workflow)))
      expect(job.permissions, name).toEqual({ contents: "read" });
    expect(WORKFLOWS.filter(({ on }) => "pull_request_target" in on)).toEqual([]);
  });

  it("secrets are a step's, and no other step's", () => {
    for (const { file, jobs, env } of WORKFLOWS) {
      for (const [name, job] of Object.entries(jobs))
        expect(JSON.stringify([env, job.env, job.with]), `${file} ${name}`).not.toContain("secrets.");
    }
    for (const { in: place, step } of STEPS) {
      const { env, ...rest } = step;
      expect(JSON.stringify(rest), place).not.toContain("secrets.");
      if (JSON.stringify(env ?? {}).includes("secrets.")) expect(step.run, place).toBeDefined();
    }
  });
});

describe("scripts in workflows", () => {
  const runs = STEPS.flatMap(({ in: place, step }) => (step.run === undefined ? [] : [{ place, run: step.run, step }]));

  it("hold no expression: what others may choose comes in variables", () => {
    for (const { place, run } of runs) expect(run, place).not.toContain("${{");
  });

  it("stop at the first error", () => {
    for (const { file, jobs, defaults } of WORKFLOWS) {
      if (Object.values(jobs).some(({ steps }) => steps?.some(({ run }) => run))) expect(defaults?.run.shell, file).toBe("bash");
    }
    for (const { file, runs } of ACTIONS)
      for (const step of runs.steps.filter(({ run }) => run)) expect(step.shell, file).toBe("bash");
    for (const file of SCRIPTS) {
      expect(textOf(file), file).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/);
      expect(statSync(path.join(ROOT, file)).mode & 0o111, file).toBe(0o111);
    }
  });

  it("call what is there, and every script is called", () => {
    const texts = [...runs.map(({ run }) => run), ...SCRIPTS.map(textOf)].join("\n");
    const called = [...texts.matchAll(/(?:\.github\/scripts|\$\(dirname "\$0"\))\/([\w-]+\.\w+)/g)].map(([, name = ""]) => name);
    const there = readdirSync(path.join(ROOT, ".github/scripts"));
    expect([...new Set(called)].sort()).toEqual(there.sort());
  });
});

describe("every workflow", () => {
  it("looks at no cloud before somebody has said whose: a copy of the repository only tests", () => {
    const asks = JOBS.filter(({ job }) => job.steps?.some(({ uses }) => uses === "./.github/actions/cloud"));
    // Of those that wait for another job, the first decides.
    const first = asks.filter(({ workflow, job }) => !isCalled(workflow) && [job.needs ?? "test"].flat().includes("test"));
    expect(first.map(({ name }) => name)).toEqual(["drift/look", "drill/state", "main/build", "reap/reap"]);
    for (const { name, job } of first) expect(job.if, name).toMatch(/vars\.(AWS_ACCOUNT_ID|EXPIRING_ENVIRONMENTS) != ''/);
    expect(named("drift/tell").if).toContain("needs.look.result != 'skipped'");
  });

  it("ends by itself", () => {
    for (const { name, job } of JOBS.filter(({ job }) => job.uses === undefined))
      expect(job["timeout-minutes"], name).toBeLessThanOrEqual(60);
  });

  it("says what may run beside it", () => {
    for (const workflow of WORKFLOWS.filter((it) => !isCalled(it)))
      expect(workflow.concurrency?.group, workflow.file).toBeDefined();
    const cancelling = WORKFLOWS.filter(({ concurrency }) => concurrency?.["cancel-in-progress"]).map(({ file }) => file);
    // Whatever deploys or publishes is never cut short.
    expect(cancelling).toEqual([
      ".github/workflows/review-post.yml",
      ".github/workflows/review.yml",
      ".github/workflows/test.yml",
    ]);
  });
});

describe("the half of a review that may write", () => {
  const file = ".github/workflows/review-post.yml";
  const jobs = JOBS.filter(({ workflow }) => workflow.file === file);

  it("follows the other half", () => {
    const { on } = parse(textOf(file)) as { on: { workflow_run: { workflows: string[] } } };
    expect(on.workflow_run.workflows).toEqual([(parse(textOf(".github/workflows/review.yml")) as { name: string }).name]);
  });

  it("has findings in the commit that the other half looks at", () => {
    const [checkout] = named("review/review").steps ?? [];
    expect(checkout?.with?.ref).toBe("${{ github.event.pull_request.head.sha }}");
    expect(named("review-post/code-scanning").steps?.at(-1)?.with?.sha).toBe("${{ github.event.workflow_run.head_sha }}");
  });

  it("has findings that code scanning compares with those of main", () => {
    const categories = ["review-post/code-scanning", "main/code-scanning"].map((job) => named(job).steps?.at(-1)?.with?.category);
    expect(categories).toEqual(["monitor-review", "monitor-review"]);
  });

  it("checks out the default branch, and nothing of the pull request", () => {
    const checkouts = jobs.flatMap(({ job }) => (job.steps ?? []).filter(({ uses }) => uses?.startsWith("actions/checkout@")));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const step of checkouts) {
      expect(step.with?.ref).toBe("${{ github.event.repository.default_branch }}");
      expect(step.with?.repository).toBeUndefined();
    }
  });

  it("gives the report to review post, and to nothing that runs it", () => {
    const post = ACTIONS.find(({ file }) => file === "action.yml")?.runs.steps ?? [];
    expect(post.filter(({ run }) => run?.includes("monitor-review/")).map(({ run }) => run?.split(" ").slice(0, 4))).toEqual([
      ["monitor", "review", "post", "--from"],
    ]);
    expect(jobs.flatMap(({ job }) => job.steps ?? []).filter(({ run }) => run)).toEqual([]);
  });

  it("takes the pull request's number from GitHub, never from the report", () => {
    const numbers = [...textOf(file).matchAll(/refs\/pull\/(.+)\/head/g)].map(([, number]) => number);
    expect(numbers).toEqual(["${{ needs.comment.outputs.number }}"]);
    expect(textOf("action.yml")).toContain("NUMBER: ${{ steps.find.outputs.number }}");
  });
});
