/** One resource, priced with the committed books, for the tests of mappers. */
import { bareResource, type Json, type Resource } from "../../graph/graph.ts";
import { estimate } from "../estimate.ts";
import { dollars } from "../money.ts";
import { priceBook } from "../prices/load.ts";
import type { Use } from "./mapper.ts";

export type Inputs = { readonly [key: string]: Json };

const resource = (type: string, name: string, inputs: Inputs, parent: string | null): Resource =>
  bareResource({
    ...{ urn: `urn:pulumi:test::monitor::${type}::${name}`, type, name, parent, inputs },
    custom: !type.startsWith("monitor:"),
  });

/** Its lines as `key: quantity unit = dollars`, what has no price and why, and why the rest costs nothing; in us-east-1. */
export function priceOne(type: string, inputs: Inputs = {}, use: Use = {}) {
  const stack = resource("pulumi:pulumi:Stack", "monitor-test", {}, null);
  const one = resource(type, "it", inputs, stack.urn);
  const { lines, unpriced, free } = estimate({
    graph: {
      ...{ project: "monitor", stack: "test", outputs: {}, cannotTell: [] },
      resources: [stack, resource("pulumi:providers:aws", "aws", { region: "us-east-1" }, stack.urn), one],
    },
    use: () => use,
    book: priceBook(),
    today: "2026-11-23",
  });
  return {
    lines: lines.map(
      ({ id, quantity, unit, monthly }) => `${id.split("/").pop()}: ${quantity.typical} ${unit} = ${dollars(monthly.typical)}`,
    ),
    unpriced: unpriced.map(({ line, why }) => (line === null ? why : `${line}: ${why}`)),
    free: free.map(({ why }) => why),
  };
}
