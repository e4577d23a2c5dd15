/** What others wrote, in a line of ours: on a terminal, and in the log of a pipeline. */
import { visible } from "../../report/html/markup.ts";
import { clipped } from "../report.ts";

/**
 * Text on one line, short, and with nothing in it that a terminal or a pipeline takes for a command. A runner of GitHub Actions reads
 * `##[add-path]` anywhere in a line; a `::command::` at the start of one alone, which is always ours.
 */
export const told = (text: string, most = 300): string =>
  visible(clipped(text, most).replace(/\s+/g, " ")).replaceAll("##[", "## [");
