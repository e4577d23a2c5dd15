/** `pnpm build`: builds the release of the project in this folder. */
import { buildRelease } from "./build.ts";
import { releaseText } from "./text.ts";

const FAILURE = 2;

try {
  process.stdout.write(releaseText(await buildRelease(process.cwd())));
} catch (error) {
  process.stderr.write(`the release cannot be built: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = FAILURE;
}
