/** Every rule there is, by service. */
import type { Rule } from "../rule.ts";

export const RULES: readonly Rule[] = [];
