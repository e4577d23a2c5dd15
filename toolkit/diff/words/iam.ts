/** Who may do what: policies statement by statement, whatever their order, in words. */
import { type Json, type Resource, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { isPolicy, policySets } from "../documents.ts";
import { inputsOf, object, type Saying, type Subject, type Teller, tellers } from "./saying.ts";
import { shown } from "./units.ts";

interface Grant {
  readonly effect: string;
  readonly who: string;
  readonly resource: string;
  readonly condition: string;
  readonly action: string;
}

type Object_ = { readonly [key: string]: Json };
const texts = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

/** Every single thing that a policy says; null where it is no document that can be read. */
function grantsIn(value: Json | undefined): Map<string, Grant> | null {
  if (value === undefined || value === SECRET || value === UNKNOWN) return value === undefined ? new Map() : null;
  const document = typeof value === "string" ? parsed(value) : value;
  if (document === undefined || !isPolicy(document)) return null;
  const { Statement } = object(policySets(document));
  const grants = (Array.isArray(Statement) ? (Statement as readonly Json[]) : []).flatMap((item) => grantsOf(object(item)));
  return new Map(grants.map((grant) => [JSON.stringify(grant), grant]));
}

function grantsOf(statement: Object_): Grant[] {
  const { Effect, Action, NotAction, Resource: on, NotResource, Principal, NotPrincipal, Condition } = statement;
  const except = (value: Json | undefined): string[] => texts(value).map((text) => `all but ${text}`);
  const actions = [...texts(Action), ...except(NotAction)];
  const resources = [...texts(on), ...except(NotResource)];
  const whos = [...principals(Principal), ...principals(NotPrincipal).map((who) => `all but ${who}`)];
  return (whos.length > 0 ? whos : [""]).flatMap((who) =>
    (resources.length > 0 ? resources : [""]).flatMap((resource) =>
      actions.map((action) => ({
        ...{ effect: String(Effect), who, resource, action },
        condition: Condition === undefined ? "" : JSON.stringify(Condition),
      })),
    ),
  );
}

const principals = (value: Json | undefined): string[] =>
  typeof value === "string" ? [value] : Object.values(object(value)).flatMap(texts);

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** @param path of the input that holds the policy */
const policy =
  (path: string): Teller =>
  (subject) => {
    const { before, after } = inputsOf(subject);
    const [was, is] = [grantsIn(before[path]), grantsIn(after[path])];
    // What is unknown or no document is told in general.
    if (!was || !is || (subject.before === null && subject.after === null)) return [];
    const gained = [...is].filter(([key]) => !was.has(key)).map(([, grant]) => grant);
    const lost = [...was].filter(([key]) => !is.has(key)).map(([, grant]) => grant);
    const isNew = subject.before === null;
    return [...told(gained, { isGained: true, isNew, path }), ...told(lost, { isGained: false, isNew, path })];
  };

/** Things said of the same resources, once. */
function told(grants: readonly Grant[], how: Pick<Told, "isGained" | "isNew" | "path">): Saying[] {
  const groups = new Map<string, { first: Grant; actions: Set<string>; resources: Set<string> }>();
  const byResource = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.effect, grant.who, grant.condition, grant.resource]);
    byResource.set(key, [...(byResource.get(key) ?? []), grant]);
  }
  for (const same of byResource.values()) {
    const [first] = same as [Grant];
    const actions = same.map(({ action }) => action).sort();
    const key = JSON.stringify([first.effect, first.who, first.condition, actions]);
    const group = groups.get(key) ?? { first, actions: new Set(actions), resources: new Set<string>() };
    group.resources.add(first.resource);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, actions, resources }) =>
    saying(first, { ...how, actions: [...actions], resources: [...resources] }),
  );
}

interface Told {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly isGained: boolean;
  /** Whether the policy is new as a whole: then that it grants something is no surprise. */
  readonly isNew: boolean;
  readonly path: string;
}

function saying({ effect, who, condition }: Grant, { actions, resources, isGained, isNew, path }: Told): Saying {
  const isAllowed = (effect === "Allow") === isGained;
  const verb = effect === "Allow" ? (isGained ? "may now" : "may no longer") : isGained ? "is now denied" : "is denied no longer";
  const on = resources.filter(Boolean);
  const what = `${shown([...actions])}${on.length > 0 ? ` on ${shown([...on].sort())}` : ""}`;
  const text = `${who === "" ? "" : `${who === "*" ? "everybody" : shown(who)} `}${verb} ${what}${condition === "" ? "" : " on a condition"}`;
  // Who is named stands in a policy of the resource itself, where `*` is that resource.
  const isWide = who === "" && actions.some((action) => action === "*" || (action.endsWith(":*") && on.includes("*")));
  const isPublic = who === "*" && condition === "" && effect === "Allow" && isGained;
  if (isPublic) return { text, tells: [path], level: "high", exposure: `everybody may ${what}` };
  return { text, tells: [path], level: isAllowed && isWide ? "high" : isAllowed && !isNew ? "medium" : "low" };
}

/** What a role is given, or no longer, by a resource of its own. */
const attachment: Teller = (subject: Subject) => {
  const { before, after } = inputsOf(subject);
  const name = (inputs: Resource["inputs"]): string =>
    shown(inputs.policyArn).replace(/^arn:aws[\w-]*:iam::(aws|\d+):policy\//, "");
  const [was, is] = [subject.before ? name(before) : "", subject.after ? name(after) : ""];
  if (was === is) return [];
  const level = /AdministratorAccess|FullAccess|PowerUser/.test(is) ? ("high" as const) : ("medium" as const);
  return [
    ...(is === "" ? [] : [{ text: `grants ${is}`, tells: ["policyArn"], level }]),
    ...(was === "" ? [] : [{ text: `takes back ${was}`, tells: ["policyArn"], level: "low" as const }]),
  ];
};

export const IAM: Readonly<Record<string, Teller>> = {
  "aws:iam/policy:Policy": policy("policy"),
  "aws:iam/rolePolicy:RolePolicy": policy("policy"),
  "aws:iam/userPolicy:UserPolicy": policy("policy"),
  "aws:iam/groupPolicy:GroupPolicy": policy("policy"),
  "aws:iam/role:Role": policy("assumeRolePolicy"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachment,
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": attachment,
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": attachment,
  "aws:s3/bucketPolicy:BucketPolicy": policy("policy"),
  "aws:sqs/queuePolicy:QueuePolicy": policy("policy"),
  "aws:sns/topicPolicy:TopicPolicy": policy("policy"),
  "aws:kms/keyPolicy:KeyPolicy": policy("policy"),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": policy("policy"),
  "aws:secretsmanager/secretPolicy:SecretPolicy": policy("policy"),
};

/** Of types that hold a policy among other things. */
export const keyPolicy = (rest: Teller): Teller => tellers(policy("policy"), rest);
