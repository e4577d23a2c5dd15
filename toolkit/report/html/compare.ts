/** Environments side by side: their components, and where one differs from the one before it. */
import type { PlannedStack } from "../../plan/plan.ts";
import { sizesOf } from "../sizes.ts";
import { type Branch, treeOf } from "../tree.ts";
import { html, type Markup } from "./markup.ts";

export interface Cell {
  readonly count: number;
  readonly size: string;
}

export interface ComparedRow {
  readonly name: string;
  readonly depth: number;
  /** One for each environment; none where it has no such component. */
  readonly cells: readonly (Cell | undefined)[];
}

/** The components of all environments, in the order of the first one that has them. */
export function compared(stacks: readonly PlannedStack[]): ComparedRow[] {
  return rowsOf(
    stacks.map(({ graph }) => treeOf(graph)),
    0,
  );
}

function rowsOf(branches: readonly (Branch | undefined)[], depth: number): ComparedRow[] {
  const inside = branches.map((branch) => new Map(branch?.branches.map((inner) => [inner.component.name, inner])));
  const names = new Set(inside.flatMap((components) => [...components.keys()]));
  return [...names].flatMap((name) => {
    const found = inside.map((components) => components.get(name));
    const cells = found.map((branch) => branch && { count: branch.count, size: sizesOf(branch.leaves) });
    return [{ name, depth, cells }, ...rowsOf(found, depth + 1)];
  });
}

/** How a cell differs from the one before it; nothing for the first one, and where they are alike. */
export function difference(before: Cell | undefined, cell: Cell | undefined): "added" | "missing" | "differs" | undefined {
  if (!before || !cell) return before === cell ? undefined : cell ? "added" : "missing";
  return before.count === cell.count && before.size === cell.size ? undefined : "differs";
}

const GLYPHS = { added: "+", missing: "−", differs: "≠" } as const;

export function comparisonMarkup(stacks: readonly PlannedStack[]): Markup {
  const rows = compared(stacks);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Environments side by side"><table>
<thead><tr><th scope="col">Component</th>${stacks.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ name, depth, cells }) => html`<tr class="depth-${Math.min(depth, 4)}"><th scope="row">${name}</th>${cells.map(
      (cell, index) => {
        const how = index > 0 ? difference(cells[index - 1], cell) : undefined;
        const before = stacks[index - 1]?.name ?? "";
        const words = how && { added: `not in ${before}`, missing: `in ${before}`, differs: `unlike ${before}` }[how];
        const glyph = how && html`<span title="${words}" role="img" aria-label="${words}">${GLYPHS[how]}</span>`;
        const held = cell
          ? html`<span class="count">${cell.count}</span><span>${cell.size}</span>`
          : html`<span class="none">none</span>`;
        return html`<td><div class="cell"><span class="glyph">${glyph}</span>${held}</div></td>`;
      },
    )}</tr>
`,
  )}</tbody></table></div>`;
}
