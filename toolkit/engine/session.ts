/**
 * A stack under Pulumi's engine, through its Automation API: the CLI is the engine, and the program runs in this process.
 * https://www.pulumi.com/docs/iac/automation-api/
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import {
  CommandError,
  ConcurrentUpdateError,
  type EngineEvent,
  LocalWorkspace,
  type OutputMap,
  type Stack,
  StackNotFoundError,
} from "@pulumi/pulumi/automation/index.js";
import { loadProgram, openProject, type Project, UsageError } from "../plan/project.ts";
import { cliFailure, engineFailure, failuresIn } from "./cliErrors.ts";
import { areAbandoned, holders, type Lock, locksIn } from "./lock.ts";
import { removeLockFiles } from "./lockFiles.ts";
import type { Deployment as Kept } from "./repair/edit.ts";
import { secrecy } from "./secrecy.ts";
import { type DecryptedConfig, learnConfig, learnMarked, learnPassphrase, listenToMonitor } from "./secrecySources.ts";
import { nameIn } from "./steps.ts";

export interface SessionOptions {
  readonly folder: string;
  readonly stack: string;
  /** Whether a stack that has no state yet is made. @default false: that is an error */
  readonly create?: boolean;
  /** URL of where the state is. @default as PULUMI_BACKEND_URL or Pulumi.yaml says */
  readonly backend?: string;
  /** Milliseconds to wait for somebody else's operation. @default 0 */
  readonly wait?: number;
  /** Told, once, of what a person would otherwise wonder about: waiting, locks taken away. */
  readonly onNote?: (note: string) => void;
  /** Asks the engine to end: it finishes what it has begun. */
  readonly signal?: AbortSignal;
}

/** What is kept of a stack, as far as we look at it. */
export interface State {
  /** When it was last written; null where nothing was ever deployed. */
  readonly written: string | null;
  /** Names of what the engine would refuse to delete. */
  readonly protected: readonly string[];
}

const run = promisify(execFile);

/** How the CLI ends when it was interrupted once. */
const CANCELED = /\b(update|destroy|refresh|preview) canceled\b/;

/** How long between two looks at a lock. */
const LOOK_EVERY = 5_000;

export type Listener = (event: EngineEvent) => void;
/** All that the engine said of an operation, without secrets: what is made of it may be cut, wrapped, written. */
export type Events = readonly EngineEvent[];
type EngineOptions = { readonly color: "never"; readonly onEvent: Listener; readonly signal?: AbortSignal };

/** A stack that is there. Each operation is told by its events, and fails with an EngineFailure or a UsageError. */
export class Session {
  readonly #stack: Stack;
  readonly #options: SessionOptions;
  /** What the backend says of a deployment besides: its version, and what an engine must know to read it. */
  #envelope: { readonly deployment: Kept | null } = { deployment: null };

  private constructor(stack: Stack, options: SessionOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  /** @throws UsageError where there is no CLI, no backend, no such stack */
  static async open(options: SessionOptions): Promise<Session> {
    const project = openProject(options.folder);
    const program = await loadProgram(project);
    const args = {
      stackName: options.stack,
      projectName: project.name,
      program: async () => {
        listenToMonitor();
        return program() as Record<string, unknown>;
      },
    };
    const { backend } = options;
    const workspace = { workDir: project.root, ...(backend !== undefined && { envVars: { PULUMI_BACKEND_URL: backend } }) };
    try {
      const stack = options.create
        ? await LocalWorkspace.createOrSelectStack(args, workspace)
        : await LocalWorkspace.selectStack(args, workspace);
      const session = new Session(stack, options);
      await session.#learnSecrets(project);
      return session;
    } catch (error) {
      if (error instanceof StackNotFoundError)
        throw new UsageError(`${options.stack} has no state: it was never deployed`, `monitor up ${options.stack}`);
      if (error instanceof ConcurrentUpdateError && areAbandoned(locksIn(error.message), hostname(), isRunning)) {
        // Killed while it made the stack: there is none yet that `pulumi cancel` could free.
        if (await removeLockFiles(error.message)) return await Session.open(options);
      }
      throw secrecy.cleared(engineFailure(error, []));
    }
  }

  /** Before a cloud can say anything: what is deployed and configured, decrypted, through pipes and in memory alone. */
  async #learnSecrets(project: Project): Promise<void> {
    learnPassphrase(process.env);
    const [state, config] = await Promise.all([
      this.#cli("stack", "export", "--show-secrets"),
      this.#cli("config", "--show-secrets", "--json"),
    ]);
    learnMarked(JSON.parse(state));
    learnConfig(JSON.parse(config) as DecryptedConfig, project, this.#stack.name);
  }

  /** What `up` would do. */
  preview(onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.preview({ ...options, diff: true }));
  }

  up(onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.up(options));
  }

  /** What has changed in the world since the engine last looked; resources of these URNs are left out. Changes nothing. */
  previewRefresh(exclude: readonly string[], onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.previewRefresh({ ...options, exclude: [...exclude], runProgram: false }));
  }

  previewDestroy(onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.previewDestroy({ ...options, runProgram: false }));
  }

  destroy(onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.destroy({ ...options, runProgram: false }));
  }

  /** What is known without asking a cloud. */
  async state(): Promise<State> {
    const { manifest, resources = [] } = await this.kept();
    return {
      written: resources.length > 0 ? (manifest?.time ?? null) : null,
      protected: resources.filter(({ protect }) => protect === true).map(({ urn }) => nameIn(urn)),
    };
  }

  /** Looks at resources again, by URN; of all where none is named. Changes what is kept of them, and nothing in the world. */
  refresh(targets: readonly string[], onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.refresh({ ...options, target: [...targets], runProgram: false }));
  }

  /** All that is kept of the stack, with its secrets encrypted. */
  async kept(): Promise<Kept> {
    return await this.#withFile(async (file) => {
      await this.#cli("stack", "export", "--file", file);
      this.#envelope = JSON.parse(readFileSync(file, "utf8")) as { deployment: Kept | null };
      return this.#envelope.deployment ?? {};
    });
  }

  /** Puts something else in the place of what `kept` gave. The engine checks that it is whole, and forgets pending operations. */
  async replaceKept(deployment: Kept): Promise<void> {
    await this.#withFile(async (file) => {
      writeFileSync(file, JSON.stringify({ ...this.#envelope, deployment }));
      await this.#cli("stack", "import", "--file", file);
    });
  }

  /** Puts all that is kept here in the place of what the other one keeps: the same stack's, in another backend. */
  async copyTo(other: Session): Promise<void> {
    const kept = await this.kept();
    other.#envelope = this.#envelope;
    await other.replaceKept(kept);
  }

  /** The Automation API's own export and import write secrets in clear into a file that everybody may read. */
  async #cli(...args: string[]): Promise<string> {
    const { pulumiCommand, workDir, envVars } = this.#stack.workspace;
    const env = { ...process.env, ...envVars, PULUMI_SKIP_UPDATE_CHECK: "1" };
    const options = { cwd: workDir, env, maxBuffer: Number.POSITIVE_INFINITY };
    try {
      const { stdout } = await run(pulumiCommand.command, [...args, "--stack", this.#stack.name, "--non-interactive"], options);
      return stdout;
    } catch (error) {
      const said = (error as { stderr?: string }).stderr || (error as Error).message;
      const locks = locksIn(said);
      if (!areAbandoned(locks, hostname(), isRunning)) throw secrecy.cleared(cliFailure(said));
      await this.#unlock(locks);
      return await this.#cli(...args);
    }
  }

  async #unlock(locks: readonly Lock[]): Promise<void> {
    this.#options.onNote?.(`the lock of ${holders(locks)} is taken away: that process has gone`);
    await this.#stack.cancel();
  }

  /** Lends a file that only we may read. */
  async #withFile<T>(use: (file: string) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-state-"));
    try {
      return await use(path.join(folder, "state.json"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async outputs(): Promise<OutputMap> {
    try {
      return await this.#stack.outputs();
    } catch (error) {
      throw secrecy.cleared(engineFailure(error, []));
    }
  }

  async #run(onEvent: Listener | undefined, operation: (options: EngineOptions) => Promise<unknown>): Promise<Events> {
    const { onNote, signal, stack, wait = 0 } = this.#options;
    const end = Date.now() + wait;
    for (let isFirst = true; ; isFirst = false) {
      // Interrupted while no engine was at work.
      if (signal?.aborted) throw interruptedError(stack, []);
      const events: EngineEvent[] = [];
      const note = (event: EngineEvent): void => {
        events.push(event);
        onEvent?.(event);
      };
      try {
        await withSignal(signal, (lent) => operation({ color: "never", onEvent: note, ...(lent && { signal: lent }) }));
        return secrecy.events(events);
      } catch (error) {
        if (error instanceof CommandError && CANCELED.test(error.message)) throw secrecy.cleared(interruptedError(stack, events));
        if (!(error instanceof ConcurrentUpdateError)) throw secrecy.cleared(engineFailure(error, events));
        const locks = locksIn(error.message);
        if (areAbandoned(locks, hostname(), isRunning)) {
          await this.#unlock(locks);
          continue;
        }
        if (Date.now() + LOOK_EVERY > end || signal?.aborted) {
          throw new UsageError(
            `${stack} is locked by ${holders(locks)}`,
            `wait for it (--wait 10m); if it has gone for good: pulumi cancel --stack ${stack}`,
          );
        }
        if (isFirst) onNote?.(`waiting for ${holders(locks)}`);
        await setTimeout(LOOK_EVERY);
      }
    }
  }
}

/** Interrupted once, the engine ends what it has begun, and knows how that went. */
function interruptedError(stack: string, events: Events): UsageError {
  const lines = failuresIn(events).flatMap(({ urn, message }) => (urn === null ? [] : [`\n  ${nameIn(urn)}: ${message}`]));
  return new UsageError(
    `${stack} was interrupted: what the engine had begun has ended, and is known; nothing else was begun${lines.join("")}`,
    "the same command goes on from there",
  );
}

/**
 * Lends a signal for as long as an operation lasts: who listens to ours is an engine at work. The SDK never stops listening, and passes
 * each `abort` on, so that a second one stops an engine as a second Ctrl-C does.
 */
export async function withSignal<T>(signal: AbortSignal | undefined, operation: (lent?: AbortSignal) => Promise<T>): Promise<T> {
  if (!signal) return await operation();
  const lent = new AbortController();
  const pass = (): void => {
    if (lent.signal.aborted) lent.signal.dispatchEvent(new Event("abort"));
    else lent.abort();
  };
  signal.addEventListener("abort", pass);
  try {
    return await operation(lent.signal);
  } finally {
    signal.removeEventListener("abort", pass);
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
