/** A program's package that is not installed: told with what installs it. */
import { UsageError } from "./usageError.ts";

const CODES: readonly unknown[] = ["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"];

/** Undefined where the error is another, as where a file of the program's own is missing. @param root folder of the project */
export function missingPackage(error: unknown, root: string): UsageError | undefined {
  if (!(error instanceof Error && "code" in error && CODES.includes(error.code))) return undefined;
  const [message = ""] = error.message.split("\n");
  return /^Cannot find (module|package) '[^./]/.test(message) ? new UsageError(message, `npm install in ${root}`) : undefined;
}
