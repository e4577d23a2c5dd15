/** A pull request's comments, through GitHub's API. */
import { Octokit } from "@octokit/core";
import { z } from "zod";
import { ApiFailure } from "./apiFailure.ts";
import type { Patiently } from "./patience.ts";
import type { OwnComment } from "./planPost.ts";
import type { Target } from "./target.ts";

export interface PullComments {
  /** Those that we wrote, with our marker; oldest first. */
  readonly own: () => Promise<readonly OwnComment[]>;
  /** @param known what was there before: a call whose answer was lost may have made one already */
  readonly create: (body: string, known: readonly OwnComment[]) => Promise<OwnComment>;
  readonly update: (comment: OwnComment, body: string) => Promise<OwnComment>;
  readonly hide: (comment: OwnComment) => Promise<void>;
  readonly remove: (comment: OwnComment) => Promise<void>;
}

/** No answer for so long is none. */
const TIMEOUT = 30_000;
/** A conversation ends at 2,500 comments; whoever has more pages goes round in circles. */
const MOST_PAGES = 100;

const COMMENTS = `query ($owner: String!, $repo: String!, $pull: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $pull) {
      comments(first: 100, after: $after) {
        nodes { id url body viewerDidAuthor isMinimized }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;
const UPDATE = `mutation ($id: ID!, $body: String!) {
  updateIssueComment(input: { id: $id, body: $body }) { issueComment { id url } }
}`;
const HIDE = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;
const REMOVE = "mutation ($id: ID!) { deleteIssueComment(input: { id: $id }) { clientMutationId } }";

const text = z.string();
const comment = z.object({ id: text, url: text, body: text, viewerDidAuthor: z.boolean(), isMinimized: z.boolean() });
const comments = z.object({
  /** Null is one that we may not see. */
  nodes: z.array(comment.nullable()),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text.nullable() }),
});
const page = z.object({ repository: z.object({ pullRequest: z.object({ comments }) }) });
const created = z.object({ node_id: text, html_url: text });
const updated = z.object({ updateIssueComment: z.object({ issueComment: z.object({ id: text, url: text }) }) });
const hidden = z.object({ minimizeComment: z.object({ minimizedComment: z.object({ isMinimized: z.literal(true) }) }) });
const removed = z.object({ deleteIssueComment: z.object({}) });

export type GithubTarget = Pick<Target, "owner" | "repo" | "pull" | "apiUrl" | "marker"> & { readonly token: string };

/** @throws ApiFailure from each call, where the API does not do it */
export function pullComments({ owner, repo, pull, apiUrl, marker, token }: GithubTarget, patiently: Patiently): PullComments {
  const octokit = new Octokit({
    ...{ auth: token, baseUrl: apiUrl, userAgent: "monitor", log: { debug() {}, info() {}, warn() {}, error() {} } },
    request: { fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) }) },
  });
  const ask = async <T>(answer: z.ZodType<T>, query: string, values: object): Promise<T> =>
    answer.parse(await octokit.graphql(query, { ...values }));

  async function pageAfter(after: string | null): Promise<z.output<typeof comments>> {
    const { repository } = await ask(page, COMMENTS, { owner, repo, pull, after });
    return repository.pullRequest.comments;
  }

  async function own(): Promise<readonly OwnComment[]> {
    const found: OwnComment[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const { nodes, pageInfo } = await pageAfter(after);
      // Anybody can write a marker, and others who use this account can quote one: only what begins with it is ours.
      const ours = nodes.filter((node) => node !== null).filter((node) => node.viewerDidAuthor && node.body.startsWith(marker));
      found.push(...ours.map(({ id, url, isMinimized }) => ({ id, url, isHidden: isMinimized })));
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor;
    }
    throw new ApiFailure("more comments than a pull request can have", { status: null, retryIn: null });
  }

  async function update({ id }: OwnComment, body: string): Promise<OwnComment> {
    const { issueComment } = (await ask(updated, UPDATE, { id, body })).updateIssueComment;
    return { ...issueComment, isHidden: false };
  }

  /** What is gone already need not go. */
  const change = async <T>(answer: z.ZodType<T>, query: string, { id }: OwnComment): Promise<void> => {
    try {
      await patiently(() => ask(answer, query, { id }));
    } catch (error) {
      if (!(error instanceof ApiFailure && error.isGone)) throw error;
    }
  };

  return {
    own: () => patiently(own),
    create: (body, known) =>
      patiently(async (isAgain) => {
        const before = new Set(known.map(({ id }) => id));
        const made = isAgain ? (await own()).find(({ id }) => !before.has(id)) : undefined;
        if (made) return update(made, body);
        const path = "POST /repos/{owner}/{repo}/issues/{pull}/comments";
        const { node_id, html_url } = created.parse((await octokit.request(path, { owner, repo, pull, body })).data);
        return { id: node_id, url: html_url, isHidden: false };
      }),
    update: (comment, body) => patiently(() => update(comment, body)),
    hide: (comment) => change(hidden, HIDE, comment),
    remove: (comment) => change(removed, REMOVE, comment),
  };
}
