/** Other programs, run to their end. */
import { type ExecFileException, execFile } from "node:child_process";

export interface ExecuteOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds. @default as long as it takes */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Executed {
  /** Null where it ended well. */
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Node's own `signal` lets go of a program that it has only asked to end, and that may still be writing: what is cleaned up then, comes back.
 * @throws the signal's reason, once the program has ended
 */
export function execute(command: string, args: readonly string[], { signal, ...options }: ExecuteOptions): Promise<Executed> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = execFile(command, args, { maxBuffer: 64 << 20, ...options }, (error, stdout, stderr) => {
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ error, stdout, stderr });
    });
    const end = (): void => void child.kill();
    signal?.addEventListener("abort", end);
  });
}
