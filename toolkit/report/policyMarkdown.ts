/** Findings as Markdown, for a pull request. */
import type { Finding, PolicyReport } from "../policy/finding.ts";
import type { Rule } from "../policy/rule.ts";
import { escaped } from "./markdown.ts";
import { policyLine, severityText } from "./policyText.ts";

export const policyMarkdown = (reports: readonly PolicyReport[]): string =>
  `${reports.map((report) => [`### ${escaped(report.stack)}: ${escaped(policyLine(report))}`, ...details(report)].join("\n\n")).join("\n\n")}\n`;

/** A table of findings, and what is waived; nothing where there is neither. */
export function details({ findings, waived }: PolicyReport): string[] {
  const table = [
    "| | Rule | Resource | What | Remedy |",
    "|---|---|---|---|---|",
    ...findings.map(
      (finding) =>
        `| ${finding.severity} | ${escaped(finding.rule)} | ${escaped(placeOf(finding))} | ${escaped(whatOf(finding))} | ${escaped(finding.remedy)} |`,
    ),
  ];
  const waivers = new Map(waived.map(({ waiver }) => [`${waiver.rule}\n${waiver.resource ?? ""}`, waiver]));
  const list = [...waivers.values()].map(
    ({ rule, resource, owner, expires, reason }) =>
      `- ${escaped(`${rule}${resource === undefined ? "" : ` of ${resource}`}, ${owner}, until ${expires}: ${reason}`)}`,
  );
  return [...(findings.length > 0 ? [table.join("\n")] : []), ...(list.length > 0 ? [`Waived:\n\n${list.join("\n")}`] : [])];
}

const placeOf = ({ name, source }: Finding): string => (source === null ? name : `${name}, ${source.file}:${source.line}`);

const whatOf = ({ kind, path, message }: Finding): string =>
  `${kind === "cannotTell" ? "cannot tell: " : ""}${path === null ? "" : `${path}: `}${message}`;

/** Every rule, and the ids under which others ask the same; as a page among the documents, whose neighbours some rules rest on. */
export function rulesMarkdown(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, service, severity, title, peers, reference }) =>
      `| [\`${id}\`](${reference.replace(/^docs\//, "")}) | ${escaped(service)} | ${escaped(title)} | ${severityText(severity)} | ${peers.length > 0 ? escaped(peers.join(", ")) : "**ours alone**"} |`,
  );
  return [
    "| Rule | Service | What is so where it is kept | Severity | Others ask it as |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
