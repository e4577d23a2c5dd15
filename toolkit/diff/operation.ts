/** What a provider does about a difference: nothing, an update, or a new resource. */
import { type Json, type Resource, SECRET, UNKNOWN } from "../graph/graph.ts";
import { isNamed } from "../graph/optionPaths.ts";
import type { Operation, PropertyChange } from "./change.ts";
import { compareTriggers, type Difference } from "./compare.ts";
import { decidesOf } from "./decides.ts";
import { factsOf, general, isUnder, type TypeFacts } from "./facts.ts";
import { kubernetesFacts } from "./kubernetes.ts";
import type { Pair } from "./match.ts";
import { isProvider, type ProviderChange, type Providers, providerChange, providerFacts } from "./providers.ts";
import type { Translate } from "./translate.ts";

export interface Verdict {
  /** Null where the engine has nothing to do. */
  readonly operation: Operation | null;
  /** Whether the engine deletes one resource and creates another, where it would else replace one. */
  readonly isNewUrn: boolean;
  /** Whether its provider, being another one, is all that makes it anew. */
  readonly isByProvider: boolean;
  /** Whether it is deleted first because what it needs is. */
  readonly goesWith: boolean;
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
  readonly translate: Translate;
  /** False where two environments are compared: each speaks to its own cloud. */
  readonly isOneStack: boolean;
}

/** Kept in the engine's own state: nothing in a cloud changes with them. */
const NOT_DEPLOYED = new Set(["pulumi:pulumi:StackReference", "pulumi:pulumi:Stack"]);

export function judge(pair: Pair, differences: readonly Difference[], around: Surroundings): Verdict {
  const { before, after, identity } = pair;
  const facts = factsAbout(pair, around);
  const judgements = inRegion(pair, differences, around)
    .map((difference) => judged(difference, { before, after, facts, isOneStack: around.isOneStack }))
    .concat(after.custom ? compareTriggers(before, after, around.translate).map(triggered) : [])
    .sort(({ change: a }, { change: b }) => Number(b.replaces) - Number(a.replaces) || Number(b.sure) - Number(a.sure));
  const properties = judgements.map(({ change }) => change);
  const provider = providerOf(pair, around);
  const renamed = identity === "renamed";
  const verdict = { isNewUrn: renamed, isByProvider: false, goesWith: false, sure: true, because: [], tells: [] };
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

  const isForced = properties.some(({ replaces, sure }) => replaces && sure);
  if (isForced || provider?.replaces === "yes")
    return { ...verdict, operation: "replace", isByProvider: !isForced, properties, words };
  const mayBe = [
    ...judgements.flatMap(({ change, why }) => (change.replaces && why !== null ? [why] : [])),
    ...(provider?.replaces === "perhaps" ? [provider.why] : []),
  ];
  if (mayBe.length > 0) return { ...verdict, operation: "replace", sure: false, because: mayBe, properties, words };
  if (properties.length === 0) {
    if (identity === "aliased" && before.urn !== after.urn) return { ...verdict, operation: "move", properties, words };
    const isLoosened = (["protect", "retainOnDelete"] as const).some((what) => before.options[what] && !after.options[what]);
    return { ...verdict, operation: isLoosened ? "update" : null, properties, words };
  }
  const reasons = judgements.flatMap(({ why }) => why ?? []);
  const because = [
    ...(facts ? [] : [`no table knows which properties of ${after.type} need a new resource`]),
    ...(reasons.length === properties.length ? reasons : []),
  ];
  return { ...verdict, operation: "update", sure: because.length === 0, because, properties, words };
}

/** What is known of the type; null where nothing is. */
function factsAbout({ before, after: resource }: Pair, around: Surroundings): TypeFacts | null {
  if (resource.type.startsWith("kubernetes:") && !resource.type.startsWith("kubernetes:helm.sh/"))
    return kubernetesFacts(resource, resource.provider === null ? undefined : around.after(resource.provider));
  if (isProvider(resource)) return providerFacts(before, resource);
  return factsOf(resource.type);
}

interface About {
  readonly before: Resource;
  readonly after: Resource;
  readonly facts: TypeFacts | null;
  readonly isOneStack: boolean;
}

/** A change, and why it may be none or another one; null where it is sure. */
interface Judged {
  readonly change: PropertyChange;
  readonly why: string | null;
}

function judged(difference: Difference, { before, after, facts, isOneStack }: About): Judged {
  const { path, before: was, after: is, sure } = difference;
  const unsure = sure ? null : notSure(difference, after.type);
  const judgement = (replaces: boolean, why = unsure): Judged => ({
    ...{ change: { path, before: was, after: is, replaces, sure: why === null }, why },
  });
  if (isNamed(after.options.replaceOnChanges, { path, before: was, after: is })) return judgement(true);
  const forced = facts ? touched(facts.replaces, difference) : [];
  const open = facts ? touched(facts.decides, difference) : [];
  const about = [...forced, ...open].map((at) => at.replace("#", ""));
  const isChosen = about.length > 0 && about.every((at) => facts?.kept.has(at));
  const isKept = isChosen || facts?.kept.has(general(path)) === true;
  const [isGone, isNew] = [isProperty(path) && is === undefined, isProperty(path) && was === undefined];
  // Of another environment, too, the provider has chosen, and whether the same nobody knows.
  if (!isOneStack && isKept && (isGone || isNew)) return judgement(false);
  if (isKept && isGone) return judgement(false, `${path} is no longer set: the provider keeps what is there`);
  if (forced.length > 0 && isSaidAlone(after.type, difference, facts))
    return judgement(false, `${path}: without a word, ${was ?? is} is what it is`);
  const decided = decidesOf(after.type, general(path), { before: before.inputs, after: after.inputs });
  if (decided === "update") return judgement(false);
  if (isChosen && isNew) return judgement(true, `${path} has been the provider's choice, and may be this already`);
  if (decided === "replace" || (decided === undefined && forced.length > 0)) return judgement(true);
  if (decided === undefined && open.length === 0) return judgement(false);
  return judgement(
    true,
    unsure ?? `the provider decides by the value of ${path} whether it needs a new ${after.type.split(":").pop()}`,
  );
}

/** The engine compares values alone. `shouldTriggerReplace` in https://github.com/pulumi/pulumi/blob/v3.255.0/pkg/resource/deploy/step_generator.go */
function triggered({ path, before, after, sure }: Difference): Judged {
  const why = [before, after].includes(SECRET)
    ? `${path} is a secret on one side alone, and may be the same`
    : sure
      ? null
      : `${path} is known after deployment only, and may stay the same`;
  return { change: { path, before, after, replaces: true, sure: why === null }, why };
}

/** Not an element of a list, which comes and goes with the list's own change. */
const isProperty = (path: string): boolean => !path.endsWith("]");

/** Facts that the change is about: of itself, of what it stands in, of what is set in that which comes or goes, or of its coming alone. */
function touched(paths: ReadonlySet<string>, { path, before, after }: Difference): string[] {
  if (paths.size === 0) return [];
  const at = general(path);
  const within = [...paths].filter((one) => isUnder(at, one));
  if (before !== undefined && after !== undefined) return within;
  const inside = [...paths].filter((one) => one !== at && isUnder(one, at) && isSet(before ?? after, one, at.length + 1));
  return [...within, ...(paths.has(`${at}#`) ? [`${at}#`] : []), ...inside];
}

/** Whether anything stands in a value that is at the beginning of a path. What is off is mostly what it would be without a word. */
function isSet(value: Json | undefined, path: string, from: number): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => isSet(item, path, from));
  if (from > path.length)
    return value === false ? ON_BY_DEFAULT.test(path) : value !== undefined && value !== null && value !== "";
  const [step = ""] = path.slice(from).split(".");
  const inside = typeof value === "object" && value !== null ? (value as { readonly [key: string]: Json })[step] : undefined;
  return isSet(inside, path, from + step.length + 1);
}

/** What is on where nothing is said, and no documentation of the property alone says so. */
const ON_BY_DEFAULT =
  /(^|\.)(bootstrapClusterCreatorAdminPermissions|caseSensitive|deleteOnTermination|enableMonitoring|inCluster)$/;

/**
 * Whether what was so without a word is so in so many words, or the other way round. To Terraform's older SDK, which nearly all of AWS is
 * written with, nothing said and false are the same, where the schema has no default.
 */
function isSaidAlone(type: string, { path, before, after }: Difference, facts: TypeFacts | null): boolean {
  if ((before === undefined) === (after === undefined)) return false;
  const [at, said] = [general(path), before ?? after];
  const fallback = facts?.defaults.get(at) ?? (type.startsWith("aws:") && !ON_BY_DEFAULT.test(at) ? "false" : undefined);
  return (typeof said === "boolean" || facts?.defaults.has(at) === true) && String(said) === fallback;
}

function notSure({ path, before, after }: Difference, type: string): string {
  if (before === UNKNOWN || after === UNKNOWN)
    return `${path} is not known ${before === UNKNOWN ? "of what is there" : "before deployment"}`;
  if (type.startsWith("aws:") && path === "region" && (before === undefined || after === undefined))
    return "the default provider's region is no part of the plan; if the other has another one, it is made anew";
  return `${path} is known after deployment only, and may stay the same`;
}

/** What another provider means for a resource; null where it is the same one. */
function providerOf(pair: Pair, around: Surroundings): ProviderChange | null {
  if (!pair.after.custom || isProvider(pair.after) || !around.isOneStack) return null;
  return providerChange({ type: pair.after.type, ...providersOf(pair, around), translate: around.translate });
}

function providersOf({ before: { provider: old }, after: { provider: next } }: Pair, around: Surroundings): Providers {
  return {
    was: old === null ? undefined : around.before(old),
    is: next === null ? undefined : around.after(next),
    isSame: (old === null ? null : around.translate.urn(old)) === next,
  };
}

/** Where a resource of AWS stands is a property of its own, which its provider sets where the program does not. */
function inRegion(pair: Pair, differences: readonly Difference[], around: Surroundings): readonly Difference[] {
  const { before, after } = pair;
  if (!around.isOneStack || !after.type.startsWith("aws:") || !factsOf(after.type)?.replaces.has("region")) return differences;
  const { was, is } = providersOf(pair, around);
  const [old, next] = [before.inputs.region ?? was?.inputs.region, after.inputs.region ?? is?.inputs.region];
  const others = differences.filter(({ path }) => path !== "region");
  if (old === next) return others;
  // The default provider's region is no part of a plan.
  return [...others, { path: "region", before: old, after: next, sure: old !== undefined && next !== undefined }];
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
