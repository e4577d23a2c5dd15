/** Options that several commands take, and what goes with them. */
import { Option } from "commander";
import { type Paint, painter, plain } from "./report/terminal.ts";

export const formatOption = (formats: readonly string[]): Option =>
  new Option("-f, --format <format>", "how to show it").choices(formats).default("text");

export const outOption = (): Option => new Option("-o, --out <file>", "write to a file instead of the terminal");

/** Of an option that may be repeated. */
export const collected = (value: string, before: readonly string[]): string[] => [...before, value];

/** A file has no colours. */
export const paintFor = (out: string | undefined): Paint => (out === undefined ? painter(process.stdout, process.env) : plain);
