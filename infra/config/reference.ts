/** The reference of all settings as Markdown, for docs/config.md: from the JSON Schema, so that it cannot say anything else. */

import { z } from "zod";
import { SCHEMAS } from "./schema/index.ts";

interface Node {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly secret?: boolean;
}

const INTRO = `# Settings

Everything a stack file can hold, under the key \`config\`. Written by \`pnpm schema\` from the schema in \`infra/config/schema\`; editors
complete and check the same (\`infra/config/stack.schema.json\`). A setting without a default must be given.`;

/** The whole page. */
export function referenceText(project: string): string {
  const sections = Object.entries(SCHEMAS).map(([kind, schema]) => {
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" }) as Node;
    const rows = Object.entries(properties).flatMap(([key, node]) => rowsOf(`${project}:${key}`, node, required.includes(key)));
    const title = kind === "shared" ? "The shared stack" : "An environment";
    return [`## ${title}`, "", "| Setting | Takes | Default | |", "|---|---|---|---|", ...rows].join("\n");
  });
  return `${[INTRO, ...sections].join("\n\n")}\n`;
}

function rowsOf(path: string, node: Node, required: boolean): string[] {
  const variants = node.oneOf ?? (node.anyOf?.every(({ properties }) => properties) ? node.anyOf : undefined);
  if (variants)
    return [row(path, "one of the variants below", node, required), ...variants.flatMap((variant) => variantRows(path, variant))];
  if (node.properties) return [row(path, "", node, required), ...fields(path, node)];
  if (node.items?.properties) return [row(path, "a list", node, required), ...fields(`${path}[]`, node.items)];
  return [row(path, takes(node), node, required)];
}

const fields = (path: string, { properties = {}, required = [] }: Node): string[] =>
  Object.entries(properties).flatMap(([key, node]) => rowsOf(`${path}.${key}`, node, required.includes(key)));

/** A variant of a tagged union: its tag first, then what it has beside it. */
function variantRows(path: string, variant: Node): string[] {
  const [[tag, node] = ["", {}], ...rest] = Object.entries(variant.properties ?? {});
  const name = `${path} (${tag}: ${String(node.const)})`;
  return [row(name, "", node, true), ...fields(name, { ...variant, properties: Object.fromEntries(rest) })];
}

function takes(node: Node): string {
  if (node.secret) return "a secret, encrypted";
  if (node.const !== undefined) return code(node.const);
  if (node.enum) return node.enum.map(code).join(", ");
  if (node.title !== undefined) return node.title;
  if (node.anyOf) return node.anyOf.map(takes).join(", ");
  if (node.items) return `a list of ${takes(node.items)}`;
  return node.type === "boolean" ? "`true`, `false`" : (node.type ?? "");
}

function row(path: string, type: string, node: Node, required: boolean): string {
  const standard = node.default === undefined ? (required ? "" : "none") : code(node.default);
  return `| \`${path}\` | ${cell(type)} | ${cell(standard)} | ${cell(node.description ?? "")} |`;
}

const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
const cell = (text: string): string => text.replaceAll("|", "\\|");
