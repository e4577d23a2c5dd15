/** Who may become a role of IAM. */
import type { Resource } from "../../graph/graph.ts";
import { replaceSymbols } from "../../graph/symbols.ts";
import { conditionValues, eachStatement, isBound, isOpen, type Statement } from "../document.ts";
import { EKS_GUIDE, IAM_GUIDE } from "../references.ts";
import type { Outcome, Rule } from "../rule.ts";
import type { World } from "../world.ts";

const TRUST = { service: "IAM", of: ["aws:iam/role:Role"] } as const;

const trust = (role: Resource, judge: (statement: Statement) => string | null): readonly Outcome[] | null =>
  eachStatement(role, "assumeRolePolicy", (statement) => (statement.allows ? judge(statement) : null));

/** All of an account, whichever it is. */
const ACCOUNT = /^(\d{12}|arn:aws[\w-]*:iam::(\d{12}|\$\{[^}]*\}):root|\$\{[^}]*#accountId\})$/;

/** What only a cloud knows of a name, by what it is: `arn:aws:iam::<accountId>:root`. */
const readable = (name: string): string => replaceSymbols(name, ({ path }) => `<${path}>`);

const GITHUB = "token.actions.githubusercontent.com";
const GITHUB_SUBJECT = /^token\.actions\.githubusercontent\.com:sub$/;

const isGitHub = ({ principals, conditions }: Statement, role: Resource, world: World): boolean =>
  (principals.Federated ?? []).some((name) => name.includes(GITHUB)) ||
  Object.keys(conditions).some((condition) => condition.includes(GITHUB)) ||
  world.pointedAtBy(role, "assumeRolePolicy").some(({ inputs }) => String(inputs.url).includes(GITHUB));

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

/** By tokens of a provider that the account itself has added; Cognito and sign-in of consumers are others. */
const isOidc = ({ principals }: Statement, role: Resource, world: World): boolean =>
  principals.Federated !== undefined &&
  (principals.Federated.some((name) => name.includes(":oidc-provider/")) ||
    world.pointedAtBy(role, "assumeRolePolicy").some(({ type }) => type === PROVIDER));

/** Which of the subjects that a condition names are too many; all there are, where it names none. Null where each is meant. */
function admitted(subjects: readonly string[], isWide: (subject: string) => boolean, everybody: string): string | null {
  const wide = subjects.filter(isWide);
  return subjects.length > 0 && wide.length === 0 ? null : `admits ${wide.join(", ") || everybody}`;
}

const ONE_REPOSITORY = /^repo:[^*?/]+\/[^*?:]+:/;
/** Everybody, or every account of services of namespaces that somebody may still make. */
const ANY_SUBJECT = /^[*?]|^system:serviceaccount:[^:]*[*?]/;

export const IAM_TRUST: readonly Rule[] = [
  {
    ...TRUST,
    id: "iam-assume-anybody",
    title: "no role may be assumed by just anybody",
    severity: "high",
    reason: "Anybody with an AWS account becomes the role.",
    remedy: "name the roles, services or accounts under Principal",
    reference: `${IAM_GUIDE}/reference_policies_elements_principal.html`,
    peers: ["CKV_AWS_60"],
    judge: (role) => trust(role, (one) => (isOpen(one) ? "lets anybody assume the role" : null)),
  },
  {
    ...TRUST,
    id: "iam-assume-account",
    title: "no role may be assumed by everything in an account",
    severity: "medium",
    reason: "Whoever may write policies in that account decides who becomes the role.",
    remedy: "name roles in place of the account, or bind the statement by a condition, such as sts:ExternalId",
    reference: `${IAM_GUIDE}/confused-deputy.html`,
    peers: ["CKV_AWS_61"],
    judge: (role) =>
      trust(role, (one) => {
        const accounts = (one.principals.AWS ?? []).filter((name) => ACCOUNT.test(name));
        return accounts.length > 0 && !isBound(one) ? `trusts all of the account ${accounts.map(readable).join(", ")}` : null;
      }),
  },
  {
    ...TRUST,
    id: "iam-github-subject",
    title: "GitHub workflows of one repository alone assume a role",
    severity: "high",
    reason: "Without a condition on the subject, any workflow of anybody on GitHub becomes the role.",
    remedy: `compare ${GITHUB}:sub with repo:OWNER/NAME:environment:NAME or repo:OWNER/NAME:ref:…`,
    reference:
      "https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services",
    peers: ["CKV_AWS_358", "CKV_AWS_393"],
    judge: (role, world) =>
      trust(role, (one) =>
        isGitHub(one, role, world)
          ? admitted(conditionValues(one, GITHUB_SUBJECT), (subject) => !ONE_REPOSITORY.test(subject), "every repository")
          : null,
      ),
  },
  {
    ...TRUST,
    id: "iam-oidc-subject",
    title: "one workload alone, not all that an identity provider knows, assumes a role",
    severity: "high",
    reason:
      "Without a condition on the subject, whatever gets a token there becomes the role: every pod of the cluster, every pipeline.",
    remedy:
      "compare PROVIDER:sub with one subject, such as system:serviceaccount:NAMESPACE:NAME; EKS Pod Identity needs none of this",
    reference: `${EKS_GUIDE}/userguide/associate-service-account-role.html`,
    peers: [],
    judge: (role, world) =>
      trust(role, (one) => {
        if (isGitHub(one, role, world) || !isOidc(one, role, world)) return null;
        return admitted(conditionValues(one, /:sub$/), (subject) => ANY_SUBJECT.test(subject), "every subject of the provider");
      }),
  },
];
