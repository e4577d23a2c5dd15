/** Cells in columns, padded to what is seen of them: colours take no room. */
import { stripVTControlCharacters } from "node:util";

export type Align = "left" | "right";

const width = (cell: string): number => [...stripVTControlCharacters(cell)].length;

/** @param align of each column. @default all to the left */
export function table(rows: readonly (readonly string[])[], align: readonly Align[] = []): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => width(row[column] ?? ""))));
  return rows
    .map((row) =>
      widths
        .map((full, column) => {
          const cell = row[column] ?? "";
          const padding = " ".repeat(full - width(cell));
          return align[column] === "right" ? padding + cell : cell + padding;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
