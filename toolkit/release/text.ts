import type { Release } from "../../infra/workloads/release.ts";
import { counted } from "../report/terminal.ts";
import { PARTS } from "./manifest.ts";

/** A release on a terminal: its parts with their sizes, and what it is called. */
export function releaseText(release: Release): string {
  const rows = PARTS.map((part) => {
    const bytes = release[part].reduce((sum, file) => sum + file.bytes, 0);
    return { part, files: counted(release[part].length, "file"), size: kilobytes(bytes) };
  });
  const width = (column: keyof (typeof rows)[number]) => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(
    ({ part, files, size }) => `${part.padEnd(width("part"))}  ${files.padEnd(width("files"))}  ${size.padStart(width("size"))}`,
  );
  return [...lines, "", `release ${release.digest}`, ""].join("\n");
}

const kilobytes = (bytes: number): string =>
  `${(bytes / 1024).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 })} KiB`;
