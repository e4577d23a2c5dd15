import { z } from "zod";
import { choice, text } from "./fields.ts";

const USD = "US dollars per month, above 0";
const usd = z.number({ error: USD }).positive(USD).max(1e9, USD).meta({ title: USD });
const PERCENT = "percent, above 0";
const percent = z.number({ error: PERCENT }).positive(PERCENT).max(1e6, PERCENT).meta({ title: PERCENT });

const change = z
  .strictObject({
    monthlyUsd: usd.optional().describe("By how much a month may become dearer."),
    percent: percent.optional().describe("By what part of the cost before the change, in percent."),
  })
  .describe("What one pull request may add at typical use. The first limit that is passed counts; becoming cheaper passes none.");

const limit = z
  .strictObject({
    kind: choice(["component", "service"]).describe(
      "Whether it limits a part of the program, or what is bought from one service.",
    ),
    name: text(
      /^[^\s].{0,79}$/,
      "a component such as mongodb or edge/cdn-firewall, or a service, as monitor cost names them",
    ).describe("Which one. A component counts with all that is in it."),
    monthlyUsd: usd.optional().describe("What it may cost in a month."),
    change: change.optional(),
  })
  .describe("A limit on a part of the environment.");

export const budget = z
  .strictObject({
    monthlyUsd: usd.describe(
      "What a month may cost at typical use, in US dollars. Where only high use is above it, that is a warning.",
    ),
    onBreach: choice(["warn", "block"])
      .default("block")
      .describe("Whether monitor cost --check fails when a limit is passed, or only says so."),
    limits: z.array(limit, { error: "a list of limits" }).default([]).describe("Limits on components and services."),
    change: change.optional(),
  })
  .describe("What the environment may cost.");
