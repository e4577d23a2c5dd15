/** Options that several commands take, and what goes with them. */
import { Option } from "commander";
import { type Paint, painter, plain } from "./report/terminal.ts";

export const formatOption = (formats: readonly string[]): Option =>
  new Option("-f, --format <format>", "how to show it").choices(formats).default("text");

export const outOption = (): Option => new Option("-o, --out <file>", "write to a file instead of the terminal");

/** Of commands that do with anybody's program what they do with this one: `--cwd` by a name that says so. */
export const programOption = (): Option =>
  new Option("--program <folder>", "work on the Pulumi program in this folder: anybody's, in TypeScript or JavaScript");

/** Of an option that may be repeated. */
export const collected = (value: string, before: readonly string[]): string[] => [...before, value];

/** A file has no colours. */
export const paintFor = (out: string | undefined): Paint => (out === undefined ? painter(process.stdout, process.env) : plain);
