/** Kubernetes objects as YAML documents, in apply order. */
import { stringify } from "yaml";
import { sorted } from "../graph/graph.ts";
import type { HelmRelease, KubernetesObject } from "../kubernetes/objects.ts";

/** kubectl and scanners read YAML 1.1, to which a text such as `yes` or `12:30` is none unless it stands in quotes. */
const OPTIONS = { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" } as const;

/** One document for each object, what identifies it first; the releases that must stand before as comments on top. */
export function renderYaml(objects: readonly KubernetesObject[], releases: readonly HelmRelease[]): string {
  const notes = releases.map(({ name, namespace, chart, version }) => `#   ${name} ${version} in ${namespace}: ${chart}`);
  const head = notes.length === 0 ? [] : [["# Installed before, by Helm:", ...notes].join("\n")];
  const documents = objects.map(({ apiVersion, kind, metadata, ...rest }) =>
    stringify({ apiVersion, kind, metadata: sorted(metadata), ...sorted(rest) }, OPTIONS),
  );
  return [...head.map((text) => `${text}\n`), ...documents].join("---\n");
}
