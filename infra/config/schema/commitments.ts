import { z } from "zod";
import { choice, count } from "./fields.ts";

/**
 * What the environment's owner has bought ahead. Nothing is bought here: a commitment belongs to the account, and this tells the
 * estimate how much of it is the environment's.
 */
const commitment = z
  .strictObject({
    for: choice(["nodes", "cache"]).describe("What it pays for: nodes of the pools (on demand, never spot), or cache nodes."),
    kind: choice(["reserved", "savings-plan"])
      .default("reserved")
      .describe("Reserved capacity of one size, or a Compute Savings Plan, which only nodes have."),
    term: choice(["1y", "3y"]).default("1y").describe("How long it binds."),
    payment: choice(["no-upfront", "all-upfront"]).default("no-upfront").describe("When it is paid."),
    coverage: count(1, 100)
      .default(100)
      .describe("Percent of the least number of nodes that it covers; paid whether they run or not."),
  })
  .describe("Capacity bought ahead.");

export const commitments = z
  .array(commitment, { error: "a list of commitments" })
  .default([])
  .describe(
    "Capacity bought ahead, for the estimate: reserved instances and nodes, savings plans. https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html",
  );
