/** Rights in the cluster: roles and who has them. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { all, type Fields, fields, itemsAt, says, unknownAt } from "../judge.ts";
import { broken, kept, type Outcome, type Rule, type Severities } from "../rule.ts";
import { hasUnknown } from "../world.ts";
import { SERVICE } from "./kubernetesWorkload.ts";

const GROUP = "kubernetes:rbac.authorization.k8s.io/v1:";
const ROLES = [`${GROUP}Role`, `${GROUP}ClusterRole`];
const BINDINGS = [`${GROUP}RoleBinding`, `${GROUP}ClusterRoleBinding`];
const PRACTICE = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/";

const SEVERE: Severities = { production: "high", staging: "medium", development: "low" };

const among = (list: Json | undefined, ...wanted: readonly string[]): boolean =>
  Array.isArray(list) && list.some((item) => item === "*" || wanted.includes(String(item)));
const holdsStar = (list: Json | undefined): boolean =>
  Array.isArray(list) && list.some((item) => item === "*" || String(item).endsWith("/*"));

interface RoleRule {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly remedy: string;
  readonly peers: readonly string[];
  readonly severity: Severities;
  /** What is the matter with one of the role's rules; null where nothing is. */
  readonly judge: (rule: Fields) => string | null;
}

const roleRule = ({ judge, ...said }: RoleRule): Rule => ({
  ...{ ...said, service: SERVICE, of: ROLES, reference: PRACTICE },
  judge: (resource) => {
    const rules = itemsAt(resource, "rules");
    if (rules === null) return unknownAt("rules");
    return all(
      rules.map(({ value, path }): Outcome => {
        const message = judge(fields(value));
        if (message !== null) return broken(message, { path });
        return hasUnknown(value) ? unknownAt(path) : kept;
      }),
    );
  },
});

/** What lets its holder give itself any other right. */
const ESCALATION: readonly (readonly [resources: readonly string[], verbs: readonly string[], words: string])[] = [
  [["roles", "clusterroles"], ["escalate"], "write roles beyond its own rights"],
  [["roles", "clusterroles"], ["bind"], "bind any role to itself"],
  [["users", "groups", "serviceaccounts"], ["impersonate"], "act as somebody else"],
  [["serviceaccounts/token"], ["create"], "make tokens of other accounts"],
  [["certificatesigningrequests/approval"], ["update", "patch"], "approve certificates of any identity"],
  [
    ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
    ["create", "update", "patch"],
    "change every object by a webhook",
  ],
  [["nodes/proxy"], ["get", "create"], "run commands in every pod of a node"],
  [["persistentvolumes"], ["create"], "make volumes of the node's own disk"],
];

const ROLE_RULES = [
  roleRule({
    id: "k8s-rbac-wildcard",
    title: "roles name what they allow",
    severity: SEVERE,
    reason: "A wildcard also allows what the cluster learns to do tomorrow.",
    remedy: "name apiGroups, resources and verbs one by one",
    peers: ["CKV_K8S_49", "CIS EKS 4.1.3"],
    judge: ({ verbs, resources, apiGroups }) => {
      if (holdsStar(verbs)) return "allows every verb";
      if (holdsStar(resources)) return "allows every resource";
      return holdsStar(apiGroups) ? "allows it in every API group" : null;
    },
  }),
  roleRule({
    id: "k8s-rbac-secrets",
    title: "roles do not open all secrets",
    severity: { production: "medium", staging: "low", development: "off" },
    reason: "Whoever lists secrets has every password of the namespace, or of the cluster.",
    remedy: "name the secrets in resourceNames, and allow get alone",
    peers: ["CIS EKS 4.1.2"],
    judge: ({ resources, verbs, resourceNames }) => {
      const isNamed = Array.isArray(resourceNames) && resourceNames.length > 0;
      return !isNamed && among(resources, "secrets") && among(verbs, "get", "list", "watch") ? "opens all secrets" : null;
    },
  }),
  roleRule({
    id: "k8s-rbac-pods",
    title: "roles do not make pods, or run commands in them",
    severity: { production: "medium", staging: "low", development: "off" },
    reason: "Whoever makes a pod has every service account of the namespace, and its secrets.",
    remedy: "leave making pods to the kinds that do so, and exec to people with a reason",
    peers: ["CIS EKS 4.1.4"],
    judge: ({ resources, verbs }) =>
      among(resources, "pods", "pods/exec", "pods/attach") && among(verbs, "create")
        ? "may make pods or run commands in them"
        : null,
  }),
  roleRule({
    id: "k8s-rbac-escalation",
    title: "roles cannot be used to gain other rights",
    severity: SEVERE,
    reason: "Whoever has the role has, in two steps, the cluster.",
    remedy: "take the verb away",
    peers: [
      "CIS EKS 4.1.8",
      "CIS EKS 4.1.9",
      "CIS EKS 4.1.10",
      "CIS EKS 4.1.11",
      "CIS EKS 4.1.12",
      "CKV_K8S_155",
      "CKV_K8S_156",
      "CKV_K8S_157",
      "CKV_K8S_158",
    ],
    judge: ({ resources, verbs }) => {
      const found = ESCALATION.filter(([of, by]) => among(resources, ...of) && among(verbs, ...by)).map(([, , words]) => words);
      return found.length > 0 ? `may ${found.join(", ")}` : null;
    },
  }),
];

const isDefaultAccount = (subject: Json): boolean => {
  const { kind, name } = fields(subject);
  return kind === "ServiceAccount" && name === "default";
};

/** Whoever has said nothing of who they are, and everybody who has. */
const ANYBODY = new Set<Json | undefined>(["system:anonymous", "system:unauthenticated", "system:authenticated"]);

const BINDING_RULES: readonly Rule[] = [
  {
    id: "k8s-anybody",
    ...{ service: SERVICE, of: BINDINGS, severity: SEVERE, reference: PRACTICE },
    title: "nothing is given to whoever calls",
    reason: "Whoever reaches the API has the right, some of them without a token; of an EKS cluster that is often the internet.",
    remedy: "name the users, groups or service accounts that need it",
    peers: [],
    judge: (resource: Resource) => {
      const subjects = itemsAt(resource, "subjects");
      if (subjects === null) return unknownAt("subjects");
      return all(
        subjects.map(({ path, value }) =>
          fields(value).kind === "ServiceAccount"
            ? kept
            : says(resource, `${path}.name`, (name) => (ANYBODY.has(name) ? `gives rights to ${name}` : null)),
        ),
      );
    },
  },
  {
    id: "k8s-cluster-admin",
    ...{ service: SERVICE, of: BINDINGS, severity: SEVERE, reference: PRACTICE },
    title: "nobody is given cluster-admin",
    reason: "cluster-admin may do everything, everywhere in the cluster.",
    remedy: "bind a role that allows what is needed; people get in by access entries (monitor:cluster.admins)",
    peers: ["CIS EKS 4.1.1"],
    judge: (resource) => says(resource, "roleRef.name", (name) => (name === "cluster-admin" ? "gives cluster-admin" : null)),
  },
  {
    id: "k8s-default-account",
    ...{
      service: SERVICE,
      of: BINDINGS,
      severity: { production: "medium", staging: "medium", development: "low" },
      reference: PRACTICE,
    },
    title: "nothing is given to default accounts",
    reason: "Every pod that names no account has the right.",
    remedy: "give it to an account of its own",
    peers: ["CKV_K8S_42", "CIS EKS 4.1.5"],
    judge: (resource: Resource) => {
      const subjects = itemsAt(resource, "subjects");
      if (subjects === null) return unknownAt("subjects");
      const given = subjects.find(({ value }) => isDefaultAccount(value));
      if (given) return broken("gives rights to a default account", { path: given.path });
      return subjects.some(({ value }) => value === UNKNOWN || hasUnknown(value)) ? unknownAt("subjects") : kept;
    },
  },
];

export const KUBERNETES_RBAC: readonly Rule[] = [...ROLE_RULES, ...BINDING_RULES];
