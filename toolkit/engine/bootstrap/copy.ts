/** Whether what two backends keep of a stack is the same. Pure. */
import type { Deployment, KeptResource } from "../repair/edit.ts";
import { nameIn } from "../steps.ts";

/** How the engine marks a secret in a state. https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go */
const MARK = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** As text, in the same order every time. A secret counts as one: each encryption of the same value gives another text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    const fields = part as Readonly<Record<string, unknown>>;
    if (fields[MARK] === SECRET) return { [MARK]: SECRET };
    return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** Names of the resources that only one of them has, or that they know differently. */
export function differences(one: Deployment, other: Deployment): string[] {
  const [left, right] = [byKey(one), byKey(other)];
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys.filter((key) => left.get(key) !== right.get(key)).map((key) => nameIn(key.split(" ")[0] ?? key));
}

/** A URN may be there twice: while one resource replaces another, both are. */
const byKey = ({ resources = [] }: Deployment): Map<string, string> =>
  new Map(resources.map((one) => [`${one.urn} ${keyOf(one)}`, canonical(one)]));

const keyOf = ({ id = "", delete: goes = false }: KeptResource): string => `${id} ${goes}`;

/** What is to be done about a copy. */
export type Verdict = "copy" | "same" | "newer";

/**
 * @param here the state that was deployed from
 * @param there what the bucket has
 */
export function verdictOn(here: Deployment, there: Deployment): Verdict {
  if ((there.resources ?? []).length === 0) return "copy";
  if (differences(here, there).length === 0) return "same";
  // An earlier copy of ours is behind; what somebody has deployed from there since is ahead.
  return timeOf(there) < timeOf(here) ? "copy" : "newer";
}

const timeOf = ({ manifest }: Deployment): number => Date.parse(manifest?.time ?? "") || 0;

/** The bucket that the stack tells of. */
export function bucketIn({ resources = [] }: Deployment): string | null {
  const bucket = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs?.stateBucket;
  return typeof bucket === "string" && bucket !== "" ? bucket : null;
}
