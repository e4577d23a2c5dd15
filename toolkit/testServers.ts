/** The real programs some suites run against. Those suites are skipped where their program is missing, and vitest says so first. */
import { existsSync } from "node:fs";

/** Folder of the test servers, from MONITOR_RIG; none where it is not set. */
export const RIG: string | undefined = process.env.MONITOR_RIG;

/** @default /usr/bin/chromium, unless CHROMIUM_PATH names another */
const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
export const CHROMIUM: string | undefined = existsSync(CHROMIUM_PATH) ? CHROMIUM_PATH : undefined;

/** Vitest calls this once, before all suites. */
export function setup(): void {
  const missing = [
    RIG === undefined && "the suites on a Kubernetes control plane: MONITOR_RIG names no folder of test servers",
    CHROMIUM === undefined && `the suites in a browser: there is no ${CHROMIUM_PATH}, and CHROMIUM_PATH names no other`,
  ];
  for (const line of missing.filter(Boolean)) process.stdout.write(`skipped: ${line}\n`);
}
