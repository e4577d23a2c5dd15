/** Finds out what a bootstrap meets: backends, state on this machine, buckets in the account. Changes nothing. */
import type { Project } from "../../plan/project.ts";
import { attachedProviders } from "../doctor/doctor.ts";
import { thisMachine } from "../doctor/machine.ts";
import { backendUrlOf } from "../doctor/project.ts";
import { ask } from "../repair/ask.ts";
import { last } from "../repair/search.ts";
import { type Configured, type Local, type Situation, stateUrl } from "./course.ts";
import type { LocalState } from "./local.ts";

export interface Subject {
  readonly project: Project;
  readonly stack: string;
  readonly region: string;
}

/** @param env of the command, as it was called */
export async function survey(subject: Subject, state: LocalState, env: NodeJS.ProcessEnv): Promise<Situation> {
  const { stack } = subject;
  const local = state.isThere ? await localOf(subject, state, env) : null;
  const { moved } = state;
  return {
    ...{ stack, moved, local },
    configured: await configuredOf(subject, env),
    buckets: local === null && moved === null ? await bucketsOf(subject, env) : [],
  };
}

async function configuredOf(subject: Subject, env: NodeJS.ProcessEnv): Promise<Configured | null> {
  const named = env.PULUMI_BACKEND_URL || backendUrlOf(subject.project);
  const holds = await holdsIt(subject, env);
  // Whoever has named no backend and is logged in to none, has none; where there is no CLI, the doctor says so.
  if (holds === null || (named === undefined && typeof holds === "string")) return null;
  return { url: named ?? "the backend of pulumi login", holds };
}

/** Null where nothing was deployed from here: a stack may have been made, and nothing in it. */
async function localOf(subject: Subject, state: LocalState, env: NodeJS.ProcessEnv): Promise<Local | null> {
  const { project, stack, region } = subject;
  const there = { ...env, PULUMI_BACKEND_URL: state.url };
  if ((await holdsIt(subject, there)) === false) return null;
  const { run, limit } = thisMachine(project.root, stack, there);
  const ran = await run("pulumi", ["stack", "output", "stateBucket", "--stack", stack], limit());
  const bucket = ran === "not found" || ran.code !== 0 ? "" : ran.stdout.trim();
  return { target: bucket === "" ? null : stateUrl(bucket, region) };
}

/** Whether a backend has resources of the stack; a text says why it cannot be asked, null that there is no CLI. */
async function holdsIt({ project, stack }: Subject, env: NodeJS.ProcessEnv): Promise<boolean | string | null> {
  const { run, limit } = thisMachine(project.root, stack, env);
  const ran = await run("pulumi", ["stack", "ls", "--json"], limit());
  if (ran === "not found") return null;
  if (ran.code !== 0) return /^error: (.+)$/m.exec(ran.stderr)?.[1] ?? "it does not answer";
  const stacks = JSON.parse(ran.stdout) as { name: string; resourceCount?: number }[];
  return (stacks.find(({ name }) => name.split("/").pop() === stack)?.resourceCount ?? 0) > 0;
}

/** By the tags that everything of a stack has. Where that cannot be asked, nothing is known. */
async function bucketsOf({ project, stack, region }: Subject, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  if (attachedProviders(env).has("aws")) return []; // the account is not the one that the AWS CLI would ask
  const { run, fetch, limit } = thisMachine(project.root, stack, env);
  const tags = [`Key=app,Values=${project.name}`, `Key=environment,Values=${stack}`];
  const words = ["resourcegroupstaggingapi", "get-resources", "--resource-type-filters", "s3", "--region", region];
  const found = await ask(
    {
      at: "aws",
      ask: [...words, "--tag-filters", ...tags],
      ids: (answer) =>
        ((answer as { ResourceTagMappingList?: { ResourceARN: string }[] }).ResourceTagMappingList ?? []).map(({ ResourceARN }) =>
          last(ResourceARN),
        ),
    },
    { run, fetch, env, limit },
  );
  return found instanceof Error ? [] : found;
}
