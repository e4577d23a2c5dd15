/** A file of assumptions: YAML with the keys of `monitor:usage`. */
import { parseDocument } from "yaml";
import { readText, UsageError } from "../../plan/project.ts";
import type { Overrides } from "./assumptions.ts";

/** @throws UsageError where it cannot be read, is no mapping, or an empty one; what its values are is checked where they are used. */
export function readUsageFile(file: string): Overrides {
  const text = readText(file);
  const assumed = parseUsageFile(text, file);
  if (Object.keys(assumed).length === 0)
    throw new UsageError(`${file} holds no assumptions`, "keys and values as under monitor:usage, such as pv: 50M");
  return assumed;
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
