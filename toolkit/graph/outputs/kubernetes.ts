import { parseAllDocuments } from "yaml";
import type { LookupAnswer, ResourceOutputs } from "./table.ts";

/** Whether a value is on the wire as it is: no secret, not unknown. */
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("4dabf18193072939515e22adb298388d" in value);

/** Every object of Kubernetes has a name, a namespace and an id, also where the program leaves them to the provider. */
export const kubernetesObject: ResourceOutputs = {
  outputs: ({ inputs, ref }) => {
    const { metadata = {} } = inputs;
    if (!isPlain(metadata)) return {};
    const given = Object.fromEntries(["name", "namespace", "uid"].map((key) => [key, metadata[key] ?? ref(`metadata.${key}`)]));
    return { metadata: { ...metadata, ...given } };
  },
};

/** The provider's own functions that ask nothing of a cluster. */
export const KUBERNETES_LOOKUPS: Readonly<Record<string, LookupAnswer>> = {
  // What `k8s.yaml.ConfigFile` and `ConfigGroup` make objects of.
  "kubernetes:yaml:decode": ({ args }) => ({
    result: parseAllDocuments(String(args.text)).flatMap((document) => objectsIn(document.toJS())),
  }),
};

/** A `List` is its items. */
function objectsIn(document: unknown): unknown[] {
  if (!isPlain(document)) return [];
  const { kind, items } = document;
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items) ? items.flatMap(objectsIn) : [document];
}
