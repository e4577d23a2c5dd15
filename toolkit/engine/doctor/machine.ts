/** The doctor's edges: real commands, the real network, real time. */
import { execFile } from "node:child_process";
import { openProject } from "../../plan/project.ts";
import type { DoctorContext, Ran } from "./check.ts";

/** What one check may take. */
const LIMIT = 10_000;

/** @throws UsageError where there is no project */
export function thisMachine(folder: string, stack: string | null, env: NodeJS.ProcessEnv): DoctorContext {
  const { root } = openProject(folder);
  return {
    ...{ folder, stack, env, fetch },
    limit: () => AbortSignal.timeout(LIMIT),
    run: (command, args, signal) =>
      new Promise<Ran | "not found">((resolve) => {
        const options = { cwd: root, env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1", AWS_PAGER: "" }, signal, maxBuffer: 64 << 20 };
        const child = execFile(command, [...args], options, (error, stdout, stderr) => {
          if (error?.code === "ENOENT") resolve("not found");
          else resolve({ code: error ? Number(error.code) || 1 : 0, stdout, stderr });
        });
        child.stdin?.end(); // nobody answers a question that it asks
      }),
  };
}
