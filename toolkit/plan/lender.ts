/** Packages of Pulumi's that are to be found from another place than where they are asked for. */
export interface Lending {
  /** A (made up) file that would find them. */
  readonly ours: string;
  readonly lent: readonly string[];
}

/** From where to look for a module, if not from where it is asked for. */
export function lenderOf(request: string, { ours, lent }: Lending): string | undefined {
  const [, name] = /^(@pulumi\/[^/]+)(?:\/|$)/.exec(request) ?? [];
  return name !== undefined && lent.includes(name) ? ours : undefined;
}
