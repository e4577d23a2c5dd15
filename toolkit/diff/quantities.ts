/** Kubernetes' quantities. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
import type { Json } from "../graph/graph.ts";

const SCALE: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

/** Cores, bytes or pieces; undefined where it is no quantity. */
export function quantity(value: Json | undefined): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([numkMGTP]|[KMGTP]i)?$/.exec(String(value)) ?? [];
  const scale = SCALE[unit];
  return count === undefined || scale === undefined ? undefined : Number(count) * scale;
}

/** What is measured in quantities, by the properties it stands in. */
const MEASURED = /\.(limits|requests|capacity|hard|max|min|default|defaultRequest)(\.|\[")|\.sizeLimit$/;

/** Whether both sides say as much, however they write it: `1Gi` and `1024Mi`, `0.5` and `500m`. */
export function isSameQuantity(path: string, before: Json | undefined, after: Json | undefined): boolean {
  if (!MEASURED.test(path)) return false;
  const [was, is] = [quantity(before), quantity(after)];
  return was !== undefined && is !== undefined && Math.abs(was - is) <= Math.abs(is) * 1e-9;
}
