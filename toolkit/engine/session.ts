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
import { loadProgram, openProject, UsageError } from "../plan/project.ts";
import { engineFailure, failuresIn, plainText } from "./cliErrors.ts";
import { EngineFailure } from "./failure.ts";
import { areAbandoned, holders, locksIn } from "./lock.ts";
import type { Deployment as Kept } from "./repair/edit.ts";
import { nameIn } from "./steps.ts";

export interface SessionOptions {
  readonly folder: string;
  readonly stack: string;
  /** Whether a stack that has no state yet is made. @default false: that is an error */
  readonly create?: boolean;
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
/** All that the engine said of an operation. */
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
      program: async () => program() as Record<string, unknown>,
    };
    const workspace = { workDir: project.root };
    try {
      const stack = options.create
        ? await LocalWorkspace.createOrSelectStack(args, workspace)
        : await LocalWorkspace.selectStack(args, workspace);
      return new Session(stack, options);
    } catch (error) {
      if (error instanceof StackNotFoundError)
        throw new UsageError(`${options.stack} has no state: it was never deployed`, `monitor up ${options.stack}`);
      throw engineFailure(error, []);
    }
  }

  /** What `up` would do. */
  preview(onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.preview({ ...options, diff: true }));
  }

  up(onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.up(options));
  }

  /** What has changed in the world since the engine last looked. Changes nothing. */
  previewRefresh(onEvent?: Listener): Promise<Events> {
    return this.#run(onEvent, (options) => this.#stack.previewRefresh({ ...options, runProgram: false }));
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

  /** The Automation API's own export and import write secrets in clear into a file that everybody may read. */
  async #cli(...args: string[]): Promise<void> {
    const { pulumiCommand, workDir, envVars } = this.#stack.workspace;
    const env = { ...process.env, ...envVars, PULUMI_SKIP_UPDATE_CHECK: "1" };
    try {
      await run(pulumiCommand.command, [...args, "--stack", this.#stack.name, "--non-interactive"], { cwd: workDir, env });
    } catch (error) {
      const said = plainText((error as { stderr?: string }).stderr ?? "").replace(/^error: /m, "");
      throw new EngineFailure([{ urn: null, message: said || (error as Error).message }]);
    }
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
      throw engineFailure(error, []);
    }
  }

  async #run(onEvent: Listener | undefined, operation: (options: EngineOptions) => Promise<unknown>): Promise<Events> {
    const { onNote, signal, stack, wait = 0 } = this.#options;
    const end = Date.now() + wait;
    for (let isFirst = true; ; isFirst = false) {
      const events: EngineEvent[] = [];
      const note = (event: EngineEvent): void => {
        events.push(event);
        onEvent?.(event);
      };
      try {
        await operation({ color: "never", onEvent: note, ...(signal && { signal }) });
        return events;
      } catch (error) {
        if (error instanceof CommandError && CANCELED.test(error.message)) throw interruptedError(stack, events);
        if (!(error instanceof ConcurrentUpdateError)) throw engineFailure(error, events);
        const locks = locksIn(error.message);
        if (areAbandoned(locks, hostname(), isRunning)) {
          onNote?.(`the lock of ${holders(locks)} is taken away: that process has gone`);
          await this.#stack.cancel();
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
