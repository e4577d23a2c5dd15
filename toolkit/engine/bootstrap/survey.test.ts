/** What is found out, with stand-ins for the CLIs. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openProject } from "../../plan/project.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { LocalState } from "./local.ts";
import { survey } from "./survey.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "monitor-survey-"));
  for (const name of ["Pulumi.yaml", "Pulumi.shared.yaml", "package.json"])
    cpSync(path.join(ROOT, name), path.join(folder, name));
  mkdirSync(path.join(folder, "bin"));
  mkdirSync(path.join(folder, "stacks"));
  writeFileSync(path.join(folder, "stacks/index.ts"), "");
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = (name: string, script: string) =>
  writeFileSync(path.join(folder, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
const found = (env: NodeJS.ProcessEnv = {}) => {
  const subject = { project: openProject(folder), stack: "shared", region: "eu-west-1" };
  return survey(subject, new LocalState(folder), { PATH: `${path.join(folder, "bin")}:/usr/bin:/bin`, ...env });
};
const stacks = (count: number) => program("pulumi", `echo '[{"name":"organization/monitor/shared","resourceCount":${count}}]'`);
const BUCKET = `echo '{"ResourceTagMappingList":[{"ResourceARN":"arn:aws:s3:::monitor-shared-state-1"}]}'`;

it("asks the account for buckets of the stack, by their tags", async () => {
  program("pulumi", "echo 'error: PULUMI_ACCESS_TOKEN must be set' >&2; exit 1");
  program("aws", `case "$*" in *s3*eu-west-1*app,Values=monitor*environment,Values=shared*) ${BUCKET};; *) exit 1;; esac`);
  expect(await found()).toEqual({
    ...{ stack: "shared", moved: null, local: null, configured: null },
    buckets: ["monitor-shared-state-1"],
  });
  expect(await found({ PULUMI_DEBUG_PROVIDERS: "aws:1" })).toMatchObject({ buckets: [] });
});

it("takes no answer for no bucket", async () => {
  stacks(0);
  program("aws", "echo 'Unable to locate credentials' >&2; exit 253");
  expect(await found()).toMatchObject({ configured: { holds: false }, buckets: [] });
});

it("tells a backend that holds the stack from one where it was only made, and from one that does not answer", async () => {
  const env = { PULUMI_BACKEND_URL: "s3://other" };
  program("aws", "exit 1");
  stacks(38);
  expect(await found(env)).toMatchObject({ configured: { url: "s3://other", holds: true } });
  stacks(0);
  expect(await found(env)).toMatchObject({ configured: { url: "s3://other", holds: false } });
  program("pulumi", "echo 'warning: old'; echo 'error: AccessDenied' >&2; exit 1");
  expect(await found(env)).toMatchObject({ configured: { url: "s3://other", holds: "AccessDenied" } });
});

it("takes a folder in which nothing was deployed for nothing", async () => {
  mkdirSync(path.join(folder, ".monitor/bootstrap/state/.pulumi"), { recursive: true });
  program("aws", BUCKET);
  stacks(0);
  expect(await found()).toMatchObject({ local: null, buckets: ["monitor-shared-state-1"] });
  program("pulumi", `case "$*" in *output*) echo state-1;; *) echo '[{"name":"shared","resourceCount":38}]';; esac`);
  expect(await found()).toMatchObject({ local: { target: "s3://state-1?region=eu-west-1&awssdk=v2" }, buckets: [] });
});
