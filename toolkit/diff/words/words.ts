/** A change in words. One teller for each type that has more to say than its properties; the rest is said in general. */

import { sizesOf } from "../../report/sizes.ts";
import { isDeployed } from "../../report/tree.ts";
import type { Change } from "../change.ts";
import { subjectOf } from "../change.ts";
import { COMPUTE } from "./compute.ts";
import { DATA } from "./data.ts";
import { EDGE } from "./edge.ts";
import { generic } from "./generic.ts";
import { IAM, keyPolicy } from "./iam.ts";
import { kubernetesTeller } from "./kubernetes.ts";
import { NETWORK } from "./network.ts";
import type { Saying, Subject, Teller } from "./saying.ts";
import { shown } from "./units.ts";

const TELLERS: Readonly<Record<string, Teller>> = {
  ...{ ...COMPUTE, ...DATA, ...NETWORK, ...IAM, ...EDGE },
  "aws:kms/key:Key": keyPolicy(DATA["aws:kms/key:Key"] ?? (() => [])),
};

const tellerOf = (type: string): Teller | undefined => TELLERS[type] ?? kubernetesTeller(type);

/** @param first words about the operation itself */
export function wordsOf(change: Subject, first: readonly string[]): { words: string[]; sayings: readonly Saying[] } {
  const told = tellerOf(subjectOf(change).type)?.(change) ?? [];
  const isOne = change.before !== null && change.after !== null;
  const sayings = isOne
    ? [
        ...told,
        ...generic(
          change,
          told.flatMap(({ tells }) => tells),
        ),
      ]
    : told;
  const words = [...first, ...(isOne ? [] : [existence(change)]), ...sayings.map(({ text }) => text)];
  return { words: words.length > 0 ? words : [fallback(change)], sayings };
}

/** That it comes or goes, and how large it is. */
function existence(change: Subject): string {
  const subject = subjectOf(change);
  const kind = shown(subject.type.split(":").pop() ?? subject.type);
  const size = isDeployed(subject) ? shown(sizesOf([subject])) : "";
  const what = size === "" || size === '""' || size.startsWith("1 ") || size.startsWith("?") ? kind : `${kind} (${size})`;
  return change.operation === "create" ? `new ${what}` : `${what} is deleted`;
}

/** A change without a word: of a resource in another place, or under another name with its component. */
function fallback({ operation, before, after }: Pick<Change, "operation" | "before" | "after">): string {
  if (before && after && before.name !== after.name) return `renamed ${shown(before.name)} → ${shown(after.name)}`;
  return operation === "replace" ? "made anew" : "in another place";
}
