/** Kubernetes objects refer to each other by name and label, which no dependency tells. */
import type { Graph, Json, Resource } from "../../graph/graph.ts";
import { type Fields, fields } from "../../graph/values.ts";
import type { References } from "./references.ts";

const specOf = ({ inputs }: Resource): Fields => fields(inputs.spec);
const nameOf = ({ inputs }: Resource): Json | undefined => fields(inputs.metadata).name;
const namespaceOf = ({ inputs }: Resource): Json => fields(inputs.metadata).namespace ?? "default";

/** Whether one object means another one, by its type. */
const MEANS: Readonly<Record<string, (object: Resource, other: Resource) => boolean>> = {
  "kubernetes:core/v1:Service": (service, other) => {
    const selector = Object.entries(fields(specOf(service).selector));
    const labels = fields(fields(fields(specOf(other).template).metadata).labels);
    return selector.length > 0 && selector.every(([label, value]) => labels[label] === value);
  },
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": (scaler, other) => {
    const { kind, name } = fields(specOf(scaler).scaleTargetRef);
    return other.type.endsWith(`:${String(kind)}`) && name !== undefined && name === nameOf(other);
  },
};

/** References as they are, and those by name. */
export function withNames(graph: Graph, references: References): References {
  const objects = graph.resources.filter(({ type }) => type.startsWith("kubernetes:"));
  const meant = (urn: string): string[] => {
    const object = objects.find((item) => item.urn === urn);
    const means = MEANS[object?.type ?? ""];
    if (!object || !means) return [];
    return objects
      .filter((other) => namespaceOf(other) === namespaceOf(object) && means(object, other))
      .map((other) => other.urn);
  };
  return { ...references, to: (urn) => [...new Set([...references.to(urn), ...meant(urn)])] };
}
