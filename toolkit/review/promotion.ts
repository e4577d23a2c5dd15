/** Whether what an environment would get has run in the one it is promoted from. Pure. */
import { type Change, subjectOf } from "../diff/change.ts";
import type { Json } from "../graph/graph.ts";
import { typeName } from "./change.ts";
import type { Reviewed } from "./environment.ts";
import { clipped, MOST, type Promotion } from "./report.ts";

/** Null where the environment is promoted from none, or nothing about it changes. */
export function promotionOf(reviewed: Reviewed, all: readonly Reviewed[]): Promotion | null {
  const { before, after, hasBase } = reviewed.sides;
  const name = after?.planned.config.promotesFrom;
  if (typeof name !== "string" || !hasBase) return null;
  const from = all.find(({ review }) => review.name === name);
  const image = imageOf(reviewed, from);
  const tried = new Set(from?.changes.map(signature));
  // All of a new environment is new there; and who is not reviewed may get the same.
  const isCompared = before !== null && from !== undefined;
  const untested = isCompared
    ? reviewed.changes.filter((change) => change.risk.level !== "none" && !tried.has(signature(change)))
    : [];
  if (image === null && untested.length === 0) return null;
  return {
    from: clipped(name),
    image,
    untested: untested.slice(0, MOST.changes).map((change) => {
      const { type, name } = subjectOf(change);
      return { type: clipped(typeName(type)), name: clipped(name), words: clipped(change.words[0] ?? "") };
    }),
  };
}

/** The same kind of change of the same thing: logical names are the same in every environment, values need not be. */
const signature = (change: Change): string => {
  const { type, name } = subjectOf(change);
  return JSON.stringify([change.operation, type, name, change.properties.map(({ path }) => path).sort()]);
};

/** The release is what the environment before has deployed, which is what its base says; the same pull request is too early. */
function imageOf({ sides }: Reviewed, from: Reviewed | undefined): Promotion["image"] {
  const gets = image(sides.after?.planned.config);
  if (gets === null || gets === image(sides.before?.planned.config)) return null;
  if (from === undefined) return { gets: clipped(gets), runs: null, together: false };
  const runs = image(from.sides.before?.planned.config);
  if (gets === runs) return null;
  return { gets: clipped(gets), runs: clipped(runs ?? "nothing"), together: gets === image(from.sides.after?.planned.config) };
}

function image(config: { readonly [key: string]: Json } | undefined): string | null {
  const release = config?.release;
  if (typeof release !== "object" || release === null || Array.isArray(release)) return null;
  const { image: digest } = release as { readonly [key: string]: Json };
  return typeof digest === "string" ? digest : null;
}
