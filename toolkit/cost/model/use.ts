/** How much every resource of a stack is used, from its assumptions: what `estimate` asks. */
import { hoursPerMonth } from "../../../infra/cluster/hours.ts";
import type { EnvironmentConfig } from "../../../infra/config/schema/index.ts";
import type { EnvironmentUsage } from "../../../infra/config/schema/usage.ts";
import type { Graph, Json } from "../../graph/graph.ts";
import type { UseOf } from "../estimate.ts";
import type { Use } from "../map/mapper.ts";
import { type Band, band } from "../money.ts";
import { atPoint, isShared, type Usage, usageOf } from "./assumptions.ts";
import { data } from "./data.ts";
import { edge } from "./edge.ts";
import { factsOf } from "./facts.ts";
import { network } from "./network.ts";
import type { Placement } from "./nodes.ts";

import { sharedUse } from "./shared.ts";
import { type Settings, type Situation, situationOf, type UseTable } from "./situation.ts";
import { workloads } from "./workloads.ts";

export interface ModelOptions {
  readonly graph: Graph;
  /** Of the stack, as `planStacks` has it. */
  readonly config: { readonly [key: string]: Json };
  /** @default what the configuration assumes */
  readonly usage?: Usage;
}

const TABLE: UseTable = { ...edge, ...network, ...data, ...workloads };
const NO_USE: Use = {};

export function useOf({ graph, config, usage = usageOf(config) }: ModelOptions): UseOf {
  if (isShared(usage)) {
    const facts = factsOf(graph);
    const at = band((point) => atPoint(usage, point));
    return (resource, point) => sharedUse(resource, at[point], facts);
  }
  const situations = situationsOf(graph, config, usage);
  return (resource, point) => TABLE[resource.type]?.(resource, situations[point]) ?? NO_USE;
}

/** Which pods run on which nodes at each point, each service's share of the nodes and what is idle; of an environment only. */
export function placements({ graph, config, usage = usageOf(config) }: ModelOptions): Band<Placement> | undefined {
  if (isShared(usage)) return undefined;
  const situations = situationsOf(graph, config, usage);
  return band((point) => situations[point].placement);
}

function situationsOf(graph: Graph, config: ModelOptions["config"], usage: EnvironmentUsage): Band<Situation> {
  const [facts, settings] = [factsOf(graph), settingsOf(config)];
  return band((point) => situationOf(atPoint(usage, point), facts, settings));
}

/** Sections that are there and typed; another revision's may lack them, or be plain text. */
function settingsOf(config: ModelOptions["config"]): Settings {
  const { cluster, smtp, vectors } = config as unknown as Partial<EnvironmentConfig>;
  const hours = cluster?.officeHours;
  return {
    ...(hours && { nodeHours: hoursPerMonth(hours) }),
    ...(smtp?.host && { mailHost: smtp.host }),
    ...(vectors?.embedding && { embedding: vectors.embedding }),
  };
}
