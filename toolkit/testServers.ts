/** The real programs some suites run against. Those suites are skipped where their program is missing, and vitest says so first. */
import { existsSync } from "node:fs";
import path from "node:path";

/** Folder of the test servers, from MONITOR_RIG; none where it is not set. */
export const RIG: string | undefined = process.env.MONITOR_RIG;

/** @default /usr/bin/chromium, unless CHROMIUM_PATH names another */
const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
export const CHROMIUM: string | undefined = existsSync(CHROMIUM_PATH) ? CHROMIUM_PATH : undefined;

export const AWS: string | undefined = onPath("aws");

/** Checkers of workflows and scripts, where they are on PATH. */
export const ACTIONLINT: string | undefined = onPath("actionlint");
export const SHELLCHECK: string | undefined = onPath("shellcheck");

/** Other people's scanners, where they are on PATH. */
export const CHECKOV: string | undefined = onPath("checkov");
export const KUBE_SCORE: string | undefined = onPath("kube-score");

function onPath(name: string): string | undefined {
  const files = (process.env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, name));
  return files.find((file) => existsSync(file));
}

/** Vitest calls this once, before all suites. */
export function setup(): void {
  const missing = [
    RIG === undefined && "the suites on a Kubernetes control plane: MONITOR_RIG names no folder of test servers",
    CHROMIUM === undefined && `the suites in a browser: there is no ${CHROMIUM_PATH}, and CHROMIUM_PATH names no other`,
    AWS === undefined && "the drill of the state: the AWS CLI is not on PATH",
    (ACTIONLINT === undefined || SHELLCHECK === undefined) &&
      "what others check of the workflows: actionlint and shellcheck are not both on PATH",
    (CHECKOV === undefined || KUBE_SCORE === undefined) &&
      "what other people's scanners say of the environments: checkov and kube-score are not both on PATH",
  ];
  for (const line of missing.filter(Boolean)) process.stdout.write(`skipped: ${line}\n`);
}
