import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MODES, type Mode, type OwnComment, type PostPlan, planPost } from "./planPost.ts";

let ids = 0;

/** A conversation in which a plan is carried out. */
function carriedOut(own: readonly OwnComment[], { write, clean }: PostPlan): { all: OwnComment[]; newest: OwnComment | null } {
  const made: OwnComment = { id: `made ${++ids}`, url: "", isHidden: false };
  const all = write?.as === "create" ? [...own, made] : [...own];
  const gone = new Set(clean?.comments.map(({ id }) => id));
  const left =
    clean?.how === "delete"
      ? all.filter(({ id }) => !gone.has(id))
      : all.map((comment) => (gone.has(comment.id) ? { ...comment, isHidden: true } : comment));
  return { all: left, newest: write === null ? null : write.as === "create" ? made : write.comment };
}
const shown = (comments: readonly OwnComment[]): string[] => comments.filter(({ isHidden }) => !isHidden).map(({ id }) => id);

const anyOwn = fc
  .array(fc.boolean(), { maxLength: 6 })
  .map((hidden) => hidden.map((isHidden, index): OwnComment => ({ id: `older ${index}`, url: "", isHidden })));
const anyMode = fc.constantFrom<Mode>(...MODES);

describe("planPost", () => {
  it("shows a review that is worth it as the newest comment, and alone where the mode has it so", () => {
    fc.assert(
      fc.property(anyOwn, anyMode, (own, mode) => {
        const { all, newest } = carriedOut(own, planPost({ mode, isWorth: true, own }));
        expect(shown(all).at(-1)).toBe(newest?.id);
        if (mode.endsWith("-and-new")) expect(shown(all)).toHaveLength(1);
        if (mode === "delete-and-new") expect(all).toHaveLength(1);
        if (mode === "update") expect(shown(all)).toHaveLength(Math.max(shown(own).length, 1));
        if (mode === "new") expect(all).toHaveLength(own.length + 1);
      }),
    );
  });

  it("does the same to the conversation when it is done again, but for mode new", () => {
    fc.assert(
      fc.property(anyOwn, anyMode, (own, mode) => {
        const once = carriedOut(own, planPost({ mode, isWorth: true, own })).all;
        const again = carriedOut(once, planPost({ mode, isWorth: true, own: once })).all;
        expect(shown(again)).toHaveLength(shown(once).length + (mode === "new" ? 1 : 0));
      }),
    );
  });

  it("makes nothing of a review that is not worth it, and leaves none to be seen that is out of date", () => {
    fc.assert(
      fc.property(anyOwn, anyMode, (own, mode) => {
        const plan = planPost({ mode, isWorth: false, own });
        const { all } = carriedOut(own, plan);
        expect(plan.write?.as).not.toBe("create");
        expect(all.length).toBeLessThanOrEqual(own.length);
        if (mode.endsWith("-and-new")) expect(shown(all)).toEqual([]);
        if (mode === "update" && shown(own).length > 0) expect(plan.write).toMatchObject({ comment: { id: shown(own).at(-1) } });
      }),
    );
  });

  it("hides nothing twice", () => {
    fc.assert(
      fc.property(anyOwn, fc.boolean(), (own, isWorth) => {
        const { clean } = planPost({ mode: "hide-and-new", isWorth, own });
        expect(clean?.comments.some(({ isHidden }) => isHidden)).not.toBe(true);
      }),
    );
  });
});
