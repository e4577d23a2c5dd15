/** Two values, property by property: what differs in meaning, without what differs in order or spelling alone. */
import { type Json, joinPath, type Resource, SECRET, UNKNOWN } from "../graph/graph.ts";
import { symbolsIn } from "../graph/symbols.ts";
import { isPolicy, policySets } from "./documents.ts";
import { type ListRule, listRule } from "./lists.ts";
import type { Translate } from "./translate.ts";

export interface Difference {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** False where either side is unknown, or one alone is known after deployment only. */
  readonly sure: boolean;
}

/** What a resource sets, before and after. Two secrets, and two unknowns, cannot be told apart: nothing is said of them. */
export function compareInputs(before: Resource, after: Resource, translate: Translate): Difference[] {
  const found: Difference[] = [];
  const note = (path: string, a: Json | undefined, b: Json | undefined): void => {
    if (isNothing(a) && isNothing(b)) return;
    const sure = a !== UNKNOWN && b !== UNKNOWN && hasSymbol(a) === hasSymbol(b);
    found.push({ path, before: a === undefined ? undefined : translated(a, translate), after: b, sure });
  };
  const same = (a: Json | undefined, b: Json | undefined): boolean => isSame(a, b, translate);

  function compare(a: Json | undefined, b: Json | undefined, path: string, rules: Rules): void {
    if (typeof a === "string" && typeof b === "string") texts(a, b, path);
    else if (Array.isArray(a) && Array.isArray(b)) lists(a, b, path, rules);
    else if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        compare(a[key], b[key], path === "" ? key : joinPath(path, key), rules);
    } else if (!same(a, b)) note(path, a, b);
  }

  function texts(a: string, b: string, path: string): void {
    if (a === SECRET && b === SECRET) return;
    if (translate.same(a, b)) return;
    const [x, y] = [documentIn(a), documentIn(b)];
    const sets = x !== undefined && y !== undefined && isPolicy(x) && isPolicy(y);
    if (x === undefined || y === undefined) note(path, a, b);
    else compare(sets ? policySets(x) : x, sets ? policySets(y) : y, path, sets ? documents : plain);
  }

  function lists(a: readonly Json[], b: readonly Json[], path: string, rules: Rules): void {
    const rule = rules(path);
    const keys = rule.kind === "keyed" ? rule.by : rule.kind === "ordered" ? ANY_KEY : [];
    const [x, y] = [keyed(a, keys, translate), keyed(b, keys, translate)];
    if (x && y && rule.kind !== "set") {
      for (const [key, [at, item]] of x) {
        const [then, other] = y.get(key) ?? [];
        if (then === undefined) note(joinPath(path, at), item, undefined);
        else compare(item, other, joinPath(path, then), rules);
      }
      for (const [key, [at, item]] of y) if (!x.has(key)) note(joinPath(path, at), undefined, item);
      if (rule.kind === "ordered" && isAnotherOrder([...x.keys()], [...y.keys()])) note(path, a, b);
    } else if (rule.kind === "ordered") aligned(a, b, path, rules);
    else elements(a, b, path, rules);
  }

  /** Elements of no order: each that only one side has. */
  function elements(a: readonly Json[], b: readonly Json[], path: string, rules: Rules): void {
    const waiting = new Map<string, number[]>();
    for (const [at, item] of b.entries()) {
      const key = textOf(item, null);
      waiting.set(key, [...(waiting.get(key) ?? []), at]);
    }
    const gone: number[] = [];
    for (const [at, item] of a.entries()) if (waiting.get(textOf(item, translate))?.shift() === undefined) gone.push(at);
    const come = [...waiting.values()].flat().sort((x, y) => x - y);
    // Under another environment's name, or with another's order inside.
    for (const at of gone.length * come.length > MOST_TRIED ? [] : [...gone]) {
      const partner = come.find((then) => same(a[at], b[then]));
      if (partner === undefined) continue;
      gone.splice(gone.indexOf(at), 1);
      come.splice(come.indexOf(partner), 1);
    }
    const [old, next] = [gone[0], come[0]];
    const isOne = gone.length === 1 && come.length === 1 && old !== undefined && next !== undefined;
    if (gone.length + come.length === 0) return;
    if (isOne && isObject(a[old]) && isObject(b[next])) compare(a[old], b[next], joinPath(path, next), rules);
    else if ([...a, ...b].every((item) => !isObject(item))) note(path, a, b);
    else {
      for (const at of gone) note(joinPath(path, at), a[at], undefined);
      for (const at of come) note(joinPath(path, at), undefined, b[at]);
    }
  }

  /** Elements of an order: what both begin and end with is the same; the rest is compared by position. */
  function aligned(a: readonly Json[], b: readonly Json[], path: string, rules: Rules): void {
    let start = 0;
    while (start < Math.min(a.length, b.length) && same(a[start], b[start])) start++;
    let end = 0;
    while (end < Math.min(a.length, b.length) - start && same(a[a.length - 1 - end], b[b.length - 1 - end])) end++;
    const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    if (x.length === 0 && y.length === 0) return;
    if ([...x, ...y].every((item) => !isObject(item))) note(path, a, b);
    else for (let at = 0; at < Math.max(x.length, y.length); at++) compare(x[at], y[at], joinPath(path, start + at), rules);
  }

  const plain: Rules = (path) => listRule(after.type, path);
  const documents: Rules = () => ({ kind: "set" });
  compare(before.inputs, after.inputs, "", plain);
  return found;
}

type Rules = (path: string) => ListRule;

/** Pairs of elements that are tried one by one. */
const MOST_TRIED = 10_000;

const hasSymbol = (value: Json | undefined): boolean => typeof value === "string" && symbolsIn(value).length > 0;

/** By which elements of a list may be known where nobody says: only as far as each has one of its own. */
const ANY_KEY = ["name", "key", "id", "Sid"];

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Nothing set, and nothing in it: the same to a provider. */
const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

function isSame(a: Json | undefined, b: Json | undefined, translate: Translate): boolean {
  if (a === b || (isNothing(a) && isNothing(b))) return true;
  if (typeof a === "string" && typeof b === "string") return translate.same(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at], translate));
  if (isObject(a) && isObject(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSame(a[key], b[key], translate));
  // As Pulumi takes them: a number in a text is that number.
  return typeof a !== typeof b && isScalar(a) && isScalar(b) && String(a) === String(b);
}

const isScalar = (value: Json | undefined): boolean => ["string", "number", "boolean"].includes(typeof value);

/** Objects by the first of the keys that each has for itself; null where none does. */
function keyed(list: readonly Json[], keys: readonly string[], translate: Translate): Map<string, [number, Json]> | null {
  if (list.length === 0) return new Map();
  for (const key of keys) {
    const found = new Map<string, [number, Json]>();
    for (const [at, item] of list.entries()) {
      const value = isObject(item) ? key.split("+").map((part) => item[part] ?? "") : [];
      if (value.length > 0 && value[0] !== "" && value.every(isScalar)) found.set(translate.text(value.join("\n")), [at, item]);
    }
    if (found.size === list.length) return found;
  }
  return null;
}

/** Whether what both have stands in another order. */
function isAnotherOrder(a: readonly string[], b: readonly string[]): boolean {
  const [inA, inB] = [new Set(a), new Set(b)];
  const rest = b.filter((key) => inA.has(key));
  return a.filter((key) => inB.has(key)).some((key, at) => key !== rest[at]);
}

/** The same text for the same value, whatever the order of its keys. */
function textOf(value: Json, translate: Translate | null): string {
  if (typeof value === "string") return JSON.stringify(translate ? translate.text(value) : value);
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, translate)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${textOf(value[key] ?? null, translate)}`).join()}}`;
}

function translated(value: Json, translate: Translate): Json {
  if (typeof value === "string") return translate.text(value);
  if (Array.isArray(value)) return value.map((item) => translated(item, translate));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translated(item, translate)]));
}

/** What a text holds that is JSON; undefined where it is none. */
function documentIn(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
