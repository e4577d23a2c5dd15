/** The page about policy, with the table of rules between its marks. */
import { rulesMarkdown } from "../report/policyMarkdown.ts";
import { counted } from "../report/terminal.ts";
import { RULES } from "./rules/index.ts";

export const DOCUMENT = new URL("../../docs/policy.md", import.meta.url);

const BEGIN = "<!-- rules: written by toolkit/policy/table.ts -->";
const END = "<!-- end of rules -->";

/** @throws Error where the page has no place for it */
export function withTable(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`the page has no place for the table: ${BEGIN} … ${END}`);
  const ours = RULES.filter(({ peers }) => peers.length === 0).length;
  const many = `${counted(RULES.length, "rule")}, ${ours} of them ours alone. Severity in production/staging/development where it differs.`;
  return `${before}${BEGIN}\n\n${many}\n\n${rulesMarkdown(RULES)}\n\n${END}${after}`;
}
