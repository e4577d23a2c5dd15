/** Policy documents of IAM and its kin, in which hardly any order means anything. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
import type { Json } from "../graph/graph.ts";
import { type Fields, isFields } from "../graph/values.ts";

export const isPolicy = (value: Json): value is Fields => isFields(value) && "Statement" in value;

/** Every value that may be one or a list, as a list in one order: one action is a list of one. */
export function policySets(policy: Fields): Json {
  const statements = Array.isArray(policy.Statement) ? (policy.Statement as readonly Json[]) : [policy.Statement ?? null];
  return { ...policy, Statement: statements.map((statement) => (isFields(statement) ? statementSets(statement) : statement)) };
}

const statementSets = (statement: Fields): Json =>
  Object.fromEntries(
    Object.entries(statement).map(([key, value]) => {
      if (/^(Not)?(Action|Resource)$/.test(key)) return [key, listOf(value)];
      if (/^(Not)?Principal$/.test(key))
        return [
          key,
          isFields(value) ? Object.fromEntries(Object.entries(value).map(([kind, who]) => [kind, listOf(who)])) : value,
        ];
      if (key !== "Condition" || !isFields(value)) return [key, value];
      return [
        key,
        Object.fromEntries(
          Object.entries(value).map(([operator, tests]) => [
            operator,
            isFields(tests) ? Object.fromEntries(Object.entries(tests).map(([name, wanted]) => [name, listOf(wanted)])) : tests,
          ]),
        ),
      ];
    }),
  );

const listOf = (value: Json): Json => [...(Array.isArray(value) ? (value as readonly Json[]) : [value])].sort();
