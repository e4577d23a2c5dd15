/** A file of assumptions: YAML with the keys of `monitor:usage`. */
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { UsageError } from "../../plan/project.ts";
import type { Overrides } from "./assumptions.ts";

/** @throws UsageError where it cannot be read, or is no mapping; what its values are is checked where they are used. */
export function readUsageFile(file: string): Overrides {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  return parseUsageFile(text, file);
}

export function parseUsageFile(text: string, shown: string): Overrides {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new UsageError(`${shown} is no YAML: ${error.message.split("\n")[0]}`);
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== "object" || Array.isArray(content))
    throw new UsageError(`${shown} is no mapping of assumptions to values`, "for example pv: 50M");
  return content as Overrides;
}
