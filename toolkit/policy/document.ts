/**
 * Policy documents: what IAM, KMS, S3, SQS and others hold as JSON text, with symbols inside. Parsed once for each resource; statements
 * and their parts are lists, whichever way they were written.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { type Json, type Resource, SECRET, UNKNOWN } from "../graph/graph.ts";
import { replaceSymbols } from "../graph/symbols.ts";
import { reachesAll } from "./addresses.ts";
import { unknownAt } from "./judge.ts";
import { broken, cannotTell, kept, type Outcome } from "./rule.ts";
import { read } from "./world.ts";

type Values = { readonly [key: string]: readonly string[] };

export interface Statement {
  /** As people find it again: its Sid, or its place in the document. */
  readonly name: string;
  readonly allows: boolean;
  /** By kind (`AWS`, `Service`, `Federated`); `"*"` stands under `AWS`. */
  readonly principals: Values;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whether it is about everything but what it names. */
  readonly inverted: { readonly actions: boolean; readonly resources: boolean; readonly principals: boolean };
  /** By operator and key: `StringEquals aws:sourceaccount`, the key in lower case. */
  readonly conditions: Values;
  /** Whether any part of it is unknown; or secret, but for what a condition compares with. */
  readonly hasUnknown: boolean;
}

/** Null: it cannot be read before deployment. */
type Document = readonly Statement[] | null;

const parsed = new WeakMap<Resource, Map<string, Document>>();

/** The statements of a document. Undefined where there is none, null where nobody can read it yet. */
export function statementsAt(resource: Resource, path: string): readonly Statement[] | null | undefined {
  const found = read(resource, path);
  if (!found.known) return null;
  if (found.value === undefined || found.value === null) return undefined;
  const documents = parsed.get(resource) ?? new Map<string, Document>();
  parsed.set(resource, documents);
  const known = documents.get(path);
  if (known !== undefined) return known;
  const document = parse(found.value);
  documents.set(path, document);
  return document;
}

/** Judges each statement of a document: null where it is well, else what is the matter; a rule about all of them takes them at once. */
export function eachStatement(
  resource: Resource,
  path: string,
  judge: (statement: Statement) => string | null,
): readonly Outcome[] | null {
  return onStatements(resource, path, (statements) =>
    statements.flatMap((statement) => {
      const message = judge(statement);
      if (message !== null) return [broken(`${statement.name} ${message}`, { path })];
      return statement.hasUnknown ? [cannotTell(`part of ${statement.name} is not known before deployment`, { path })] : [];
    }),
  );
}

/** Null where there is no document. */
export function onStatements(
  resource: Resource,
  path: string,
  judge: (statements: readonly Statement[]) => readonly Outcome[],
): readonly Outcome[] | null {
  const statements = statementsAt(resource, path);
  if (statements === undefined) return null;
  if (statements === null) return [unknownAt(path)];
  const outcomes = judge(statements);
  return outcomes.length > 0 ? outcomes : [kept];
}

function parse(value: Json): Document {
  const document = typeof value === "string" ? json(value) : value;
  if (typeof document !== "object" || document === null || Array.isArray(document)) return null;
  const { Statement: statements } = document as { Statement?: Json };
  if (statements === undefined || statements === UNKNOWN || statements === SECRET) return null;
  return [statements].flat().map((statement, index) => statementOf(statement as Part, index));
}

function json(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

type Part = { readonly [key: string]: Json | undefined } | null;

function statementOf(part: Part, index: number): Statement {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = part ?? {};
  return {
    name: typeof Sid === "string" && Sid !== "" ? Sid : `statement ${index + 1}`,
    allows: Effect !== "Deny",
    principals: principalsOf(Principal ?? NotPrincipal),
    actions: texts(Action ?? NotAction),
    resources: texts(Resource ?? NotResource),
    inverted: { actions: NotAction !== undefined, resources: NotResource !== undefined, principals: NotPrincipal !== undefined },
    conditions: conditionsOf(Condition),
    hasUnknown: JSON.stringify(part).includes(UNKNOWN) || JSON.stringify({ ...part, Condition: null }).includes(SECRET),
  };
}

const texts = (value: Json | undefined): string[] => (value === undefined || value === null ? [] : [value].flat().map(String));

function principalsOf(value: Json | undefined): Values {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) return { AWS: texts(value) };
  return Object.fromEntries(Object.entries(value).map(([kind, names]) => [kind, texts(names)]));
}

function conditionsOf(value: Json | undefined): Values {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([operator, keys]) =>
      typeof keys === "object" && keys !== null
        ? Object.entries(keys).map(([key, values]) => [`${operator} ${key.toLowerCase()}`, texts(values)])
        : [],
    ),
  );
}

/** Whether a statement allows an action, by name or wildcard. */
export const allowsAction = ({ allows, actions, inverted }: Statement, action: string): boolean =>
  allows && actions.some((pattern) => matches(pattern, action)) !== inverted.actions;

/** `s3:Get*` matches `s3:GetObject`; case does not count. */
function matches(pattern: string, action: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern.toLowerCase() === action.toLowerCase();
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(action);
}

const isStar = (text: string): boolean => /^\*+$/.test(text);

/** Whether a statement is about every resource there is. */
export const isEverywhere = ({ resources, inverted }: Statement): boolean => inverted.resources || resources.some(isStar);

/** Whether a statement is about all that an action can be for: everything, or every name of its service (`arn:aws:iam::*:role/*`). */
export const isForEvery = (statement: Statement, action: string): boolean =>
  isEverywhere(statement) || statement.resources.some((resource) => namesEvery(resource, action.split(":")[0] ?? ""));

/** All there are of a kind, or of a service whose names have no kind, as S3's. */
const EVERY_NAME = /^((role|user|group|policy|secret|parameter|function|key|repository|dbuser|cluster)[:/])?\*[*:/]*$/;

function namesEvery(arn: string, service: string): boolean {
  const parts = partsOf(arn);
  const of = parts[2] ?? "*";
  // A wildcard at the end is for all that may follow, colons too: arn:aws:iam::*.
  const name = parts.slice(5).join(":") || (parts.at(-1) ?? "");
  // Who becomes a role by STS names a role of IAM.
  return (isStar(of) || of === (service === "sts" ? "iam" : service)) && EVERY_NAME.test(name);
}

/** What stands between the colons of a name; a symbol is one thing. */
const partsOf = (arn: string): readonly string[] => replaceSymbols(arn, () => "x").split(":");

/** Whether anybody in the world is meant. */
const isForAnybody = ({ principals, inverted }: Statement): boolean =>
  inverted.principals ||
  Object.values(principals)
    .flat()
    .some((name) => isStar(name) || name === "arn:aws:iam::*:root");

/** Conditions that bind whoever calls to an account, an organisation, a network or a resource; a date or TLS does not. */
const BINDING =
  /^\S+ (aws:(sourcearn|sourceaccount|sourceowner|sourceorgid|principalorgid|principalorgpaths|principalarn|principalaccount|sourceip|sourcevpc|sourcevpce|vpcsourceip|userid)|kms:calleraccount|s3:dataaccesspointaccount|sts:externalid)$/;

/** Operators that hold for a request without the key, or that only ask whether there is one. */
const HOLDS_WITHOUT = /^(Null|ForAllValues:)|IfExists |Not/;

/** Names of any account; but of S3, where a name is there once in the world. */
function isOfAnybody(value: string): boolean {
  if (isStar(value) || reachesAll(value)) return true;
  const [arn, , service, , account = "*", name = "*"] = partsOf(value);
  return arn === "arn" && (service === "s3" ? name.startsWith("*") : account.includes("*"));
}

export const isBound = ({ conditions }: Statement): boolean =>
  Object.entries(conditions).some(
    ([condition, values]) => BINDING.test(condition) && !HOLDS_WITHOUT.test(condition) && !values.some(isOfAnybody),
  );

/** Whether just anybody may do what a statement allows. */
export const isOpen = (statement: Statement): boolean => statement.allows && isForAnybody(statement) && !isBound(statement);

/** Conditions that every caller meets who comes in time and by TLS. */
const MET_BY_ALL = / (aws:(securetransport|currenttime|epochtime|tokenissuetime)|s3:tlsversion)$/;

/** Whether a condition narrows what a statement allows. */
export const isConditional = ({ conditions }: Statement): boolean =>
  Object.keys(conditions).some((condition) => !MET_BY_ALL.test(condition));

/** The values that a condition key has to have, under whichever operator. @param key of its name in small letters */
export const conditionValues = ({ conditions }: Statement, key: RegExp): readonly string[] =>
  Object.entries(conditions).flatMap(([condition, values]) =>
    key.test(condition.slice(condition.indexOf(" ") + 1)) && !/^Null |Not/.test(condition) ? values : [],
  );
