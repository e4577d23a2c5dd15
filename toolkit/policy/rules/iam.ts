/** IAM: what policies allow, and whom they are given to. Who may become a role: iamTrust.ts. */
import type { Resource } from "../../graph/graph.ts";
import {
  allowsAction,
  eachStatement,
  isConditional,
  isEverywhere,
  isForEvery,
  onStatements,
  type Statement,
} from "../document.ts";
import { CREDENTIALS, DATA, ESCALATIONS, isWrite, PERMISSIONS } from "../iamActions.ts";
import { all, itemsAt, says, unknownAt } from "../judge.ts";
import { IAM_GUIDE, SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";

const ROLE = "aws:iam/role:Role";
const ATTACHMENTS = ["rolePolicyAttachment", "userPolicyAttachment", "groupPolicyAttachment", "policyAttachment"].map(tokenOf);
/** All that are attached, in one resource. */
const ALL_ATTACHMENTS = ["role", "user", "group"].map((of) => tokenOf(`${of}PolicyAttachmentsExclusive`));
const POLICIES = { service: "IAM", of: [ROLE, ...["policy", "rolePolicy", "userPolicy", "groupPolicy"].map(tokenOf)] } as const;

function tokenOf(name: string): string {
  return `aws:iam/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Where a resource holds documents that allow something. */
function documentsOf(resource: Resource): readonly string[] | null {
  if (resource.type !== ROLE) return ["policy"];
  return itemsAt(resource, "inlinePolicies")?.map(({ path }) => `${path}.policy`) ?? null;
}

/** Judges each document that says what may be done; null where there is none. */
function documents(resource: Resource, judge: (path: string) => readonly Outcome[] | null): readonly Outcome[] | null {
  const paths = documentsOf(resource);
  if (paths === null) return [unknownAt("inlinePolicies")];
  const outcomes = paths.flatMap((path) => judge(path) ?? []);
  return outcomes.length > 0 ? all(outcomes) : null;
}

const statements = (resource: Resource, judge: (statement: Statement) => string | null): readonly Outcome[] | null =>
  documents(resource, (path) => eachStatement(resource, path, (statement) => (statement.allows ? judge(statement) : null)));

/** What a document allows on everything there is, on no condition: for what several statements allow together. */
const unbound = (resource: Resource, judge: (allowed: (action: string) => boolean) => string | null): readonly Outcome[] | null =>
  documents(resource, (path) =>
    onStatements(resource, path, (found) => {
      const free = found.filter((statement) => !isConditional(statement));
      const message = judge((action) =>
        free.some((statement) => isForEvery(statement, action) && allowsAction(statement, action)),
      );
      if (message !== null) return [broken(message, { path })];
      return found.some(({ hasUnknown }) => hasUnknown)
        ? [cannotTell("part of it is not known before deployment", { path })]
        : [];
    }),
  );

/** The managed policies that something attaches, each with its path. */
const attached = (resource: Resource, isForbidden: (name: string) => boolean): readonly Outcome[] => {
  const input =
    resource.type === ROLE ? "managedPolicyArns" : ALL_ATTACHMENTS.includes(resource.type) ? "policyArns" : "policyArn";
  const items = itemsAt(resource, input);
  if (items === null) return [unknownAt(input)];
  return items.map(({ path, value }) => {
    // A policy of this program is judged where it is written.
    if (typeof value !== "string" || value.startsWith("[")) return unknownAt(path);
    const name = value.split("/").at(-1) ?? "";
    return /^arn:aws[\w-]*:iam::aws:/.test(value) && isForbidden(name) ? broken(`attaches ${name}`, { path }) : kept;
  });
};

/** What a resource allows: by AWS's policies that it attaches, and by documents that it holds. */
function grants(
  resource: Resource,
  isForbidden: (name: string) => boolean,
  judge: (statement: Statement) => string | null,
): readonly Outcome[] | null {
  const attaches = [...ATTACHMENTS, ...ALL_ATTACHMENTS].includes(resource.type);
  const outcomes = [
    ...(attaches || resource.type === ROLE ? attached(resource, isForbidden) : []),
    ...(attaches ? [] : (statements(resource, judge) ?? [])),
  ];
  return outcomes.length > 0 ? all(outcomes) : null;
}

export const IAM: readonly Rule[] = [
  {
    ...POLICIES,
    of: [...POLICIES.of, ...ATTACHMENTS, ...ALL_ATTACHMENTS],
    id: "iam-administrator",
    title: "nobody may do everything",
    severity: "high",
    reason: "Whoever takes it over takes the account over.",
    remedy: "name the actions and resources that are needed",
    reference: `${SECURITY_HUB}/iam-controls.html#iam-1`,
    peers: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CIS AWS 1.15"],
    judge: (resource) =>
      grants(resource, isAdministrator, ({ actions, inverted }) =>
        !inverted.actions && actions.some((action) => EVERY_ACTION.test(action)) ? "allows every action" : null,
      ),
  },
  {
    ...POLICIES,
    of: [...POLICIES.of, ...ATTACHMENTS, ...ALL_ATTACHMENTS],
    id: "iam-full-iam",
    title: "nobody may do everything in IAM",
    severity: "high",
    reason: "Who rules IAM gives themselves everything else.",
    remedy: "name the IAM actions that are needed, and the roles they are for",
    reference: `${IAM_GUIDE}/best-practices.html#grant-least-privilege`,
    peers: ["CKV2_AWS_40", "CKV2_AWS_56"],
    judge: (resource) =>
      grants(
        resource,
        (name) => name === "IAMFullAccess",
        (one) =>
          one.actions.some((action) => EVERY_ACTION.test(action) || /^iam:\*+$/i.test(action)) &&
          !one.inverted.actions &&
          isForEvery(one, "iam:*")
            ? "allows every action of IAM on everything"
            : null,
      ),
  },
  {
    ...POLICIES,
    id: "iam-escalation",
    title: "no policy lets its holder take more rights",
    severity: "high",
    reason: "Rights that can be widened by who has them have no bound.",
    remedy: "name the roles, functions and keys that the actions are for, under Resource",
    reference: `${IAM_GUIDE}/access_policies_boundaries.html`,
    peers: ["CKV_AWS_286", "CKV_AWS_289"],
    judge: (resource) =>
      unbound(resource, (allowed) => {
        const way = [...ESCALATIONS, ...PERMISSIONS.map((action) => [action])].find((actions) => actions.every(allowed));
        return way === undefined ? null : `allows ${way.join(" with ")} on everything`;
      }),
  },
  {
    ...POLICIES,
    id: "iam-credentials",
    title: "no policy hands out credentials of everybody",
    severity: "high",
    reason: "Whoever gets another's credentials does what the other may, under the other's name.",
    remedy: "name the roles or users that the actions are for, under Resource",
    reference: `${IAM_GUIDE}/best-practices.html#grant-least-privilege`,
    peers: ["CKV_AWS_287"],
    judge: (resource) =>
      unbound(resource, (allowed) => {
        const action = CREDENTIALS.find(allowed);
        return action === undefined ? null : `allows ${action} on everything`;
      }),
  },
  {
    ...POLICIES,
    id: "iam-exfiltration",
    title: "no policy reads everybody's data",
    severity: "high",
    reason: "Whoever takes it over carries every bucket and secret of the account away.",
    remedy: "name the buckets, secrets and parameters under Resource",
    reference: `${IAM_GUIDE}/best-practices.html#grant-least-privilege`,
    peers: ["CKV_AWS_288"],
    judge: (resource) =>
      unbound(resource, (allowed) => {
        const action = DATA.find(allowed);
        return action === undefined ? null : `allows ${action} on everything`;
      }),
  },
  {
    ...POLICIES,
    id: "iam-everywhere",
    title: "what changes something says what it may change",
    severity: "medium",
    reason: "Whoever takes it over changes what belongs to others, too.",
    remedy: "name the resources in place of *, or bind the statement by a condition",
    reference: `${IAM_GUIDE}/reference_policies_elements_resource.html`,
    peers: ["CKV_AWS_290", "CKV_AWS_355"],
    judge: (resource) =>
      statements(resource, (one) => {
        if (!isEverywhere(one) || isConditional(one)) return null;
        const writes = one.inverted.actions ? ["all but what it names"] : one.actions.filter(isWrite);
        return writes.length === 0 ? null : `allows ${shortened(writes)} on everything`;
      }),
  },
  {
    service: "IAM",
    of: [ROLE],
    id: "iam-role-conflicts",
    title: "a role's policies are given in one way only",
    severity: "medium",
    reason: "Policies inside the role and beside it delete each other, update after update.",
    remedy: "move managedPolicyArns and inlinePolicies to resources of their own",
    reference: "https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/",
    peers: ["AWSGuard iam-role-no-policy-management-conflicts"],
    judge: (role, world) =>
      all(
        [
          { inside: "managedPolicyArns", beside: tokenOf("rolePolicyAttachment") },
          { inside: "inlinePolicies", beside: tokenOf("rolePolicy") },
        ].map(({ inside, beside }) => {
          const [other] = world.pointingAt(role, beside, "role");
          const items = itemsAt(role, inside);
          if (!other || items?.length === 0) return kept;
          return items === null ? unknownAt(inside) : broken(`has ${inside}, and ${other.name} beside it`, { path: inside });
        }),
      ),
  },
  {
    service: "IAM",
    of: ["userPolicy", "userPolicyAttachment", "policyAttachment"].map(tokenOf),
    id: "iam-user-policies",
    title: "rights belong to roles and groups, not to users",
    severity: "low",
    reason: "Rights given one by one are forgotten one by one.",
    remedy: "give the policy to a group or a role",
    reference: `${SECURITY_HUB}/iam-controls.html#iam-2`,
    peers: ["CKV_AWS_40", "CIS AWS 1.14"],
    judge: (resource) => {
      const input = resource.type === tokenOf("policyAttachment") ? "users" : "user";
      const users = itemsAt(resource, input);
      if (users === null) return unknownAt(input);
      return users.length === 0 ? kept : broken("gives rights to a user", { path: input });
    },
  },
  {
    service: "IAM",
    of: [tokenOf("accessKey")],
    id: "iam-access-keys",
    title: "nobody has keys that never end",
    severity: "medium",
    reason: "A key that lies in a file or a pipeline is found sooner or later, and works until somebody notices.",
    remedy: "let people come by IAM Identity Center, pipelines by OpenID Connect, machines by roles",
    reference: `${IAM_GUIDE}/best-practices.html#bp-workloads-use-roles`,
    peers: [],
    judge: (key) => says(key, "status", (value) => (value === "Inactive" ? null : "is a key without end")),
  },
];

/** `*`, and `*:*`, which is the same. */
const EVERY_ACTION = /^\*+(:\*+)?$/;

const isAdministrator = (name: string): boolean => name === "AdministratorAccess" || name === "PowerUserAccess";

const shortened = (actions: readonly string[]): string =>
  actions.length <= 4 ? actions.join(", ") : `${actions.slice(0, 3).join(", ")} and ${actions.length - 3} more`;
