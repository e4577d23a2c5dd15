/** How many pods there are, in words. */
import type { Resource } from "../../graph/graph.ts";
import { fields, list } from "../../graph/values.ts";
import { arrow, changesAt, dig, inputsOf, type Saying, settings, type Teller } from "./saying.ts";
import { shown } from "./units.ts";

/** What pods are scaled by, and at which mark: `CPU 70 %`. */
function marks(inputs: Resource["inputs"]): Map<string, string> {
  const metrics = list(dig(inputs, "spec.metrics")).map((item) => {
    const { type, ...rest } = fields(item);
    const metric = fields(Object.values(rest)[0]);
    const { type: _, ...target } = fields(metric.target);
    const [value] = Object.values(target);
    const name = shown(metric.name ?? fields(metric.metric).name ?? type);
    const mark = target.averageUtilization === undefined ? shown(value) : `${shown(value)} %`;
    return [name === "cpu" ? "CPU" : name, mark] as const;
  });
  return new Map(metrics);
}

export const scaler: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const [was, is] = [marks(before), marks(after)];
  const isTold = changesAt(subject, "spec.metrics").length > 0;
  return [
    ...settings({ path: "spec.minReplicas", label: "least pods" }, { path: "spec.maxReplicas", label: "most pods" })(subject),
    ...(isTold ? [...new Set([...is.keys(), ...was.keys()])] : [])
      .filter((name) => was.get(name) !== is.get(name))
      .map((name): Saying => {
        const text = `scales at ${name} ${arrow(was.get(name) ?? "none", is.get(name) ?? "none")}`;
        return { text, tells: ["spec.metrics"], level: "low" };
      }),
  ];
};

export const disruption = settings(
  { path: "spec.minAvailable", label: "least available" },
  { path: "spec.maxUnavailable", label: "most unavailable" },
);
