/** How Terraform's AWS provider names what Pulumi's does. */

export interface TypeFacts {
  /** `aws_lb_listener`. */
  readonly terraform: string;
  /** Names that are not just Pulumi's in snake case: `defaultActions` is the block `default_action`. */
  readonly names: { readonly [pulumi: string]: string };
  /** Arguments whose keys are the user's own words, by Pulumi's name: tags, variables. Every other object is a block. */
  readonly maps: readonly string[];
  /** Arguments that are one text in Terraform, whatever they are here: policy documents, archives. */
  readonly texts: readonly string[];
}

export interface Facts {
  readonly source: string;
  readonly asOf: string;
  readonly types: { readonly [pulumi: string]: TypeFacts };
}

/** `enableHttp2` is `enable_http2`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
