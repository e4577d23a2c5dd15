/** Policy documents of IAM and its kin, in which hardly any order means anything. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
import type { Json } from "../graph/graph.ts";

type Document = { readonly [key: string]: Json };

const isObject = (value: Json | undefined): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isPolicy = (value: Json): value is Document => isObject(value) && "Statement" in value;

/** Every value that may be one or a list, as a list in one order: one action is a list of one. */
export function policySets(policy: Document): Json {
  const statements = Array.isArray(policy.Statement) ? (policy.Statement as readonly Json[]) : [policy.Statement ?? null];
  return { ...policy, Statement: statements.map((statement) => (isObject(statement) ? statementSets(statement) : statement)) };
}

const statementSets = (statement: Document): Json =>
  Object.fromEntries(
    Object.entries(statement).map(([key, value]) => {
      if (/^(Not)?(Action|Resource)$/.test(key)) return [key, listOf(value)];
      if (/^(Not)?Principal$/.test(key))
        return [
          key,
          isObject(value) ? Object.fromEntries(Object.entries(value).map(([kind, who]) => [kind, listOf(who)])) : value,
        ];
      if (key !== "Condition" || !isObject(value)) return [key, value];
      return [
        key,
        Object.fromEntries(
          Object.entries(value).map(([operator, tests]) => [
            operator,
            isObject(tests) ? Object.fromEntries(Object.entries(tests).map(([name, wanted]) => [name, listOf(wanted)])) : tests,
          ]),
        ),
      ];
    }),
  );

const listOf = (value: Json): Json => [...(Array.isArray(value) ? (value as readonly Json[]) : [value])].sort();
