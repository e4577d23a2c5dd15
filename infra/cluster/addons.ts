/** EKS's managed add-ons, and which must stand before nodes can join. https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html */

export interface AddonSpec {
  readonly name: string;
  /** `before` nodes: a node is not ready without it. `after`: its pods need a node. */
  readonly when: "before" | "after";
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** The service account that calls AWS, and the AWS policy it may use. */
  readonly identity?: { readonly serviceAccount: string; readonly policyArn: string };
}

export const ADDONS: readonly AddonSpec[] = [
  { name: "eks-pod-identity-agent", when: "before" },
  {
    name: "vpc-cni",
    when: "before",
    // Network policies are enforced by the CNI itself; prefixes let a small node run 110 pods.
    configuration: { enableNetworkPolicy: "true", env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" } },
    identity: { serviceAccount: "aws-node", policyArn: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
  },
  { name: "kube-proxy", when: "before" },
  { name: "coredns", when: "after" },
  {
    name: "aws-ebs-csi-driver",
    when: "after",
    identity: {
      serviceAccount: "ebs-csi-controller-sa",
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
    },
  },
];
