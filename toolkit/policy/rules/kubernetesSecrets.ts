/** Secrets among Kubernetes objects: where they stand, and where they come from. */
import { SECRET, UNKNOWN } from "../../graph/graph.ts";
import { all, fields, isHidden, mostlyProduction, unknownAt } from "../judge.ts";
import { broken, kept, type Rule } from "../rule.ts";
import { valueAt } from "./kubernetesSelect.ts";
import { SERVICE } from "./kubernetesWorkload.ts";

const SECRETS = "kubernetes:core/v1:Secret";

export const KUBERNETES_SECRETS: readonly Rule[] = [
  {
    id: "k8s-secret-clear",
    ...{ service: SERVICE, of: [SECRETS] },
    title: "what a Secret holds is secret in the program too",
    severity: "high",
    reason: "It stands in clear in the state and in every preview.",
    remedy: "pass it as a secret output (pulumi.secret, or a secret of the configuration)",
    reference: "https://www.pulumi.com/docs/iac/concepts/secrets/",
    peers: [],
    judge: (resource) => {
      const held = ["data", "stringData"].flatMap((path) =>
        Object.entries(fields(valueAt(resource, path))).map(([key, value]) => ({ key, value, path })),
      );
      const clear = held.filter(({ value }) => value !== SECRET && !isHidden(value));
      if (clear.length > 0)
        return broken(`holds ${clear.map(({ key }) => key).join(", ")} in clear`, { path: clear[0]?.path ?? "data" });
      const isUnknown = ["data", "stringData"].some((path) => valueAt(resource, path) === UNKNOWN);
      return isUnknown || held.some(({ value }) => value === UNKNOWN) ? unknownAt("data") : kept;
    },
  },
  {
    id: "k8s-secret-config",
    ...{ service: SERVICE, of: ["kubernetes:core/v1:ConfigMap"] },
    title: "no ConfigMap holds a secret",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "ConfigMaps are read by far more people and programs than Secrets, and are encrypted nowhere.",
    remedy: "move the key to a Secret, or keep it in Secrets Manager and let an ExternalSecret bring it",
    reference: "https://kubernetes.io/docs/concepts/configuration/configmap/",
    peers: [],
    judge: (resource) =>
      all(
        ["data", "binaryData"].map((path) => {
          const held = valueAt(resource, path);
          const keys = Object.entries(fields(held)).flatMap(([key, value]) => (value === SECRET ? [key] : []));
          if (held === SECRET || keys.length > 0)
            return broken(`holds ${keys.join(", ") || "secrets"}, a secret of the program`, { path });
          return held === UNKNOWN || Object.values(fields(held)).includes(UNKNOWN) ? unknownAt(path) : kept;
        }),
      ),
  },
  {
    id: "k8s-secret-store",
    ...{ service: SERVICE, of: [SECRETS] },
    title: "secrets come from a store outside of the cluster",
    severity: mostlyProduction("low"),
    reason: "A Secret that the program writes is in the program's state too, and nobody rotates it.",
    remedy: "keep it in Secrets Manager and let an ExternalSecret bring it (infra/workloads)",
    reference: "https://docs.aws.amazon.com/eks/latest/best-practices/data-encryption-and-secrets-management.html",
    peers: ["CIS EKS 4.4.2"],
    judge: (resource) => {
      const type = valueAt(resource, "type");
      if (type === UNKNOWN) return unknownAt("type");
      return type === undefined || type === "Opaque" ? broken("is written by the program", { path: "type" }) : kept;
    },
  },
];
