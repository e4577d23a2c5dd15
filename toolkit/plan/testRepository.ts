/** Git repositories that tests make, in folders of their own. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Repository {
  readonly folder: string;
  readonly git: (...args: string[]) => string;
  /** Writes files and commits them, on the branch that is checked out. */
  readonly commit: (files: Readonly<Record<string, string>>, message?: string) => string;
  readonly remove: () => void;
}

export function repository(): Repository {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "monitor-repository-")));
  // Nobody's own settings: a signed commit would ask for a key.
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", folder, ...identity, ...args], {
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  return {
    ...{ folder, git },
    commit: (files, message = "change") => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "-m", message);
      return git("rev-parse", "HEAD");
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
