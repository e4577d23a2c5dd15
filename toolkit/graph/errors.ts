import type { Source } from "./graph.ts";

/** Why a program could not be planned. One error per resource at fault. */
export interface Fault {
  /** Name and type of the resource at fault, or the component under construction; null where the program itself failed. */
  readonly resource: string | null;
  /** Section of the configuration that the resource's component is built from. */
  readonly configPath: string | null;
  readonly source: Source | null;
  readonly message: string;
}

/** A program that cannot be planned: it threw, left a promise pending, or registered what cannot be. Nothing of it is reported. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly stackName: string;
  readonly faults: readonly Fault[];

  constructor(stackName: string, faults: readonly Fault[]) {
    super([`${stackName} cannot be planned`, ...faults.map(describeFault)].join("\n"));
    this.stackName = stackName;
    this.faults = faults;
  }
}

const RUN_ERROR = "__pulumiRunError";

/** Whether an error is the program's own words for its user, a RunError of Pulumi's; told without Pulumi's SDK, which takes long to load. */
export const isRunError = (error: unknown): error is Error => error instanceof Error && RUN_ERROR in error;

export const runError = (message: string): Error => Object.assign(new Error(message), { [RUN_ERROR]: true });

export function describeFault({ resource, configPath, source, message }: Fault): string {
  const where = source === null ? "" : ` at ${source.file}:${source.line}`;
  const config = configPath === null ? "" : `\n    → configured by ${configPath}`;
  return `  ${resource ?? "the program"}${where}\n    ${message.split("\n").join("\n    ")}${config}`;
}
