/**
 * What follows from a change without being written anywhere: a new VPC has a new id, and a subnet cannot move to it. Only what is made
 * anew for it, or rolled, is told as a change of its own; that others are told the new id shows in what depends on the resource.
 */
import { type Graph, type Json, joinPath, type Resource, UNKNOWN } from "../graph/graph.ts";
import { symbolsIn } from "../graph/symbols.ts";
import type { PropertyChange } from "./change.ts";
import { factsOf, general, isWithin } from "./facts.ts";
import { kubernetesFacts } from "./kubernetes.ts";
import type { Pair } from "./match.ts";
import type { Verdict } from "./operation.ts";

/** Outputs that are others after an update, not only after a replacement. */
const NEW_WITH_UPDATE: Readonly<Record<string, readonly string[]>> = {
  // Every update is a new version. https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-templates.html
  "aws:ec2/launchTemplate:LaunchTemplate": ["latestVersion"],
  "aws:lambda/function:Function": ["version", "qualifiedArn", "qualifiedInvokeArn"],
  "aws:lambda/layerVersion:LayerVersion": ["arn", "version"],
};

/** The verdicts that are others because of the others. */
export function followers(verdicts: ReadonlyMap<Pair, Verdict>, after: Graph): Map<Pair, Verdict> {
  const byUrn = new Map([...verdicts.keys()].map((pair) => [pair.after.urn, pair]));
  const users = usersIn(after);
  const found = new Map<Pair, Verdict>();
  const verdictOf = (pair: Pair): Verdict => found.get(pair) ?? (verdicts.get(pair) as Verdict);
  const open = [...verdicts.keys()].filter((pair) => isCause(verdictOf(pair)));
  for (let cause = open.pop(); cause; cause = open.pop()) {
    const { operation } = verdictOf(cause);
    const { urn, type } = cause.after;
    for (const user of users.get(urn) ?? []) {
      const pair = byUrn.get(user.urn);
      // What is new is made with the new id anyway, and so is what is replaced for sure.
      if (!pair || pair === cause || isReplaced(verdictOf(pair))) continue;
      const news = (path: string): boolean => operation === "replace" || (NEW_WITH_UPDATE[type] ?? []).includes(path);
      const uses = usesOf(user, urn).filter(({ output }) => news(output));
      const told = follow(pair, verdictOf(pair), { uses, cause });
      if (!told) continue;
      found.set(pair, told);
      if (isCause(told)) open.push(pair);
    }
  }
  return found;
}

const isReplaced = ({ operation }: Verdict): boolean => operation === "replace";
const isCause = ({ operation }: Verdict): boolean => operation === "replace" || operation === "update";

interface Use {
  readonly path: string;
  readonly value: Json;
  readonly output: string;
}

function follow(pair: Pair, verdict: Verdict, { uses, cause }: { uses: readonly Use[]; cause: Pair }): Verdict | null {
  const { after } = pair;
  const { name, type } = cause.after;
  const facts = after.type.startsWith("kubernetes:") ? kubernetesFacts(after, undefined) : factsOf(after.type);
  const isKnown = (path: string): boolean => verdict.properties.some((property) => property.path === path);
  const ignored = (path: string): boolean => after.options.ignoreChanges.some((pattern) => path.startsWith(pattern));
  const fresh = uses.filter(({ path }) => !isKnown(path) && !ignored(path));
  const forced = facts ? fresh.filter(({ path }) => isWithin(facts.replaces, path)) : [];
  const rolled = fresh.filter(({ output }) => (NEW_WITH_UPDATE[type] ?? []).includes(output));
  const [first] = forced.length > 0 ? forced : rolled;
  if (!first) return null;
  const property = ({ path, value }: Use): PropertyChange => ({
    ...{ path, before: value, after: UNKNOWN, replaces: forced.length > 0, sure: false },
  });
  const properties = [...verdict.properties, ...(forced.length > 0 ? forced : rolled).map(property)];
  if (forced.length === 0) return { ...verdict, operation: verdict.operation ?? "update", properties };
  return {
    ...{ operation: "replace", sure: false, properties },
    because: [...verdict.because, `${name} is made anew, and may have another ${first.output}`],
    words: [...verdict.words, `made anew where ${name} is: it cannot change ${first.path}`],
    tells: [...verdict.tells, ...forced.map(({ path }) => general(path))],
  };
}

/** Who uses what of whom: resources with an input that follows from the URN. */
function usersIn({ resources }: Graph): Map<string, Resource[]> {
  const users = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (!resource.custom) continue;
    for (const urn of new Set(Object.values(resource.propertyDependencies).flat())) {
      const list = users.get(urn);
      if (list) list.push(resource);
      else users.set(urn, [resource]);
    }
  }
  return users;
}

/** Where a resource uses outputs of another. */
function usesOf({ inputs, propertyDependencies }: Resource, urn: string): Use[] {
  const found: Use[] = [];
  const visit = (value: Json, path: string): void => {
    if (typeof value === "string") {
      const used = value.includes(urn) ? symbolsIn(value).find((symbol) => symbol.urn === urn) : undefined;
      if (used) found.push({ path, value, output: used.path });
    } else if (Array.isArray(value)) for (const [at, item] of value.entries()) visit(item, joinPath(path, at));
    else if (typeof value === "object" && value !== null)
      for (const [key, item] of Object.entries(value)) visit(item, joinPath(path, key));
  };
  for (const [key, urns] of Object.entries(propertyDependencies))
    if (urns.includes(urn) && inputs[key] !== undefined) visit(inputs[key], key);
  return found;
}
