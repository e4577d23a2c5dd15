/** Which steps would lose what cannot be made again, and whether they were allowed. Pure. */
import { STATEFUL } from "../../infra/core/stateful.ts";
import type { Step } from "./steps.ts";

export const isStateful = ({ type }: Pick<Step, "type">): boolean => STATEFUL.has(type);

/** The steps that replace or delete something stateful. */
export const losing = (steps: readonly Step[]): Step[] =>
  steps.filter((step) => isStateful(step) && (step.op === "replace" || step.op === "delete"));

/**
 * The steps that may not go ahead.
 * @param allowed URNs that were named, whole
 */
export const refused = (steps: readonly Step[], allowed: readonly string[]): Step[] =>
  losing(steps).filter(({ urn }) => !allowed.includes(urn));
