/** The part of `sdk.ts` that Node asks about `import`s, in a thread of its own. https://nodejs.org/api/module.html#customization-hooks */
import { pathToFileURL } from "node:url";
import { type Lending, lenderOf } from "./lender.ts";

interface Context {
  readonly parentURL?: string;
}
type Next = (specifier: string, context?: Context) => Promise<unknown>;

let lending: Lending = { ours: "", lent: [] };

export function initialize(data: Lending): void {
  lending = data;
}

export function resolve(specifier: string, context: Context, next: Next): Promise<unknown> {
  const from = lenderOf(specifier, lending);
  return next(specifier, from === undefined ? context : { ...context, parentURL: pathToFileURL(from).href });
}
