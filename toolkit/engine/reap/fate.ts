/** What becomes of a deployed environment by its last day: a pure function of what its state tells. */

export interface Standing {
  readonly stack: string;
  /** Its output `expires`, whatever a program has put there; undefined where there is none. */
  readonly expires: unknown;
  /** How many of its resources the engine refuses to delete. */
  readonly protected: number;
}

export type Fate =
  | { readonly kind: "stays"; readonly why: string }
  | { readonly kind: "goes"; readonly why: string }
  /** It should perhaps go, and is left alone: a person must look. */
  | { readonly kind: "cannot go"; readonly why: string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @param today as 2026-11-23; the last day itself is still wanted */
export function fateOf({ expires, protected: held }: Standing, today: string): Fate {
  if (expires === undefined) return { kind: "stays", why: "has no last day" };
  // Days of this form are ordered as their text is.
  if (typeof expires !== "string" || !DAY.test(expires))
    return { kind: "cannot go", why: `its last day is no day: ${JSON.stringify(expires)}` };
  if (expires >= today) return { kind: "stays", why: `wanted until ${expires}` };
  if (held > 0)
    return { kind: "cannot go", why: `was wanted until ${expires}, but ${held} of its resources are protected from deletion` };
  return { kind: "goes", why: `was wanted until ${expires}` };
}
