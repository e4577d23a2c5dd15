/** What changes between the inputs a resource has and those it shall have, property by property. */
import { isAsset, isObject, isUnknown, type Properties, propertyPath, reveal } from "./wire.ts";

export interface Change {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Whether the cloud can only make this change by making the resource anew. */
  readonly replace: boolean;
}

/** @param replaces paths whose change forces a new resource, without list positions; what lies below them forces it too */
export function diffInputs(before: Properties, after: Properties, replaces: readonly string[]): Change[] {
  const changes: Change[] = [];
  const forces = (path: string) => {
    const plain = path.replace(/\[\d+\]/g, "");
    return replaces.some((at) => plain === at || plain.startsWith(`${at}.`) || plain.startsWith(`${at}[`));
  };
  const note = (path: string, kind: Change["kind"]) => changes.push({ path, kind, replace: forces(path) });

  function compare(old: unknown, now: unknown, path: string): void {
    const [was, is] = [reveal(old) ?? undefined, reveal(now) ?? undefined];
    if (was === undefined && is === undefined) return;
    if (was === undefined) note(path, "add");
    else if (is === undefined) note(path, "delete");
    else if (isUnknown(is) || isUnknown(was)) note(path, "update");
    else if (isAsset(was) && isAsset(is)) {
      if (contentOf(was) !== contentOf(is)) note(path, "update");
    } else if (Array.isArray(was) && Array.isArray(is)) {
      for (let index = 0; index < Math.max(was.length, is.length); index++)
        compare(was[index], is[index], propertyPath(path, index));
    } else if (isObject(was) && isObject(is) && !isAsset(was) && !isAsset(is)) fields(was, is, path);
    else if (was !== is) note(path, "update");
  }

  function fields(was: Properties, is: Properties, path: string): void {
    for (const key of [...new Set([...Object.keys(was), ...Object.keys(is)])].sort())
      if (!key.startsWith("__")) compare(was[key], is[key], propertyPath(path, key));
  }

  fields(before, after, "");
  return changes;
}

/** A file is its content: the engine hashes it, and where it lies is no matter. */
const contentOf = (asset: Properties) => String(asset.hash ?? JSON.stringify(asset));
