/** Which lines of two estimates belong together. */
import { byText } from "../../graph/graph.ts";
import type { Line } from "../line.ts";

/** Lines of both sides that make one row; a side without any has no such line. */
export interface Pair {
  readonly id: string;
  readonly from: readonly Line[];
  readonly to: readonly Line[];
}

interface Kin {
  readonly from: Line[];
  readonly to: Line[];
}

/**
 * Lines with the same id belong together. Where a component has other resources of a type on each side (`network-nat-a` alone, and `a`, `b`,
 * `c`), those alike make one row: there are more of them, which is no new feature.
 */
export function paired(from: readonly Line[], to: readonly Line[]): Pair[] {
  const families = new Map<string, Kin>();
  for (const [side, lines] of [["from", from] as const, ["to", to] as const]) {
    for (const line of lines) {
      const key = familyOf(line);
      const family = families.get(key) ?? { from: [], to: [] };
      family[side].push(line);
      families.set(key, family);
    }
  }
  return [...families.values()].flatMap(rowsOf).sort((a, b) => byText(a.id, b.id));
}

function rowsOf({ from, to }: Kin): Pair[] {
  const before = new Map(from.map((line) => [line.id, line]));
  const after = new Map(to.map((line) => [line.id, line]));
  const inBoth = from.filter(({ id }) => after.has(id));
  const gone = from.filter(({ id }) => !after.has(id));
  const added = to.filter(({ id }) => !before.has(id));
  const one = (line: Line): Pair => {
    const [a, b] = [before.get(line.id), after.get(line.id)];
    return { id: line.id, from: a ? [a] : [], to: b ? [b] : [] };
  };
  if (gone.length === 0 && added.length === 0) return inBoth.map(one);
  // Several of one kind on each side compare as a whole: 1 gateway, 3 gateways.
  if (from.length > 0 && to.length > 0 && alike(from) && alike(to)) return [together(from, to)];
  if (gone.length > 0 && added.length > 0) return [...inBoth.map(one), together(gone, added)];
  return [...inBoth, ...gone, ...added].map(one);
}

const together = (from: readonly Line[], to: readonly Line[]): Pair => ({ id: commonId([...from, ...to]), from, to });

const familyOf = ({ id, component, service, unit }: Line): string => {
  const { type, key } = partsOfId(id);
  return [component, type, key, service, unit].join("\n");
};

const alike = (lines: readonly Line[]): boolean =>
  new Set(lines.map(({ sku, purchase }) => JSON.stringify([sku.vendor, sku.service, sku.sku, sku.region, purchase]))).size === 1;

/** A name may hold slashes: the type is what is before the first, the key what is after the last. */
function partsOfId(id: string): { type: string; name: string; key: string } {
  const first = id.indexOf("/");
  const last = id.lastIndexOf("/");
  return { type: id.slice(0, first), name: id.slice(first + 1, last), key: id.slice(last + 1) };
}

/** `NatGateway/network-nat-*` and the key, of names that begin alike. */
function commonId(lines: readonly Line[]): string {
  const ids = [...new Set(lines.map(({ id }) => id))];
  const [first = "", ...others] = ids;
  if (others.length === 0) return first;
  const { type, key } = partsOfId(first);
  const names = ids.map((id) => partsOfId(id).name);
  let length = 0;
  while (names.every((name) => length < name.length && name[length] === names[0]?.[length])) length++;
  return `${type}/${names[0]?.slice(0, length)}*/${key}`;
}
