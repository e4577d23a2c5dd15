/** A stand-in for GitHub that tests run against: the calls that posting makes, the comments of one pull request, and whatever goes wrong. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
export const REPOSITORY = "example/shop";
export const PULL = 5;
const US = "github-actions[bot]";

export interface StoredComment {
  readonly id: string;
  readonly author: string;
  body: string;
  isHidden: boolean;
}

export type Operation = "list" | "create" | "update" | "hide" | "delete";

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Instead of what was asked: an answer; a connection that breaks off, before it is done or after. */
export type Fault = Reply | "hang up" | "do it and hang up";

export class GithubStandIn {
  /** Each call that came, in order. */
  readonly calls: Operation[] = [];
  readonly paths: string[] = [];
  comments: StoredComment[] = [];
  /** Of each kind of call, what befalls the next ones; null lets one pass. */
  readonly faults: Partial<Record<Operation, (Fault | null)[]>> = {};
  /** Befalls every call of a kind. */
  readonly always: Partial<Record<Operation, Fault>> = {};
  /** Longest comment. */
  room = 65_536;
  #ids = 0;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  add(body: string, { author = US, isHidden = false } = {}): StoredComment {
    const comment = { id: `IC_${++this.#ids}`, author, body, isHidden };
    this.comments.push(comment);
    return comment;
  }

  /** What everybody sees of ours. */
  get shown(): readonly StoredComment[] {
    return this.comments.filter(({ author, isHidden }) => author === US && !isHidden);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request) text += String(part);
    const input = (text === "" ? {} : JSON.parse(text)) as { query?: string; body?: string; variables?: Record<string, unknown> };
    const path = request.url ?? "";
    this.paths.push(path);
    const operation = operationOf(input.query);
    this.calls.push(operation);
    const next = this.faults[operation]?.shift();
    const fault = next === undefined ? (this.always[operation] ?? null) : next;
    const isKnown = request.headers.authorization === `token ${TOKEN}`;
    const isDone = fault === null || fault === "do it and hang up";
    const done = isDone ? this.#reply(operation, { path, isKnown, ...input }) : null;
    const reply = typeof fault === "string" ? null : (fault ?? done);
    if (reply === null) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status, { "content-type": "application/json; charset=utf-8", ...reply.headers });
    response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  }

  #reply(
    operation: Operation,
    asked: { path: string; isKnown: boolean; body?: string; variables?: Record<string, unknown> },
  ): Reply {
    const { path, isKnown, body, variables = {} } = asked;
    if (!isKnown) return { status: 401, body: { message: "Bad credentials", status: "401" } };
    if (operation === "create") {
      if (!path.endsWith(`/repos/${REPOSITORY}/issues/${PULL}/comments`)) return { status: 404, body: { message: "Not Found" } };
      if (body === undefined || body.length > this.room) return { status: 422, body: this.#tooLong() };
      const { id } = this.add(body);
      return { status: 201, body: { id: 1, node_id: id, html_url: this.#urlOf(id) } };
    }
    if (!path.endsWith("/graphql")) return { status: 404, body: { message: "Not Found" } };
    if (operation === "list") return this.#page(variables);
    const comment = this.comments.find(({ id }) => id === variables.id);
    if (!comment) return graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${variables.id}'`);
    if (comment.author !== US) return graphqlError("FORBIDDEN", "Resource not accessible by integration");
    switch (operation) {
      case "update": {
        const text = String(variables.body);
        if (text.length > this.room) return graphqlError("UNPROCESSABLE", this.#tooLong().errors[0]?.message ?? "");
        comment.body = text;
        return data({ updateIssueComment: { issueComment: { id: comment.id, url: this.#urlOf(comment.id) } } });
      }
      case "hide":
        comment.isHidden = true;
        return data({ minimizeComment: { minimizedComment: { isMinimized: true } } });
      case "delete":
        this.comments = this.comments.filter(({ id }) => id !== comment.id);
        return data({ deleteIssueComment: { clientMutationId: null } });
    }
  }

  #page({ owner, repo, pull, after }: Record<string, unknown>): Reply {
    if (`${owner}/${repo}` !== REPOSITORY || pull !== PULL)
      return graphqlError("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${pull}.`);
    const from = after === null ? 0 : Number(after);
    const nodes = this.comments.slice(from, from + 100).map(({ id, author, body, isHidden }) => ({
      ...{ id, body, url: this.#urlOf(id), viewerDidAuthor: author === US, isMinimized: isHidden },
    }));
    const hasNextPage = from + 100 < this.comments.length;
    const pageInfo = { hasNextPage, endCursor: nodes.length === 0 ? null : String(from + nodes.length) };
    return data({ repository: { pullRequest: { comments: { nodes, pageInfo } } } });
  }

  #urlOf = (id: string): string => `https://github.example/${REPOSITORY}/pull/${PULL}#issuecomment-${id.slice(3)}`;

  #tooLong = () => ({
    message: "Validation Failed",
    errors: [
      { resource: "IssueComment", code: "unprocessable", message: `Body is too long (maximum is ${this.room} characters)` },
    ],
  });
}

function operationOf(query: string | undefined): Operation {
  if (query === undefined) return "create";
  if (query.includes("updateIssueComment")) return "update";
  if (query.includes("minimizeComment")) return "hide";
  return query.includes("deleteIssueComment") ? "delete" : "list";
}

const data = (value: object): Reply => ({ status: 200, body: { data: value } });

export const graphqlError = (type: string | undefined, message: string, headers: Reply["headers"] = {}): Reply => ({
  ...{ status: 200, headers, body: { data: null, errors: [{ ...(type !== undefined && { type }), message }] } },
});
