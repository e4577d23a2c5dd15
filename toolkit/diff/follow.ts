/**
 * What follows from a change without being written anywhere: a new VPC has a new id, and a subnet cannot move to it. Only what is made
 * anew for it, or rolled, is told as a change of its own; that others are told the new id shows in what depends on the resource.
 */
import { type Graph, type Json, joinPath, type Resource, UNKNOWN } from "../graph/graph.ts";
import { isNamed } from "../graph/optionPaths.ts";
import { symbolsIn } from "../graph/symbols.ts";
import { pushTo } from "../graph/values.ts";
import type { PropertyChange } from "./change.ts";
import { TRIGGER } from "./compare.ts";
import { isFirstDeleted } from "./end.ts";
import { factsOf, general, isUnder, isWithin } from "./facts.ts";
import { kubernetesFacts } from "./kubernetes.ts";
import type { Pair } from "./match.ts";
import type { Verdict } from "./operation.ts";
import { isProvider, providerFacts } from "./providers.ts";

/** Outputs that are others after an update, not only after a replacement; and properties whose update leaves them as they are. */
const NEW_WITH_UPDATE: Readonly<Record<string, { readonly outputs: readonly string[]; readonly but: readonly string[] }>> = {
  // Whatever is part of the template itself makes a new version: `resourceLaunchTemplateUpdate` in
  // https://github.com/hashicorp/terraform-provider-aws/blob/v6.58.0/internal/service/ec2/ec2_launch_template.go
  "aws:ec2/launchTemplate:LaunchTemplate": {
    outputs: ["latestVersion"],
    but: ["tags", "tagsAll", "defaultVersion", "updateDefaultVersion"],
  },
  "aws:lambda/function:Function": { outputs: ["version", "qualifiedArn", "qualifiedInvokeArn"], but: ["tags", "tagsAll"] },
};

/** Outputs that follow from the update. */
function renewed({ after }: Pair, { operation, properties }: Verdict): readonly string[] {
  const news = NEW_WITH_UPDATE[after.type];
  const counts = properties.some(({ path }) => !news?.but.includes(path.split(/[.[]/)[0] ?? ""));
  return news && (operation === "replace" || counts) ? news.outputs : [];
}

/** The verdicts that are others because of the others. */
export function followers(verdicts: ReadonlyMap<Pair, Verdict>, after: Graph): Map<Pair, Verdict> {
  const byUrn = new Map([...verdicts.keys()].map((pair) => [pair.after.urn, pair]));
  const used = new Map<Resource, ReadonlyMap<string, Use[]>>();
  const usesBy = (user: Resource): ReadonlyMap<string, Use[]> => {
    const uses = used.get(user) ?? usesOf(user);
    used.set(user, uses);
    return uses;
  };
  const users = usersIn(after, usesBy);
  const found = new Map<Pair, Verdict>();
  const verdictOf = (pair: Pair): Verdict => found.get(pair) ?? (verdicts.get(pair) as Verdict);
  const open = [...verdicts.keys()].filter((pair) => isCause(verdictOf(pair)));
  for (let cause = open.pop(); cause; cause = open.pop()) {
    const { operation } = verdictOf(cause);
    const { urn } = cause.after;
    const outputs = renewed(cause, verdictOf(cause));
    const goesFirst = verdictOf(cause).sure && isFirstDeleted(cause, verdictOf(cause));
    for (const user of users.get(urn) ?? []) {
      const pair = byUrn.get(user.urn);
      if (!pair || pair === cause) continue;
      const isAlong = operation === "replace" && !verdictOf(cause).isNewUrn && user.options.replaceWith?.includes(urn) === true;
      const along = isAlong ? verdictOf(cause) : null;
      const { goesWith, sure } = verdictOf(pair);
      // What is new is made with the new id anyway, and so is what is replaced already, if it need not go first, nor is surer by this.
      if (isReplaced(verdictOf(pair)) && (!goesFirst || goesWith) && (sure || along?.sure !== true)) continue;
      const news = (path: string): boolean => operation === "replace" || outputs.includes(path);
      const provided = user.provider === urn ? [{ path: "provider", value: urn, output: "cluster" }] : [];
      const uses = [...provided, ...(usesBy(user).get(urn) ?? [])].filter(({ output }) => news(output));
      const told = follow(pair, verdictOf(pair), { uses, outputs, cause, goesFirst, along });
      if (!told) continue;
      found.set(pair, told);
      if (isCause(told)) open.push(pair);
    }
  }
  return found;
}

const isReplaced = ({ operation }: Verdict): boolean => operation === "replace";
const isCause = ({ operation }: Verdict): boolean => operation === "replace" || operation === "update";

/** Of the options, not of the inputs: nothing ignores it, and the engine waits for it in no order. */
const isTrigger = (path: string): boolean => isUnder(path, TRIGGER);

interface Use {
  readonly path: string;
  readonly value: Json;
  readonly output: string;
}

interface Because {
  readonly uses: readonly Use[];
  /** Those that an update renews. */
  readonly outputs: readonly string[];
  readonly cause: Pair;
  /** Whether the cause is deleted before there is a new one: then so is, before it, what cannot do without. */
  readonly goesFirst: boolean;
  /** What is said of the cause, where `replaceWith` names it; else null. */
  readonly along: Verdict | null;
}

function follow(pair: Pair, verdict: Verdict, { uses, outputs, cause, goesFirst, along }: Because): Verdict | null {
  const { after } = pair;
  const { name } = cause.after;
  const places = isProvider(after) ? providerFacts(pair.before, after) : null;
  const facts = after.type.startsWith("kubernetes:") ? kubernetesFacts(after, undefined) : factsOf(after.type);
  const isForced = (path: string): boolean =>
    path === "provider" || isTrigger(path) || isWithin(places?.decides ?? facts?.replaces ?? new Set(), path);
  const known = new Set(verdict.properties.map(({ path }) => path));
  const ignored = (path: string): boolean => isNamed(after.options.ignoreChanges, { path });
  const counting = uses.filter(({ path }) => !ignored(path) || isTrigger(path));
  // `calculateDependentReplacements` in https://github.com/pulumi/pulumi/blob/v3.255.0/pkg/resource/deploy/step_generator.go
  const goesWith =
    verdict.goesWith || (goesFirst && (along !== null || counting.some(({ path }) => isForced(path) && !isTrigger(path))));
  if (isReplaced(verdict)) return goesWith || along?.sure ? { ...verdict, goesWith, sure: true, because: [] } : null;
  if (along)
    return {
      ...{ ...verdict, operation: "replace", goesWith, sure: along.sure, because: along.because },
      words: [...verdict.words, `made anew with ${name}, as replaceWith says`],
    };
  const fresh = counting.filter(({ path }) => !known.has(path));
  const forced = fresh.filter(({ path }) => isForced(path));
  const rolled = fresh.filter(({ output }) => outputs.includes(output));
  const [first] = forced.length > 0 ? forced : rolled;
  if (!first) return null;
  const property = ({ path, value }: Use): PropertyChange => ({
    ...{ path, before: value, after: UNKNOWN, replaces: forced.length > 0, sure: false },
  });
  const properties = [...verdict.properties, ...(forced.length > 0 ? forced : rolled).map(property)];
  if (forced.length === 0) return { ...verdict, operation: verdict.operation ?? "update", properties };
  return {
    ...{ operation: "replace", isNewUrn: false, isByProvider: false, goesWith, sure: goesWith, properties },
    because: goesWith ? [] : [...verdict.because, `${name} is made anew, and may have another ${first.output}`],
    words: [...verdict.words, `made anew where ${name} is${whyOf(first.path)}`],
    tells: [...verdict.tells, ...forced.map(({ path }) => general(path))],
  };
}

function whyOf(path: string): string {
  if (isTrigger(path)) return ": its replacementTrigger follows from it";
  return path === "provider" ? "" : `: it cannot change ${path}`;
}

/** Who uses what of whom: resources with an input that follows from the URN. */
function usersIn({ resources }: Graph, usesBy: (user: Resource) => ReadonlyMap<string, Use[]>): Map<string, Resource[]> {
  const users = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (!resource.custom) continue;
    for (const urn of new Set([
      ...Object.values(resource.propertyDependencies).flat(),
      ...(resource.provider === null ? [] : [resource.provider]),
      ...(resource.options.replaceWith ?? []),
      ...(resource.options.replacementTrigger === undefined ? [] : usesBy(resource).keys()),
    ]))
      pushTo(users, urn, resource);
  }
  return users;
}

/** Where a resource uses outputs of others, by their URNs. Of one, the first place in each text counts. */
function usesOf({ inputs, propertyDependencies, options }: Resource): Map<string, Use[]> {
  const found = new Map<string, Use[]>();
  const visit = (value: Json, path: string): void => {
    if (typeof value === "string") {
      const outputs = value.includes("${")
        ? new Map(
            symbolsIn(value)
              .toReversed()
              .map(({ urn, path: output }) => [urn, output]),
          )
        : [];
      for (const [urn, output] of outputs) pushTo(found, urn, { path, value, output });
    } else if (Array.isArray(value)) for (const [at, item] of value.entries()) visit(item, joinPath(path, at));
    else if (typeof value === "object" && value !== null)
      for (const [key, item] of Object.entries(value)) visit(item, joinPath(path, key));
  };
  visit(options.replacementTrigger ?? null, TRIGGER);
  for (const key of Object.keys(propertyDependencies)) if (inputs[key] !== undefined) visit(inputs[key], key);
  return found;
}
