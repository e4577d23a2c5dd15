/** An operation that Pulumi's engine could not finish. */
import { nameIn } from "./steps.ts";

export interface Failure {
  /** URN; null where it is about no resource. */
  readonly urn: string | null;
  readonly message: string;
}

/** What was done before it failed is done, and in the state. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures.map(({ urn, message }) => (urn === null ? message : `${nameIn(urn)}: ${message}`)).join("\n"));
    this.failures = failures;
  }
}
