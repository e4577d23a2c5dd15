/** Two values, property by property: what differs in meaning, without what differs in order or spelling alone. */
import { type Json, joinPath, type Resource, SECRET, UNKNOWN } from "../graph/graph.ts";
import { symbolsIn } from "../graph/symbols.ts";
import { isFields, pushTo } from "../graph/values.ts";
import { IN_CLEAR } from "./change.ts";
import { isPolicy, policySets } from "./documents.ts";
import { type ListRule, listRule } from "./lists.ts";
import { isSameQuantity } from "./quantities.ts";
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
  const isKubernetes = after.type.startsWith("kubernetes:");
  const note = (path: string, a: Json | undefined, b: Json | undefined): void => {
    if ((isNothing(a) && isNothing(b)) || (isKubernetes && isSameQuantity(path, a, b))) return;
    const isOne = a === undefined || b === undefined;
    const sure = a !== UNKNOWN && b !== UNKNOWN && (isOne || hasSymbol(a) === hasSymbol(b));
    const was = a === undefined ? undefined : translated(a, translate);
    found.push({ path, before: hidden(was, b), after: hidden(b, was), sure });
  };
  const same = (a: Json | undefined, b: Json | undefined): boolean => isSame(a, b, translate);

  function compare(a: Json | undefined, b: Json | undefined, path: string, rules: Rules): void {
    if (typeof a === "string" && typeof b === "string") texts(a, b, path);
    else if (Array.isArray(a) && Array.isArray(b)) lists(a, b, path, rules);
    else if (isFields(a) && isFields(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        compare(a[key], b[key], path === "" ? key : joinPath(path, key), rules);
    } else if (!(isEmpty(a, path) && isEmpty(b, path)) && !same(a, b)) note(path, a, b);
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
    const [x, y] = rule.kind === "set" ? [] : keyed(a, b, keys, translate);
    if (x && y) {
      const come = new Map([...y].filter(([key]) => !x.has(key)));
      const [only] = come.values();
      for (const [key, [at, item]] of x) {
        // Where nobody says that its name makes it what it is, the only one that is new stands for what was at its place.
        const isOnly = rule.kind === "ordered" && come.size === 1 && only?.[0] === at && !y.has(key);
        const [then, other] = (isOnly ? only : y.get(key)) ?? [];
        if (isOnly) come.clear();
        if (then === undefined) note(joinPath(path, at), item, undefined);
        else compare(item, other, joinPath(path, then), rules);
      }
      for (const [at, item] of come.values()) note(joinPath(path, at), undefined, item);
      const order = rule.kind === "ordered" ? anotherOrder([...x.keys()], [...y.keys()]) : null;
      if (order) note(path, ...order);
    } else if (rule.kind === "ordered") aligned(a, b, path, rules);
    else elements(a, b, path, rules);
  }

  /** Elements of no order: each that only one side has. */
  function elements(a: readonly Json[], b: readonly Json[], path: string, rules: Rules): void {
    const waiting = new Map<string, number[]>();
    // The last first, so that `pop` takes the first.
    for (let at = b.length - 1; at >= 0; at--) {
      pushTo(waiting, textOf(b[at] as Json, null), at);
    }
    const gone: number[] = [];
    for (const [at, item] of a.entries()) if (waiting.get(textOf(item, translate))?.pop() === undefined) gone.push(at);
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
    if (isOne && isFields(a[old]) && isFields(b[next])) compare(a[old], b[next], joinPath(path, next), rules);
    else if ([...a, ...b].every((item) => !isFields(item))) note(path, a, b);
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
    if ([...x, ...y].every((item) => !isFields(item))) note(path, a, b);
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
const ANY_KEY = ["name", "key", "id", "Sid", "pathPattern"];

/** Nothing set, and nothing in it: the same to a provider. An empty object says something: `{ block: {} }`, `podSelector: {}`. */
const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** Objects whose keys are whatever somebody names: with none of them they say nothing. */
const FREE = /(^|\.)(tags|tagsAll|labels|annotations|variables|nodeSelector|data|stringData|binaryData|keepers|values)$/;

/** Likewise, where it is known what stands there. */
const isEmpty = (value: Json | undefined, path: string): boolean =>
  isNothing(value) || (isFields(value) && Object.keys(value).length === 0 && FREE.test(path));

/** What is a secret on one side is one on the other too, even where it stands in clear: the difference is read by more people. */
const hidden = (value: Json | undefined, other: Json | undefined): Json | undefined =>
  other !== SECRET || value === undefined || value === null || value === UNKNOWN || hasSymbol(value) ? value : IN_CLEAR;

/** What `replacementTrigger` says, as a property; nothing where either side says nothing. Two lists in another order are others. */
export function compareTriggers(before: Resource, after: Resource, translate: Translate): Difference[] {
  const [a, b] = [before.options.replacementTrigger, after.options.replacementTrigger];
  if (a === undefined || b === undefined || isSame(a, b, translate)) return [];
  const found = compareInputs({ ...before, inputs: { [TRIGGER]: a } }, { ...after, inputs: { [TRIGGER]: b } }, translate);
  return found.length > 0 ? found : [{ path: TRIGGER, before: a, after: b, sure: true }];
}

/** As a path. */
export const TRIGGER = "replacementTrigger";

function isSame(a: Json | undefined, b: Json | undefined, translate: Translate): boolean {
  if (a === b || (isNothing(a) && isNothing(b))) return true;
  if (typeof a === "string" && typeof b === "string") return translate.same(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at], translate));
  if (isFields(a) && isFields(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSame(a[key], b[key], translate));
  // As Pulumi takes them: a number in a text is that number.
  return typeof a !== typeof b && isScalar(a) && isScalar(b) && String(a) === String(b);
}

const isScalar = (value: Json | undefined): boolean => ["string", "number", "boolean"].includes(typeof value);

type Keyed = Map<string, [number, Json]>;

/** Objects of two lists by the first of the keys that each has for itself; nothing where none does. */
function keyed(
  a: readonly Json[],
  b: readonly Json[],
  keys: readonly string[],
  translate: Translate,
): readonly [Keyed, Keyed] | readonly [] {
  for (const key of keys) {
    const found = [a, b].map((list) => byKey(list, key, translate));
    if (found[0]?.size === a.length && found[1]?.size === b.length) return [found[0], found[1]];
  }
  return [];
}

function byKey(list: readonly Json[], key: string, translate: Translate): Keyed {
  const found: Keyed = new Map();
  for (const [at, item] of list.entries()) {
    const value = isFields(item) ? key.split("+").map((part) => item[part] ?? "") : [];
    if (value.length > 0 && value[0] !== "" && value.every(isScalar)) found.set(translate.text(value.join("\n")), [at, item]);
  }
  return found;
}

/** What both have, in the order of each, where that is another; else null. */
function anotherOrder(a: readonly string[], b: readonly string[]): [string[], string[]] | null {
  const [inA, inB] = [new Set(a), new Set(b)];
  const [was, is] = [a.filter((key) => inB.has(key)), b.filter((key) => inA.has(key))];
  return was.some((key, at) => key !== is[at]) ? [was, is] : null;
}

/** The same text for the same value, whatever the order of its keys. */
function textOf(value: Json, translate: Translate | null): string {
  if (typeof value === "string") return JSON.stringify(translate ? translate.text(value) : value);
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, translate)).join()}]`;
  if (!isFields(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${textOf(value[key] ?? null, translate)}`).join()}}`;
}

function translated(value: Json, translate: Translate): Json {
  if (typeof value === "string") return translate.text(value);
  if (Array.isArray(value)) return value.map((item) => translated(item, translate));
  if (!isFields(value)) return value;
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
