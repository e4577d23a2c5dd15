import { bucketIn } from "../engine/bootstrap/copy.ts";
import { courseOf, stateUrl } from "../engine/bootstrap/course.ts";
import { LocalState } from "../engine/bootstrap/local.ts";
import { move, requireMoved } from "../engine/bootstrap/move.ts";
import { type Subject, survey } from "../engine/bootstrap/survey.ts";
import { requireConsent } from "../engine/consent.ts";
import { backendUrlOf } from "../engine/doctor/project.ts";
import { InvalidConfig } from "../plan/plan.ts";
import { openProject, type Project, UsageError } from "../plan/project.ts";
import { readStacks, requireStack } from "../plan/stacks.ts";
import { bootstrapText } from "../report/bootstrapText.ts";
import { deploy, type UpRequest } from "./up.ts";

/** The stack that makes the bucket; environments read its outputs by this name too. */
const STACK = "shared";
const COMMAND = "monitor bootstrap";

export type BootstrapRequest = Omit<UpRequest, "stack" | "command" | "backend" | "plan" | "wait">;

/**
 * Deploys the shared stack with its state on this machine, and moves that into the bucket that the stack has made. What an earlier run
 * has done is not done again, wherever that was killed: until the state is known to be whole in the bucket, the one here counts;
 * then a note says where it is, and only then the one here goes.
 * @returns what to do next
 * @throws UsageError or InvalidConfig before anything has changed; EngineFailure where the engine could not finish
 */
export async function bootstrap(request: BootstrapRequest): Promise<string> {
  requireConsent(request, COMMAND);
  const project = openProject(request.folder);
  const subject = { project, stack: STACK, region: await regionOf(project) };
  const state = new LocalState(project.root);
  return await state.alone(() => bootstrapAlone(request, subject, state));
}

async function bootstrapAlone(request: BootstrapRequest, subject: Subject, state: LocalState): Promise<string> {
  const { project, stack, region } = subject;
  const { voice, paint } = request;
  voice.show(`looking for state of ${stack}`);
  const course = courseOf(await survey(subject, state, process.env));
  voice.show("");
  if (course.do === "refuse") throw new UsageError(course.cause, course.remedy);
  let url: string;
  if (course.do === "finish") {
    url = course.url;
    await requireMoved(url, { ...request, stack });
  } else {
    state.make();
    const { isDone, text, session } = await deploy({ ...request, stack, command: COMMAND, backend: state.url });
    if (!isDone) return text;
    voice.say(text.trimEnd());
    const bucket = bucketIn(await session.kept());
    if (bucket === null)
      throw new UsageError(`${stack} has no output stateBucket`, "its program must make the bucket, and tell it");
    url = stateUrl(bucket, region);
    await move(session, url, { ...request, stack });
    state.noteMoved(url);
  }
  state.remove();
  return bootstrapText({ stack, url, projectUrl: backendUrlOf(project), environmentUrl: process.env.PULUMI_BACKEND_URL }, paint);
}

/** @throws UsageError or InvalidConfig where the stack's file does not say that it makes the bucket */
async function regionOf(project: Project): Promise<string> {
  requireStack(project, STACK);
  const found = (await readStacks(project)).find(({ file }) => file.stack === STACK);
  if (found && found.problems.length > 0) throw new InvalidConfig([found]);
  if (found?.config?.kind !== "shared")
    throw new UsageError(
      `Pulumi.${STACK}.yaml makes no bucket for state: it is not of kind shared`,
      `${project.name}:kind: shared, with what docs/config.md lists under it`,
    );
  return found.config.aws.region;
}
