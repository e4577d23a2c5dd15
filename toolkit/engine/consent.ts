/** Whether somebody has agreed to a change of the world: in advance, or on a terminal. */
import { UsageError } from "../plan/project.ts";
import type { Step } from "./steps.ts";
import type { Voice } from "./voice.ts";

export interface Consent {
  readonly stack: string;
  /** Agreed in advance. */
  readonly yes: boolean;
  readonly voice: Voice;
}

/**
 * Said before any work is done.
 * @param command what was called: `monitor up prod`
 * @throws UsageError where nobody has agreed and nobody can be asked
 */
export function requireConsent({ yes, voice }: Omit<Consent, "stack">, command: string): void {
  if (yes || voice.ask !== null) return;
  throw new UsageError("nobody can be asked: this is no terminal", `${command} --yes`);
}

/** @param answer the only one that goes ahead */
export async function agreed({ yes, voice }: Consent, question: string, answer: string): Promise<boolean> {
  return yes || (await voice.ask?.(`${question} (${answer} goes ahead) `))?.trim() === answer;
}

/** Of what would be lost without leave: everything, with the words that give it. */
export function lossError(steps: readonly Step[], command: string): UsageError {
  const lines = steps.map(({ op, urn, name }) => `  ${op} ${name}  ${urn}`);
  const leave = steps.map(({ urn }) => `--allow-replace '${urn}'`).join(" ");
  return new UsageError(
    `this would lose what cannot be made again; nothing was changed\n${lines.join("\n")}`,
    `${command} ${leave}`,
  );
}
