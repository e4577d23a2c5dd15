/**
 * Locks of a stack that is not made yet: the CLI takes one while it makes a stack, and where it is killed then, `pulumi cancel` finds no
 * stack to take it from (3.255.0). What is left to do is to remove the file, which the CLI names.
 */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** `  s3://bucket/.pulumi/locks/organization/monitor/shared/ID.json?region=us-east-1: created by …` */
const FILE = /^ *((?:s3|file):\/\/\S+\/locks\/\S+\.json)\S*: created by /gm;

/** Where the CLI's refusal says that the locks are, without options; each once, however often it says so. Pure. */
export const lockFilesIn = (text: string): string[] => [...new Set([...text.matchAll(FILE)].map(([, url = ""]) => url))];

const run = promisify(execFile);

/** @returns whether all of them are gone: only files and objects of S3 can be removed */
export async function removeLockFiles(text: string): Promise<boolean> {
  const files = lockFilesIn(text);
  try {
    for (const url of files) {
      if (url.startsWith("file:")) rmSync(fileURLToPath(url), { force: true });
      else await run("aws", ["s3", "rm", url, "--only-show-errors"], { env: { ...process.env, AWS_PAGER: "" } });
    }
    return files.length > 0;
  } catch {
    return false; // then the lock is what is told
  }
}
