/** Which stack of which project is being built, and where in AWS: what names and ARNs are made of. */
export interface Context {
  readonly project: string;
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
}

/** CloudFront takes its certificates, web ACLs and log deliveries from this region alone. */
export const GLOBAL_REGION = "us-east-1";

/** The port the API listens on, as the deployment plan has it. */
export const API_PORT = 3000;

/** The name of what a stack has one of, where the name must be known beforehand: `monitor-dev`. */
export const stackResourceName = ({ project, stack }: Pick<Context, "project" | "stack">): string => `${project}-${stack}`;
