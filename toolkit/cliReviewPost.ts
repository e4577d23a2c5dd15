/** `monitor review post`: how it is called, and where it writes. */
import { type Command, Option } from "commander";
import type { Edge } from "./cliEngine.ts";
import { MODES, type Mode } from "./review/post/planPost.ts";

interface Options {
  readonly from: string;
  readonly repository?: string;
  readonly pull: string;
  readonly mode: Mode;
  readonly tag: string;
  readonly fullReport?: string;
  readonly summary?: string;
  readonly dryRun: boolean;
}

export function addReviewPost(review: Command, { emit }: Edge): void {
  review
    .command("post")
    .summary("keep one comment of a pull request up to date with a review")
    .description(
      "Posts what monitor review --json wrote as a comment on GitHub. The file may come from anybody's pull request: it is held to its " +
        "schema, nothing in it becomes Markdown, and where it is posted is not for it to say. Only comments that the token's own account " +
        "wrote are touched. Reads GITHUB_TOKEN, which needs pull-requests: write.",
    )
    .requiredOption("--from <file>", "the report, as monitor review --json writes it")
    .requiredOption("--pull <number>", "pull request to comment on")
    .option("--repository <owner/name>", "its repository (default: what GITHUB_REPOSITORY says)")
    .addOption(
      new Option("--mode <mode>", "edit the comment that is there, write a new one, or also hide or delete the older ones")
        .choices(MODES)
        .default("update"),
    )
    .option("--tag <text>", "tells this comment from those of other projects on the same pull request", "monitor")
    .option("--full-report <url>", "address of the whole report, to link to; https only")
    .option("--summary <file>", "where the text goes if it cannot be posted (default: what GITHUB_STEP_SUMMARY says)")
    .option("--dry-run", "show the comment and what would be done, and do nothing", false)
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  monitor review post --from review.json --pull 42 --dry-run",
        "  monitor review post --from review.json --pull 42 --repository example/shop --full-report https://example.com/review.html",
        "  monitor review post --from review.json --pull 42 --mode hide-and-new --tag infra",
        "",
        "A review that is not worth a comment makes none; one that is there is brought up to date.",
        "",
        "Exit codes: 0 posted, or nothing to post; 2 wrong use, a report that is none, or the API refuses.",
      ].join("\n"),
    )
    .action(async (options: Options) => {
      const { reviewPost } = await import("./commands/reviewPost.ts");
      emit(await reviewPost({ ...options, env: process.env }));
    });
}
