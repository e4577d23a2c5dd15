import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { plain } from "../../report/terminal.ts";
import { priceBook } from "../prices/load.ts";
import { scenarioText } from "../print/scenarioText.ts";
import { parseScenario, priceScenario, totalOf } from "./scenario.ts";

const PLAN: unknown = parse(readFileSync(new URL("plan.yaml", import.meta.url), "utf8"));
const options = { book: priceBook(), today: "2026-11-23" };

describe("the deployment plan's table", () => {
  it("is whole, and adds up to what the plan says", () => {
    const items = priceScenario(parseScenario(PLAN, "plan.yaml"), options);
    expect(totalOf(items, "planned")).toBe(759_000_000);
    expect(items.flatMap(({ unpriced }) => unpriced)).toEqual([]);
  });

  it("is told line by line", async () => {
    const scenario = parseScenario(PLAN, "plan.yaml");
    await expect(scenarioText(scenario, priceScenario(scenario, options), plain)).toMatchFileSnapshot("testdata/plan.txt");
  });
});

describe("a scenario", () => {
  const read = (input: unknown) => () => parseScenario(input, "mine.yaml");
  const item = { name: "thing", planned: 1, resources: [] };
  it.each([
    ["no name", { region: "us-east-1", items: [item] }, "scenario.name"],
    ["no item", { name: "x", region: "us-east-1", items: [] }, "at least one item"],
    ["a negative figure", { name: "x", region: "us-east-1", items: [{ ...item, planned: -1 }] }, "US dollars a month"],
    [
      "a type that nobody can price",
      { name: "x", region: "us-east-1", items: [{ ...item, resources: [{ type: "aws:x/y:Y" }] }] },
      "a type that can be priced",
    ],
    ["a word too many", { name: "x", region: "us-east-1", items: [{ ...item, price: 3 }] }, "price"],
  ])("with %s is refused, telling where", (_, input, message) => {
    expect(read(input)).toThrow(message);
  });

  it("leaves out of its figure what has no price, and says so", () => {
    const scenario = parseScenario(
      {
        ...{ name: "x", region: "eu-north-1" },
        items: [{ ...item, resources: [{ type: "aws:ec2/natGateway:NatGateway", use: { monthlyDataProcessedGb: 1 } }] }],
      },
      "mine.yaml",
    );
    const [priced] = priceScenario(scenario, options);
    expect(priced?.unpriced.map(({ line }) => line)).toEqual(["NAT gateway", "Data processed"]);
    expect(scenarioText(scenario, priced ? [priced] : [], plain)).toContain("† incomplete:");
  });
});
