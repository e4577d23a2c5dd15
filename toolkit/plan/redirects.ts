/** Where to look for Pulumi's packages, as paths of (made up) files that ask for them. */
export interface Redirects {
  /** For the SDK. */
  readonly sdk: string;
  /** For the packages that the program has not. */
  readonly lender: string;
  readonly lent: readonly string[];
}

/** Who asks for a module of Pulumi's is answered as if this file had asked; undefined: as it is. */
export function redirectOf(request: string, { sdk, lender, lent }: Redirects): string | undefined {
  const [, name] = /^(@pulumi\/[^/]+)(?:\/|$)/.exec(request) ?? [];
  if (name === "@pulumi/pulumi") return sdk;
  return name !== undefined && lent.includes(name) ? lender : undefined;
}
