/** Maps one resource of a made-up graph, for tests. */
import { bareResource, type Graph, type Resource } from "../../graph/graph.ts";
import type { Draft } from "../line.ts";
import { PRICED } from "./index.ts";
import type { Use } from "./mapper.ts";
import { readerOf } from "./reader.ts";
import { surroundings } from "./surroundings.ts";

export const urnOf = (type: string, name: string): string => `urn:pulumi:dev::monitor::${type}::${name}`;

export const resourceOf = (type: string, name: string, inputs: Resource["inputs"]): Resource =>
  bareResource({ urn: urnOf(type, name), type, name, inputs });

interface Asked {
  readonly use?: Use;
  readonly others?: readonly Resource[];
  readonly region?: string;
  readonly today?: string;
}

export function mapOne(type: string, inputs: Resource["inputs"], asked: Asked = {}): readonly Draft[] {
  const { use = {}, others = [], region = "us-east-1", today = "2026-11-23" } = asked;
  const one = resourceOf(type, "it", inputs);
  const provider = resourceOf("pulumi:providers:aws", "aws", { region });
  const graph: Graph = { project: "monitor", stack: "dev", resources: [one, ...others, provider], outputs: {}, cannotTell: [] };
  const known = PRICED.get(type);
  if (!known) throw new Error(`${type} is not priced`);
  return known.map(readerOf(one), use, surroundings(graph, today)(one), one);
}

/** `2 × 730 hours of aws ec2 m7g.large: Instance usage` */
export const told = (drafts: readonly Draft[]): readonly string[] =>
  drafts.map(({ count = 1, quantity, unit, sku, name }) => {
    const many = count === 1 ? "" : `${count} × `;
    return `${many}${quantity === null ? "?" : Number(quantity.toPrecision(12))} ${unit} of ${sku.service} ${sku.sku}: ${name}`;
  });
