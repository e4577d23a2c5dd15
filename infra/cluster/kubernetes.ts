import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../core/context.ts";
import type { Cluster } from "./cluster.ts";

/**
 * Pulumi's way into the cluster: a short-lived token from the AWS CLI, for whoever runs Pulumi. The identifier never changes, so a
 * new endpoint or certificate updates the provider instead of replacing everything in the cluster.
 * https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 */
export function kubernetesProvider(cluster: Cluster, { region, accountId }: Context): Provider {
  const user = {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "aws",
      args: ["eks", "get-token", "--cluster-name", cluster.name, "--region", region],
    },
  };
  const kubeconfig = pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": cluster.name,
    contexts: [{ name: cluster.name, context: { cluster: cluster.name, user: cluster.name } }],
    clusters: [
      { name: cluster.name, cluster: { server: cluster.endpoint, "certificate-authority-data": cluster.certificateAuthority } },
    ],
    users: [{ name: cluster.name, user }],
  });
  return new Provider(
    "kubernetes",
    { kubeconfig, clusterIdentifier: `${accountId}/${region}/${cluster.name}`, enableServerSideApply: true },
    { dependsOn: [...cluster.ready] },
  );
}
