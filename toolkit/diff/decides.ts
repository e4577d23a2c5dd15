/**
 * Where a provider decides by the values whether a change needs a new resource. https://github.com/hashicorp/terraform-provider-aws, in
 * each resource's CustomizeDiff.
 */
import type { Json } from "../graph/graph.ts";

interface Inputs {
  readonly [key: string]: Json;
}
type Decision = "replace" | "update" | "perhaps";
type Decide = (inputs: { readonly before: Inputs; readonly after: Inputs }) => Decision;

const number = (value: Json | undefined): number => Number.parseFloat(String(value));

const DECISIONS: Readonly<Record<string, Decide>> = {
  // Redis becomes Valkey in place; no engine becomes another otherwise, and none goes back.
  "aws:elasticache/replicationGroup:ReplicationGroup engine": ({ before, after }) =>
    before.engine === "redis" && after.engine === "valkey" ? "update" : "replace",
  "aws:elasticache/replicationGroup:ReplicationGroup engineVersion": ({ before, after }) =>
    before.engine === after.engine && number(after.engineVersion) < number(before.engineVersion) ? "replace" : "update",
};

/** Undefined where nothing is decided by values. */
export const decidesOf = (type: string, path: string, inputs: Parameters<Decide>[0]): Decision | undefined =>
  DECISIONS[`${type} ${path}`]?.(inputs);
