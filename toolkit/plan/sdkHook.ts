/** The part of `sdk.ts` that Node asks about `import`s, in a thread of its own. https://nodejs.org/api/module.html#customization-hooks */
import { pathToFileURL } from "node:url";
import { type Redirects, redirectOf } from "./redirects.ts";

interface Context {
  readonly parentURL?: string;
}
type Next = (specifier: string, context?: Context) => Promise<unknown>;

let redirects: Redirects = { sdk: "", lender: "", lent: [] };

export function initialize(data: Redirects): void {
  redirects = data;
}

export function resolve(specifier: string, context: Context, next: Next): Promise<unknown> {
  const from = redirectOf(specifier, redirects);
  return next(specifier, from === undefined ? context : { ...context, parentURL: pathToFileURL(from).href });
}
