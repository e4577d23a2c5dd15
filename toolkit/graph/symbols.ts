/**
 * Symbols: typed placeholders for what only a cloud knows. `${urn:pulumi:dev::monitor::aws:ec2/vpc:Vpc::network-vpc#arn}` is the
 * ARN of that VPC. A symbol is a string, so it passes through templates and JSON documents and stays readable there; it starts with
 * `${urn:pulumi:`, so it is never mistaken for IAM's `${aws:username}` or a shell variable.
 */

const SYMBOL = /\$\{(urn:pulumi:[^#{}]+)#([^{}]*)\}/g;

export interface SymbolReference {
  readonly urn: string;
  readonly path: string;
}

export const symbol = (urn: string, path: string): string => `\${${urn}#${path}}`;

/** The symbols inside a text, in order. */
export const symbolsIn = (text: string): SymbolReference[] =>
  [...text.matchAll(SYMBOL)].map(([, urn = "", path = ""]) => ({ urn, path }));

/** The text with each symbol replaced. */
export const replaceSymbols = (text: string, replace: (reference: SymbolReference) => string): string =>
  text.replace(SYMBOL, (_, urn: string, path: string) => replace({ urn, path }));
