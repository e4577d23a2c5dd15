/** How long a review takes, cold: both revisions of every environment, beside the preview of one. */
import { demoRepository } from "../review/testDemo.ts";
import { type Case, measureNode } from "./measure.ts";

/** Over this project in a repository of its own, with a branch that changes every environment. */
export function reviewCases(): { readonly cases: readonly Case[]; readonly end: () => void } {
  const { folder, remove } = demoRepository();
  const at = (...args: string[]) => measureNode(["toolkit/cli.ts", "-C", folder, ...args, "-o", "/dev/null"]);
  const preview = "monitor preview";
  return {
    cases: [
      { name: preview, runs: 5, measure: () => at("preview") },
      {
        ...{ name: "monitor review --base main", runs: 5, against: preview },
        measure: () => at("review", "--base", "main", "--override", "--format", "markdown"),
      },
    ],
    end: remove,
  };
}
