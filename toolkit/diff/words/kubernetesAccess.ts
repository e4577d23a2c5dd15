/** Who may do what in a cluster, in words. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
import type { Json, Resource } from "../../graph/graph.ts";
import { fields, list, pushTo } from "../../graph/values.ts";
import { inputsOf, type Saying, type Teller } from "./saying.ts";
import { shown } from "./units.ts";

/** One verb on one kind of object. */
function grants(inputs: Resource["inputs"]): Map<string, { readonly verb: string; readonly on: string }> {
  const each = (value: Json | undefined): string[] => list(value).map(String);
  const all = list(inputs.rules).flatMap((item) => {
    const { apiGroups, resources, resourceNames, nonResourceURLs, verbs } = fields(item);
    const names = each(resourceNames).length > 0 ? ` ${each(resourceNames).sort().join(", ")}` : "";
    const kinds = each(resources).flatMap((kind) =>
      (each(apiGroups).length > 0 ? each(apiGroups) : [""]).map((group) => `${kind}${group === "" ? "" : `.${group}`}${names}`),
    );
    return each(verbs).flatMap((verb) => [...kinds, ...each(nonResourceURLs)].map((on) => ({ verb, on })));
  });
  return new Map(all.map((grant) => [`${grant.verb}\n${grant.on}`, grant]));
}

/** What a role lets do that makes whoever has it more than it says. */
const isStrong = ({ verb, on }: { readonly verb: string; readonly on: string }): boolean =>
  verb === "*" ||
  on.startsWith("*") ||
  /^(escalate|bind|impersonate)$/.test(verb) ||
  (/^(get|list|watch)$/.test(verb) && on === "secrets");

/** Rules add up: what matters is which verb on what there is after, and was not before. */
export const role: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const [was, is] = [grants(before), grants(after)];
  const say = (text: string, found: readonly { readonly verb: string; readonly on: string }[]): Saying[] => {
    const byVerbs = new Map<string, string[]>();
    const byKind = new Map<string, string[]>();
    for (const { verb, on } of found) pushTo(byKind, on, verb);
    for (const [on, verbs] of byKind) {
      const key = verbs.sort().join(", ");
      pushTo(byVerbs, key, on);
    }
    const isGained = text === "may now";
    const level = isGained ? (found.some(isStrong) ? "high" : subject.before ? "medium" : "low") : "low";
    return [...byVerbs].map(
      ([verbs, kinds]): Saying => ({ text: `${text} ${shown(verbs)} ${shown(kinds.sort())}`, tells: ["rules"], level }),
    );
  };
  if (!subject.after) return [];
  return [
    ...say(
      "may now",
      [...is].filter(([key]) => !was.has(key)).map(([, grant]) => grant),
    ),
    ...say(
      "may no longer",
      [...was].filter(([key]) => !is.has(key)).map(([, grant]) => grant),
    ),
  ];
};

/** Least strict first. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const STANDARDS = ["privileged", "baseline", "restricted"];
const ENFORCED = "pod-security.kubernetes.io/enforce";

/** What pods in it may ask for. */
export const namespace: Teller = (subject) => {
  if (!subject.before || !subject.after) return [];
  const { before, after } = inputsOf(subject);
  const [was, is] = [before, after].map((inputs) => fields(fields(inputs.metadata).labels)[ENFORCED] ?? "privileged");
  if (was === is) return [];
  const isLoosened = STANDARDS.indexOf(String(is)) < STANDARDS.indexOf(String(was));
  const text = `pods in it must be ${shown(was)} → ${shown(is)}`;
  return [{ text, tells: [`metadata.labels["${ENFORCED}"]`], level: isLoosened ? "high" : "low" }];
};

/** Groups that everybody is in. */
const ANYBODY = new Set(["system:unauthenticated", "system:authenticated", "system:anonymous"]);

export const binding: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const whos = (inputs: Resource["inputs"]): string[] =>
    list(inputs.subjects).map((item) => {
      const { kind, namespace, name } = fields(item);
      return `${shown(kind)} ${namespace === undefined ? "" : `${shown(namespace)}/`}${shown(name)}`;
    });
  const roleName = shown(fields(after.roleRef).name);
  const isSameRole = subject.before !== null && fields(before.roleRef).name === fields(after.roleRef).name;
  const was = new Set(isSameRole ? whos(before) : []);
  return whos(after)
    .filter((who) => !was.has(who))
    .map((who): Saying => {
      const isAnybody = ANYBODY.has(who.split(" ")[1] ?? "");
      const text = `gives ${who} the role ${roleName}`;
      return {
        ...{
          text,
          tells: ["subjects#"],
          level: isAnybody || /admin$/.test(roleName) ? "high" : subject.before ? "medium" : "low",
        },
        ...(isAnybody && { exposure: `everybody who reaches the API server has the role ${roleName}` }),
      };
    });
};
