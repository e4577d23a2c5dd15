/** What there is to compare in two resources: what they set, each setting as one text. */
import { type Json, joinPath, type Resource } from "../graph/graph.ts";
import type { Translate } from "./translate.ts";

/** Say nothing of which resource it is: everything of a stack has them, or they follow from its name. */
const TELL_NOTHING = /^tags\b|^tagsAll\b|^metadata\.(labels|annotations)\b|^(apiVersion|kind)$/;

/** Each setting with its path. @param text of the resource, in the words that are compared */
export function settingsOf({ inputs }: Resource, text: (value: string) => string = (value) => value): string[] {
  const found: string[] = [];
  const visit = (value: Json, path: string): void => {
    if (TELL_NOTHING.test(path)) return;
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`);
    else if (typeof value === "object" && value !== null)
      for (const [key, item] of Object.entries(value)) visit(item, joinPath(path, key));
    else found.push(`${path}\n${typeof value === "string" ? text(value) : String(value)}`);
  };
  visit(inputs, "");
  return found;
}

/** @param translate null where the resource already speaks as the graph after does */
export function featuresOf(resource: Resource, translate: Translate | null): string[] {
  const parent = resource.parent ?? "";
  if (!translate) return [`parent\n${parent}`, ...settingsOf(resource)];
  return [`parent\n${translate.urn(parent)}`, ...settingsOf(resource, translate.text)];
}
