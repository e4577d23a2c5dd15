/**
 * The IAM policy document that `aws.iam.getPolicyDocument` makes of its arguments. It asks nothing of AWS, so it can be told exactly.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */

interface Principals {
  readonly type: string;
  readonly identifiers: readonly string[];
}

interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: readonly Principals[];
  readonly notPrincipals?: readonly Principals[];
  readonly conditions?: readonly { readonly test: string; readonly variable: string; readonly values: readonly string[] }[];
}

export interface PolicyDocumentArguments {
  readonly policyId?: string;
  readonly version?: string;
  readonly statements?: readonly Statement[];
  readonly sourceJson?: string;
  readonly sourcePolicyDocuments?: readonly string[];
  readonly overrideJson?: string;
  readonly overridePolicyDocuments?: readonly string[];
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly DocumentStatement[];
}

type DocumentStatement = Readonly<Record<string, unknown>> & { readonly Sid?: string };

/** Sources come first; what overrides replaces statements of its own Sid, and else is added. */
export function policyDocument(args: PolicyDocumentArguments): PolicyDocument {
  const sources = [args.sourceJson, ...(args.sourcePolicyDocuments ?? [])].flatMap(parsed);
  const overrides = [args.overrideJson, ...(args.overridePolicyDocuments ?? [])].flatMap(parsed);
  const own = (args.statements ?? []).map(statement);
  const overriding = [...sources.map(({ Statement }) => Statement), own, ...overrides.map(({ Statement }) => Statement)];
  const { Id } = { ...[...sources, ...overrides].findLast((document) => document.Id !== undefined) };
  return {
    Version: args.version ?? "2012-10-17",
    ...((args.policyId ?? Id) !== undefined && { Id: args.policyId ?? Id }),
    Statement: overriding.reduce<readonly DocumentStatement[]>(merged, []),
  };
}

function parsed(json: string | undefined): PolicyDocument[] {
  if (json === undefined || json === "") return [];
  const document = JSON.parse(json) as PolicyDocument;
  return [{ ...document, Statement: [document.Statement ?? []].flat() }];
}

function merged(before: readonly DocumentStatement[], added: readonly DocumentStatement[]): readonly DocumentStatement[] {
  const replaced = before.map((old) => added.find(({ Sid }) => Sid !== undefined && Sid !== "" && Sid === old.Sid) ?? old);
  return [...replaced, ...added.filter((item) => !replaced.includes(item))];
}

function statement(given: Statement): DocumentStatement {
  const conditions: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of given.conditions ?? []) {
    const of = conditions[test] ?? {};
    conditions[test] = of;
    of[variable] = oneOrMany([...[of[variable] ?? []].flat(), ...values.map(withVariables)] as string[]);
  }
  const entries: Record<string, unknown> = {
    Sid: given.sid,
    Effect: given.effect ?? "Allow",
    Principal: principals(given.principals),
    NotPrincipal: principals(given.notPrincipals),
    Action: texts(given.actions),
    NotAction: texts(given.notActions),
    Resource: texts(given.resources?.map(withVariables)),
    NotResource: texts(given.notResources?.map(withVariables)),
    Condition: given.conditions?.length ? conditions : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== ""));
}

function principals(given: readonly Principals[] = []): unknown {
  if (given.length === 0) return undefined;
  if (given.every(({ type, identifiers }) => type === "*" && identifiers.join() === "*")) return "*";
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of given) byType[type] = [...(byType[type] ?? []), ...identifiers.map(withVariables)];
  return Object.fromEntries(Object.entries(byType).map(([type, all]) => [type, texts(all)]));
}

/** Sets: their order says nothing. */
const texts = (all: readonly string[] | undefined): unknown =>
  all?.length ? oneOrMany([...new Set(all)].sort().reverse()) : undefined;

const oneOrMany = (all: readonly string[]): unknown => (all.length === 1 ? all[0] : all);

/** `&{aws:username}` is how one writes what is `${aws:username}` in the document. */
const withVariables = (text: string): string => text.replaceAll("&{", "${");
