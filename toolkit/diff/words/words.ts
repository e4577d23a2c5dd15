/** A change in words. One teller for each type that has more to say than its properties; the rest is said in general. */

import type { Resource } from "../../graph/graph.ts";
import { sizesOf } from "../../report/sizes.ts";
import { isDeployed } from "../../report/tree.ts";
import type { Change } from "../change.ts";
import { subjectOf } from "../change.ts";
import { knownAs } from "../facts.ts";
import type { Verdict } from "../operation.ts";
import { COMPUTE } from "./compute.ts";
import { DATA } from "./data.ts";
import { EDGE } from "./edge.ts";
import { generic } from "./generic.ts";
import { IAM, withPolicy } from "./iam.ts";
import { containerPath, kubernetesTeller } from "./kubernetes.ts";
import { NETWORK } from "./network.ts";
import { isTold, type Saying, type Subject, type Teller } from "./saying.ts";
import { oneLine, shown } from "./units.ts";

const TELLERS: Readonly<Record<string, Teller>> = {
  ...{ ...COMPUTE, ...DATA, ...NETWORK, ...IAM, ...EDGE },
  ...Object.fromEntries(
    ["aws:kms/key:Key", "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket", "aws:sns/topic:Topic"].map(
      (type) => [type, withPolicy(DATA[type])] as const,
    ),
  ),
};

const tellerOf = (type: string): Teller | undefined => TELLERS[knownAs(type)] ?? kubernetesTeller(type);

interface Around {
  /** What the verdict itself has to say. */
  readonly first: Pick<Verdict, "words" | "tells">;
  /** What becomes of the old one. */
  readonly last: readonly string[];
}

export function wordsOf(change: Subject, { first, last }: Around): { words: string[]; sayings: readonly Saying[] } {
  const told = tellerOf(subjectOf(change).type)?.(change) ?? [];
  const isOne = change.before !== null && change.after !== null;
  const known = [...first.tells, ...told.flatMap(({ tells }) => tells)];
  const sayings = isOne
    ? causesFirst([...told, ...options(change), ...generic(change, known, containerPath(change))], change)
    : told;
  const words = [...first.words, ...(isOne ? [] : [existence(change)]), ...sayings.map(({ text }) => text), ...last];
  return { words: (words.length > 0 ? words : [fallback(change)]).map(oneLine), sayings };
}

/** Why it is made anew, before whatever else changes. */
function causesFirst(sayings: readonly Saying[], { operation, properties }: Subject): readonly Saying[] {
  const causes = operation === "replace" ? properties.filter(({ replaces }) => replaces) : [];
  const isCause = ({ tells }: Saying): boolean =>
    causes.some(({ path }) => tells.some((told) => path === told || isTold(path, told)));
  return [...sayings.filter(isCause), ...sayings.filter((saying) => !isCause(saying))];
}

/** What the engine is told about the resource, beside what the provider is. */
function options({ before, after }: Subject): Saying[] {
  if (!before || !after) return [];
  const loosened = (what: "protect" | "retainOnDelete"): boolean => before.options[what] && !after.options[what];
  return [
    ...(loosened("protect") ? ["no longer protected: the engine may delete it"] : []),
    ...(loosened("retainOnDelete") ? ["no longer kept in the cloud when it leaves the program"] : []),
  ].map((text) => ({ text, tells: [], level: "medium" }));
}

/** That it comes or goes, and how large it is. */
function existence(change: Subject): string {
  const subject = subjectOf(change);
  const kind = shown(subject.type.split(":").pop() ?? subject.type);
  const size = sizeOf(subject);
  const what = size === "" || size.startsWith("1 ") || size.startsWith("?") ? kind : `${kind} (${size})`;
  return change.operation === "create" ? `new ${what}` : `${what} is deleted`;
}

/** Types of whose size nothing is known. */
const sizeless = new Set<string>();

function sizeOf(resource: Resource): string {
  if (sizeless.has(resource.type) || !isDeployed(resource)) return "";
  const size = sizesOf([resource]);
  if (size === "") sizeless.add(resource.type);
  return size === "" ? "" : shown(size);
}

/** A change without a word: of a resource in another place, or under another name with its component. */
function fallback({ operation, before, after }: Pick<Change, "operation" | "before" | "after">): string {
  if (before && after && before.name !== after.name) return `renamed ${shown(before.name)} → ${shown(after.name)}`;
  return operation === "replace" ? "made anew" : "in another place";
}
