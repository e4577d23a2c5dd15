/** Who may talk to whom inside the cluster, as pure data. https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html */
import type * as k8s from "@pulumi/kubernetes/types/input.js";
import { API_PORT } from "../core/context.ts";
import { MONGODB_PORT } from "../data/mongodb/mongodb.ts";
import { PRIVATE_LINK_PORTS } from "../data/mongodb/privateLink.ts";
import { REDIS_PORT } from "../data/redis.ts";
import { SELECTOR } from "./apiObjects.ts";

type PolicySpec = k8s.networking.v1.NetworkPolicySpec;

/** Nothing comes in, nothing goes out, unless another policy says so. */
export const denyAll = (): PolicySpec => ({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });

export interface ApiPolicyArgs {
  /** Subnets of the load balancer. */
  readonly loadBalancerCidrs: readonly string[];
  /** Subnets of the cache and of the private way to the database. */
  readonly dataCidrs: readonly string[];
  /** Whether the database is reached privately; else over the internet. */
  readonly privateDatabase: boolean;
  /** Port of the mail server, where mail is handed over. */
  readonly smtpPort: number | undefined;
}

/** The agent that hands pods their AWS credentials: an address of the node itself. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
const POD_IDENTITY_AGENT = "169.254.170.23/32";

const blocks = (cidrs: readonly string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
const tcp = (port: number, endPort?: number) => ({ protocol: "TCP", port, ...(endPort !== undefined && { endPort }) });
const everywhere = [{ ipBlock: { cidr: "0.0.0.0/0" } }];

/** In: the load balancer. Out: names, credentials, cache, database, mail, and HTTPS for AWS and whoever else has an API. */
export const apiPolicy = ({ loadBalancerCidrs, dataCidrs, privateDatabase, smtpPort }: ApiPolicyArgs): PolicySpec => ({
  podSelector: { matchLabels: SELECTOR },
  policyTypes: ["Ingress", "Egress"],
  ingress: [{ from: blocks(loadBalancerCidrs), ports: [tcp(API_PORT)] }],
  egress: [
    {
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
          podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
      ],
      ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
    },
    { to: blocks([POD_IDENTITY_AGENT]), ports: [tcp(80)] },
    { to: blocks(dataCidrs), ports: [tcp(REDIS_PORT)] },
    privateDatabase
      ? { to: blocks(dataCidrs), ports: [tcp(PRIVATE_LINK_PORTS.fromPort, PRIVATE_LINK_PORTS.toPort)] }
      : { to: everywhere, ports: [tcp(MONGODB_PORT)] },
    ...(smtpPort === undefined ? [] : [{ to: everywhere, ports: [tcp(smtpPort)] }]),
    { to: everywhere, ports: [tcp(443)] },
  ],
});
