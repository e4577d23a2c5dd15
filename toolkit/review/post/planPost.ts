/** What is to be done to a pull request's comments. */
export const MODES = ["update", "new", "hide-and-new", "delete-and-new"] as const;
export type Mode = (typeof MODES)[number];

/** A comment that we wrote, with our marker. */
export interface OwnComment {
  readonly id: string;
  readonly url: string;
  /** Folded away by the code host: who reads the conversation does not see what it says. */
  readonly isHidden: boolean;
}

export interface PostPlan {
  readonly write: { readonly as: "create" } | { readonly as: "update"; readonly comment: OwnComment } | null;
  /** Done after that, so that whatever stops it half way loses no review. */
  readonly clean: { readonly how: "hide" | "delete"; readonly comments: readonly OwnComment[] } | null;
}

export interface Posting {
  readonly mode: Mode;
  /** Whether the review says that it is worth a comment. */
  readonly isWorth: boolean;
  /** Oldest first. */
  readonly own: readonly OwnComment[];
}

/**
 * A review that is not worth a comment makes none. One that is there speaks of an older revision, though: it is brought up to date, or
 * goes as the mode has it.
 */
export function planPost({ mode, isWorth, own }: Posting): PostPlan {
  const shown = own.filter(({ isHidden }) => !isHidden);
  const create = isWorth ? ({ as: "create" } as const) : null;
  const cleaning = (how: "hide" | "delete", comments: readonly OwnComment[]) =>
    comments.length === 0 ? null : { how, comments };
  switch (mode) {
    case "update": {
      const comment = shown.at(-1);
      return { write: comment ? { as: "update", comment } : create, clean: null };
    }
    case "new":
      return { write: create, clean: null };
    case "hide-and-new":
      return { write: create, clean: cleaning("hide", shown) };
    case "delete-and-new":
      return { write: create, clean: cleaning("delete", own) };
  }
}
