/** What a provider does about a difference: nothing, an update, or a new resource. */
import { type Resource, UNKNOWN } from "../graph/graph.ts";
import type { Operation, PropertyChange } from "./change.ts";
import type { Difference } from "./compare.ts";
import { decidesOf } from "./decides.ts";
import { factsOf, general, isWithin, type TypeFacts } from "./facts.ts";
import { kubernetesFacts } from "./kubernetes.ts";
import type { Pair } from "./match.ts";
import { isNamed } from "./options.ts";
import { isProvider, type ProviderChange, placeOf, providerChange } from "./providers.ts";

export interface Verdict {
  /** Null where the engine has nothing to do. */
  readonly operation: Operation | null;
  /** Whether the engine deletes one resource and creates another, where it would else replace one. */
  readonly isNewUrn: boolean;
  readonly sure: boolean;
  readonly because: readonly string[];
  readonly properties: readonly PropertyChange[];
  /** Words about the operation itself. */
  readonly words: readonly string[];
  /** Paths without list positions that these words tell of. */
  readonly tells: readonly string[];
}

export interface Surroundings {
  /** Of the graph before, by its URNs. */
  readonly before: (urn: string) => Resource | undefined;
  readonly after: (urn: string) => Resource | undefined;
  readonly translateUrn: (urn: string) => string;
  /** False where two environments are compared: each speaks to its own cloud. */
  readonly isOneStack: boolean;
}

/** Kept in the engine's own state: nothing in a cloud changes with them. */
const NOT_DEPLOYED = new Set(["pulumi:pulumi:StackReference", "pulumi:pulumi:Stack"]);

export function judge(pair: Pair, differences: readonly Difference[], around: Surroundings): Verdict {
  const { before, after, identity } = pair;
  const facts = factsAbout(after, around);
  const properties = differences
    .map((difference) => propertyChange(difference, { before, after, facts }))
    .sort((a, b) => Number(b.replaces) - Number(a.replaces) || Number(b.sure) - Number(a.sure));
  const provider = providerOf(pair, around);
  const renamed = identity === "renamed";
  const verdict = { isNewUrn: renamed, sure: true, because: [], tells: [] };
  const forced = properties.filter(({ replaces }) => replaces);
  const words = [
    ...(renamed ? [pair.partOf === null ? renameWords(before, after) : withComponent(pair)] : []),
    ...(identity === "aliased" && pair.partOf === null && before.urn !== after.urn ? [moveWords(before, after)] : []),
    ...(provider ? [provider.words] : []),
  ];
  if (!after.custom || NOT_DEPLOYED.has(after.type)) {
    const operation = renamed ? "replace" : identity === "aliased" ? "move" : properties.length > 0 ? "update" : null;
    return { ...verdict, operation: after.custom || operation !== "update" ? operation : null, properties, words };
  }
  if (renamed) return { ...verdict, operation: "replace", properties, words };

  const isForced = forced.some(({ sure }) => sure) || provider?.replaces === "yes";
  const mayBe = [
    ...forced.filter(({ sure }) => !sure).map((property) => whyNotSure(property, pair, facts)),
    ...(provider?.replaces === "perhaps" ? [provider.why] : []),
  ];
  if (isForced) return { ...verdict, operation: "replace", properties, words };
  if (mayBe.length > 0) return { ...verdict, operation: "replace", sure: false, because: mayBe, properties, words };
  if (properties.length === 0) {
    if (identity === "aliased" && before.urn !== after.urn) return { ...verdict, operation: "move", properties, words };
    const isLoosened = (["protect", "retainOnDelete"] as const).some((what) => before.options[what] && !after.options[what]);
    return { ...verdict, operation: isLoosened ? "update" : null, properties, words };
  }
  const unsure = properties.filter(({ sure }) => !sure);
  const because = [
    ...(facts ? [] : [`no table knows which properties of ${after.type} need a new resource`]),
    ...(unsure.length === properties.length ? unsure.map((property) => whyNotSure(property, pair, facts)) : []),
  ];
  return { ...verdict, operation: "update", sure: because.length === 0, because, properties, words };
}

/** What is known of the type; null where nothing is. */
function factsAbout(resource: Resource, around: Surroundings): TypeFacts | null {
  if (resource.type.startsWith("kubernetes:") && !resource.type.startsWith("kubernetes:helm.sh/"))
    return kubernetesFacts(resource, resource.provider === null ? undefined : around.after(resource.provider));
  if (isProvider(resource)) return { replaces: placeOf(resource), decides: new Set(), sets: new Set() };
  return factsOf(resource.type);
}

interface About {
  readonly before: Resource;
  readonly after: Resource;
  readonly facts: TypeFacts | null;
}

function propertyChange({ path, before: was, after: is, sure }: Difference, { before, after, facts }: About): PropertyChange {
  const asked = isNamed(after.options.replaceOnChanges, { path, before: was, after: is });
  const decided = decidesOf(after.type, general(path), { before: before.inputs, after: after.inputs });
  const isForced = facts !== null && forces(facts.replaces, path, was === undefined || is === undefined);
  if (asked || (isForced && decided !== "update") || decided === "replace")
    return { path, before: was, after: is, replaces: true, sure };
  const isOpen = decided === undefined && facts !== null && isWithin(facts.decides, path);
  return {
    path,
    before: was,
    after: is,
    replaces: isOpen || decided === "perhaps",
    sure: sure && !isOpen && decided !== "perhaps",
  };
}

/** Whether a change at the path needs a new resource: by itself, by what it stands in, or because an element comes or goes. */
function forces(replaces: ReadonlySet<string>, path: string, isElement: boolean): boolean {
  return isWithin(replaces, path) || (isElement && replaces.has(`${general(path)}#`));
}

function whyNotSure({ path, before, after, sure }: PropertyChange, { after: { type } }: Pair, facts: TypeFacts | null): string {
  if (before === UNKNOWN || after === UNKNOWN)
    return `${path} is not known ${before === UNKNOWN ? "of what is there" : "before deployment"}`;
  if (!sure && facts !== null && isWithin(facts.decides, path))
    return `the provider decides by the value of ${path} whether it needs a new ${shortOf(type)}`;
  return `${path} is known after deployment only, and may stay the same`;
}

const shortOf = (type: string): string => type.split(":").pop() ?? type;

/** What another provider means for a resource; null where it is the same one. */
function providerOf({ before, after }: Pair, around: Surroundings): ProviderChange | null {
  if (!after.custom || isProvider(after) || !around.isOneStack) return null;
  const [old, next] = [before.provider, after.provider];
  const was = old === null ? undefined : around.before(old);
  const is = next === null ? undefined : around.after(next);
  return providerChange({ type: after.type, was, is, isSame: (old === null ? null : around.translateUrn(old)) === next });
}

function renameWords(before: Resource, after: Resource): string {
  const what = before.name === after.name ? `${after.name} has another parent` : `renamed ${before.name} → ${after.name}`;
  const everything = after.custom ? "it" : "all that is in it";
  return `${what}: without an alias the engine deletes and creates ${everything}`;
}

const withComponent = ({ before, after }: Pair): string => `renamed ${before.name} → ${after.name} with its component`;

function moveWords(before: Resource, after: Resource): string {
  const what = [
    ...(before.name === after.name ? [] : [`renamed ${before.name} → ${after.name}`]),
    ...(before.type === after.type ? [] : [`of type ${before.type} → ${after.type}`]),
  ];
  return `${what.length > 0 ? what.join(", ") : `${after.name} has another parent`}, under an alias`;
}
