/** Who may do what: policies statement by statement, whatever their order, in words. */
import { type Json, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { type Fields, fields, list, pushTo } from "../../graph/values.ts";
import { isPolicy, policySets } from "../documents.ts";
import { changesAt, inputsOf, type Saying, type Subject, type Teller, tellers } from "./saying.ts";
import { listed, shown } from "./units.ts";

interface Grant {
  readonly effect: string;
  readonly who: string;
  /** `AWS`, `Service`: the same name means another one in each. */
  readonly kind: string;
  readonly resource: string;
  readonly condition: string;
  readonly action: string;
}

const texts = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

/** More single things than any policy that AWS takes says: what says as many is told in general. */
const MOST_GRANTS = 50_000;
const grantsBy = (statement: Fields): number =>
  ["Action", "NotAction", "Resource", "NotResource"].reduce(
    (product, key) => product * Math.max(1, texts(statement[key]).length),
    1,
  );

/** Every single thing that a policy says; null where it is no document that can be read. */
function grantsIn(value: Json | undefined): Map<string, Grant> | null {
  if (value === undefined || value === SECRET || value === UNKNOWN) return value === undefined ? new Map() : null;
  const document = typeof value === "string" ? parsed(value) : value;
  if (document === undefined || !isPolicy(document)) return null;
  const statements = list(fields(policySets(document)).Statement).map(fields);
  if (statements.reduce((sum, statement) => sum + grantsBy(statement), 0) > MOST_GRANTS) return null;
  const grants = statements.flatMap(grantsOf);
  // Actions are the same in any case. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  return new Map(grants.map((grant) => [JSON.stringify({ ...grant, action: grant.action.toLowerCase() }), grant]));
}

function grantsOf(statement: Fields): Grant[] {
  const { Effect, Action, NotAction, Resource: on, NotResource, Principal, NotPrincipal, Condition } = statement;
  const except = (value: Json | undefined): string[] => texts(value).map((text) => `all but ${text}`);
  const actions = [...texts(Action), ...except(NotAction)];
  const resources = [...texts(on), ...except(NotResource)];
  const whos = [...principals(Principal), ...principals(NotPrincipal).map(([kind, who]) => [kind, `all but ${who}`] as const)];
  return (whos.length > 0 ? whos : [["", ""] as const]).flatMap(([kind, who]) =>
    (resources.length > 0 ? resources : [""]).flatMap((resource) =>
      actions.map((action) => ({
        ...{ effect: String(Effect), who, kind, resource, action },
        condition: conditionText(Condition),
      })),
    ),
  );
}

const principals = (value: Json | undefined): (readonly [kind: string, who: string])[] =>
  typeof value === "string"
    ? [["AWS", value]]
    : Object.entries(fields(value)).flatMap(([kind, who]) => texts(who).map((one) => [kind, one] as const));

/** `aws:SourceArn ArnLike arn:…`: each test, all of which must hold. */
const conditionText = (condition: Json | undefined): string =>
  Object.entries(fields(condition))
    .flatMap(([operator, tests]) =>
      Object.entries(fields(tests)).map(([key, wanted]) => `${key} ${operator} ${texts(wanted).join(" or ")}`),
    )
    .sort()
    .join(" and ");

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
    // To read a policy takes long, and most of what changes has the one it had.
    if (before[path] === after[path]) return [];
    const [was, is] = [grantsIn(before[path]), grantsIn(after[path])];
    // What is unknown or no document is told in general.
    if (!was || !is || (subject.before === null && subject.after === null)) return [];
    const gained = [...is].filter(([key]) => !was.has(key)).map(([, grant]) => grant);
    const lost = [...was].filter(([key]) => !is.has(key)).map(([, grant]) => grant);
    const isNew = subject.before === null;
    const changed = changesAt(subject, path);
    const isRewritten = gained.length + lost.length === 0 && changed.some(({ path: at }) => at.startsWith(`${path}.Statement`));
    if (isRewritten) return [{ text: `${path} says the same in other words`, tells: [`${path}.Statement`], level: "none" }];
    return [...told(gained, { isGained: true, isNew, path }), ...told(lost, { isGained: false, isNew, path })];
  };

/** Things said of the same resources, once. */
function told(grants: readonly Grant[], how: Pick<Told, "isGained" | "isNew" | "path">): Saying[] {
  const groups = new Map<string, { first: Grant; actions: Set<string>; resources: Set<string> }>();
  const byResource = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.effect, grant.kind, grant.who, grant.condition, grant.resource]);
    pushTo(byResource, key, grant);
  }
  for (const same of byResource.values()) {
    const [first] = same as [Grant];
    const actions = same.map(({ action }) => action).sort();
    const key = JSON.stringify([first.effect, first.kind, first.who, first.condition, actions]);
    const group = groups.get(key) ?? { first, actions: new Set(actions), resources: new Set<string>() };
    group.resources.add(first.resource);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, actions, resources }) =>
    saying(first, { ...how, actions: [...actions], resources: [...resources] }),
  );
}

/** A condition tells who may by its values, and those stand at its end. */
const LONGEST_CONDITION = 300;

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
  const what = `${listed(actions)}${on.length > 0 ? ` on ${listed([...on].sort())}` : ""}`;
  const text = `${who === "" ? "" : `${who === "*" ? "everybody" : shown(who)} `}${verb} ${what}${condition === "" ? "" : ` if ${shown(condition, LONGEST_CONDITION)}`}`;
  // Who is named stands in a policy of the resource itself, where `*` is that resource.
  const isWide = who === "" && actions.some((action) => action === "*" || (action.endsWith(":*") && on.includes("*")));
  const isPublic = who === "*" && condition === "" && effect === "Allow" && isGained;
  if (isPublic) return { text, tells: [path], level: "high", exposure: `everybody may ${what}` };
  return { text, tells: [path], level: isAllowed && isWide ? "high" : isAllowed && !isNew ? "medium" : "low" };
}

const isAdmin = (arn: string): boolean => /AdministratorAccess|FullAccess|PowerUser|ClusterAdmin/.test(arn);
const policyName = (arn: Json | undefined): string =>
  shown(
    typeof arn === "string" ? arn.replace(/^arn:aws[\w-]*:(iam::(aws|\d+):policy|eks::aws:cluster-access-policy)\//, "") : arn,
  );

/** Policies that a role names itself. */
const managed: Teller = (subject) => {
  if (subject.before && changesAt(subject, "managedPolicyArns").length === 0) return [];
  const { before, after } = inputsOf(subject);
  const [was, is] = [new Set(list(before.managedPolicyArns)), new Set(list(after.managedPolicyArns))];
  return [
    ...[...is]
      .filter((arn) => !was.has(arn))
      .map(
        (arn): Saying => ({
          text: `grants ${policyName(arn)}`,
          tells: ["managedPolicyArns"],
          level: isAdmin(String(arn)) ? "high" : "medium",
        }),
      ),
    ...(subject.after ? [...was] : [])
      .filter((arn) => !is.has(arn))
      .map((arn): Saying => ({ text: `takes back ${policyName(arn)}`, tells: ["managedPolicyArns"], level: "low" })),
  ];
};

const WHOM = ["role", "user", "group", "principalArn"] as const;
/** Whose an attachment is, in full: of an ARN, the end counts. */
function whom(inputs: Fields): string {
  const who = WHOM.map((key) => inputs[key]).find((value) => value !== undefined);
  return who === undefined ? "" : listed([String(who)]);
}
const granted = (verb: string, inputs: Fields, to: string): string =>
  `${verb} ${policyName(inputs.policyArn)}${whom(inputs) === "" ? "" : ` ${to} ${whom(inputs)}`}`;

/** What somebody is given, or no longer, by a resource of its own. */
const attachment: Teller = (subject: Subject) => {
  const { before, after } = inputsOf(subject);
  const [was, is] = [before, after].map((inputs) => `${policyName(inputs.policyArn)}\n${whom(inputs)}`);
  if (was === is) return [];
  const tells = ["policyArn", ...WHOM];
  const level = isAdmin(String(after.policyArn)) ? ("high" as const) : ("medium" as const);
  return [
    ...(subject.after ? [{ text: granted("grants", after, "to"), tells, level }] : []),
    ...(subject.before ? [{ text: granted("takes back", before, "from"), tells, level: "low" as const }] : []),
  ];
};

/** Who gets into a cluster at all. */
const accessEntry: Teller = (subject: Subject) => {
  if (subject.before && subject.after) return [];
  const { before, after } = inputsOf(subject);
  const who = whom(subject.after ? after : before);
  return [{ text: subject.after ? `lets ${who} into the cluster` : `${who} gets in no longer`, tells: [], level: "low" }];
};

export const IAM: Readonly<Record<string, Teller>> = {
  "aws:iam/policy:Policy": policy("policy"),
  "aws:iam/rolePolicy:RolePolicy": policy("policy"),
  "aws:iam/userPolicy:UserPolicy": policy("policy"),
  "aws:iam/groupPolicy:GroupPolicy": policy("policy"),
  "aws:iam/role:Role": tellers(policy("assumeRolePolicy"), managed),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachment,
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": attachment,
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": attachment,
  "aws:eks/accessEntry:AccessEntry": accessEntry,
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": attachment,
  "aws:s3/bucketPolicy:BucketPolicy": policy("policy"),
  "aws:sqs/queuePolicy:QueuePolicy": policy("policy"),
  "aws:sns/topicPolicy:TopicPolicy": policy("policy"),
  "aws:kms/keyPolicy:KeyPolicy": policy("policy"),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": policy("policy"),
  "aws:secretsmanager/secretPolicy:SecretPolicy": policy("policy"),
};

/** Of types that hold a policy among other things. */
export const withPolicy = (rest: Teller = () => []): Teller => tellers(policy("policy"), rest);
