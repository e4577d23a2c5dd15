/** Plans a configuration that a test makes up. */
import path from "node:path";
import { raw } from "../../infra/config/testConfig.ts";
import { program } from "../../stacks/program.ts";
import type { Graph, Json } from "../graph/graph.ts";
import { TABLE } from "../graph/outputs/index.ts";
import { record } from "../graph/record.ts";
import { replaceSymbols } from "../graph/symbols.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");

const SHARED_OUTPUTS = {
  zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
  zone: "example.com",
  registry: { api: "registry/monitor/api" },
};

export const planConfig = (sections: Readonly<Record<string, unknown>>, stack = "test"): Promise<Graph> =>
  record(program, {
    ...{ project: "monitor", stack, root: ROOT, table: TABLE, secretKeys: [] },
    config: raw(sections).values,
    stackOutputs: () => SHARED_OUTPUTS,
  });

/** The value with each symbol as `‹name.output›`, for goldens that people read. */
export function readable(value: Json): Json {
  if (typeof value === "string") return replaceSymbols(value, ({ urn, path: output }) => `‹${urn.split("::").pop()}.${output}›`);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
}
