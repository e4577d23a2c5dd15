/** EKS: the control plane, and the nodes that it manages. */
import { STANDARD_SUPPORT_ENDS } from "../../cost/map/eksVersions.ts";
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { reachesAll } from "../addresses.ts";
import { allowsAction, statementsAt } from "../document.ts";
import {
  about,
  all,
  companionsOf,
  type Fields,
  fields,
  isHidden,
  isOn,
  isSet,
  isTrue,
  itemsAt,
  mostlyProduction,
  onlyProduction,
  says,
  unknownAt,
} from "../judge.ts";
import { EKS_GUIDE, SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import { hasUnknown, told, type World } from "../world.ts";

const CLUSTER = { service: "EKS", of: ["aws:eks/cluster:Cluster"] } as const;
const NODES = { service: "EKS", of: ["aws:eks/nodeGroup:NodeGroup"] } as const;

const RELEASE = "kubernetes:helm.sh/v3:Release";
/** Charts of networks that enforce network policies by themselves. */
const OTHER_NETWORKS = /(^|\/)(cilium|calico|tigera-operator)$/;

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** Whether a route leads to the internet by itself: through a gateway, and not by NAT. Null where nobody knows. */
function leadsOut({ gatewayId }: Fields): boolean | null {
  if (gatewayId === UNKNOWN) return null;
  return typeof gatewayId === "string" && /:InternetGateway::|^igw-/.test(gatewayId);
}

/** The tables that a subnet goes by: those it is associated with, else the main one of its network. */
function tablesOf(subnet: Resource, world: World): readonly Resource[] {
  const own = world.pointingAt(subnet, "aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId");
  if (own.length > 0) return own.flatMap((association) => world.pointedAtBy(association, "routeTableId"));
  return world
    .pointedAtBy(subnet, "vpcId")
    .flatMap((vpc) => [
      ...world.pointingAt(vpc, "aws:ec2/defaultRouteTable:DefaultRouteTable", "defaultRouteTableId"),
      ...world
        .pointingAt(vpc, "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "vpcId")
        .flatMap((association) => world.pointedAtBy(association, "routeTableId")),
    ]);
}

/** Whether a subnet's tables have a route to the internet, inside them or beside. */
function isPublic(subnet: Resource, world: World): boolean | null {
  const routes = tablesOf(subnet, world).flatMap((table) => [
    ...world.pointingAt(table, "aws:ec2/route:Route", "routeTableId").map(({ inputs }) => leadsOut(inputs)),
    ...(itemsAt(table, "routes")?.map(({ value }) => (value === UNKNOWN ? null : leadsOut(fields(value)))) ?? [null]),
  ]);
  return routes.includes(true) || (routes.includes(null) ? null : false);
}

export const EKS: readonly Rule[] = [
  {
    ...CLUSTER,
    id: "eks-logs",
    title: "every log of the control plane is kept",
    severity: mostlyProduction("medium"),
    reason: "Without the audit log nobody can tell afterwards who did what in the cluster.",
    remedy: `set enabledClusterLogTypes to ${LOG_TYPES.join(", ")}`,
    reference: `${SECURITY_HUB}/eks-controls.html#eks-8`,
    peers: ["CKV_AWS_37", "CIS EKS 2.1.1"],
    judge: (cluster) =>
      says(cluster, "enabledClusterLogTypes", (value) => {
        const missing = LOG_TYPES.filter((type) => !(Array.isArray(value) && value.includes(type)));
        return missing.length === 0 ? null : `keeps no ${missing.join(", ")} log`;
      }),
  },
  {
    ...CLUSTER,
    id: "eks-open-endpoint",
    title: "the whole internet does not reach the cluster's API",
    severity: "high",
    reason: "One leaked token or one hole in Kubernetes is then enough, from anywhere.",
    remedy: "set monitor:cluster.endpoint.cidrs, or vpcConfig.publicAccessCidrs, to the addresses that may",
    reference: `${EKS_GUIDE}/userguide/cluster-endpoint.html`,
    peers: ["CKV_AWS_38", "CIS EKS 5.4.1"],
    judge: (cluster) => {
      const open = says(cluster, "vpcConfig.endpointPublicAccess", (value) => (isOn(value ?? true) ? "is public" : null));
      if (open.kind !== "broken") return open;
      return says(cluster, "vpcConfig.publicAccessCidrs", (value) => {
        const ranges: readonly Json[] = [value ?? []].flat();
        // Without any, EKS takes everybody.
        return ranges.length === 0 || ranges.some(reachesAll) ? "is reached from anywhere" : null;
      });
    },
  },
  {
    ...CLUSTER,
    id: "eks-private-endpoint",
    title: "the cluster's API is reached from inside the network alone",
    severity: onlyProduction("low"),
    reason: "An API without a public address is not tried by anybody outside.",
    remedy:
      "set monitor:cluster.endpoint.access: private, or endpointPublicAccess: false, where people and pipelines come from inside",
    reference: `${SECURITY_HUB}/eks-controls.html#eks-1`,
    peers: ["CKV_AWS_39", "CIS EKS 5.4.2"],
    judge: (cluster) => {
      const inside = isTrue(cluster, "vpcConfig.endpointPrivateAccess", "is reached from outside alone");
      return inside.kind === "kept"
        ? says(cluster, "vpcConfig.endpointPublicAccess", (value) => (isOn(value ?? true) ? "has a public address" : null))
        : inside;
    },
  },
  {
    ...CLUSTER,
    id: "eks-secrets-key",
    title: "Kubernetes secrets are encrypted with a key of the account's own",
    severity: "medium",
    reason: "Whoever reads the control plane's store or a backup of it reads every secret.",
    remedy: "set encryptionConfig with resources [secrets] and a KMS key (for good: it cannot be taken back)",
    reference: `${SECURITY_HUB}/eks-controls.html#eks-3`,
    peers: ["CKV_AWS_58", "CIS EKS 5.3.1"],
    judge: (cluster) => {
      const secrets = says(cluster, "encryptionConfig.resources", (value) =>
        Array.isArray(value) && value.includes("secrets") ? null : "does not encrypt secrets with a key of its own",
      );
      return secrets.kind === "kept"
        ? isSet(cluster, "encryptionConfig.provider.keyArn", "does not encrypt secrets with a key of its own")
        : secrets;
    },
  },
  {
    ...CLUSTER,
    id: "eks-version",
    title: "the Kubernetes version is in standard support",
    severity: mostlyProduction("high"),
    reason: "After it, a version costs six times as much, and in the end is upgraded whether that suits or not.",
    remedy: "set monitor:cluster.version, or version, to a newer one, one minor version at a time",
    reference: `${EKS_GUIDE}/userguide/kubernetes-versions.html`,
    peers: ["CKV_AWS_339"],
    judge: (cluster, { today }) => {
      const version = told(cluster, "version");
      if (version === UNKNOWN) return unknownAt("version");
      // EKS takes its newest.
      if (version === undefined) return kept;
      const ends = STANDARD_SUPPORT_ENDS[String(version)];
      if (ends === undefined || today === null)
        return cannotTell(`until when ${version} is supported is not known here`, { path: "version" });
      return today < ends ? kept : broken(`${version} left standard support on ${ends}`, { path: "version" });
    },
  },
  {
    ...CLUSTER,
    id: "eks-access-entries",
    title: "who may enter is said by access entries alone",
    severity: "medium",
    reason: "A wrong line in the aws-auth map locks everybody out, and no AWS log shows who wrote it.",
    remedy: "set accessConfig.authenticationMode to API",
    reference: `${EKS_GUIDE}/best-practices/identity-and-access-management.html`,
    peers: ["CIS EKS 4.1.7"],
    judge: (cluster) =>
      says(cluster, "accessConfig.authenticationMode", (value) =>
        value === "API" ? null : `goes by aws-auth (${value ?? "CONFIG_MAP"})`,
      ),
  },
  {
    ...CLUSTER,
    id: "eks-deletion-protection",
    title: "the cluster cannot be deleted by mistake",
    severity: mostlyProduction("medium"),
    reason: "With it goes everything that runs on it.",
    remedy: "set monitor:protection.deletion, or deletionProtection: true",
    reference: `${EKS_GUIDE}/userguide/deletion-protection.html`,
    peers: [],
    judge: (cluster) => isTrue(cluster, "deletionProtection", "can be deleted"),
  },
  {
    ...CLUSTER,
    id: "eks-network-policy",
    title: "network policies are enforced",
    severity: "medium",
    reason: "Kubernetes takes network policies and ignores them where the network does not enforce them.",
    remedy: 'give the add-on vpc-cni configurationValues with enableNetworkPolicy: "true"',
    reference: `${EKS_GUIDE}/userguide/cni-network-policy-configure.html`,
    peers: ["CIS EKS 4.3.1", "CIS EKS 5.4.4"],
    judge: (cluster, world) => {
      if (world.ofType(RELEASE).some(({ inputs }) => OTHER_NETWORKS.test(String(inputs.chart)))) return kept;
      if (isOn(told(cluster, "computeConfig.enabled"))) return autoEnforces(world);
      const addons = companionsOf(cluster, world, { types: ["aws:eks/addon:Addon"], input: "clusterName", named: "name" });
      const cni = addons?.find(({ inputs }) => inputs.addonName === "vpc-cni");
      if (cni) return enforces(cni);
      return addons === null || addons.some(({ inputs }) => isHidden(inputs.addonName))
        ? cannotTell("what its add-ons are is not known before deployment")
        : broken("has no add-on that enforces network policies");
    },
  },
  {
    ...NODES,
    id: "eks-nodes-ssh",
    title: "nobody enters nodes by SSH from anywhere",
    severity: "high",
    reason: "With a key and no security group named, EKS opens port 22 of every node to the internet.",
    remedy: "leave remoteAccess out, or set sourceSecurityGroupIds",
    reference: `${EKS_GUIDE}/userguide/create-managed-node-group.html`,
    peers: ["CKV_AWS_100"],
    judge: (group) => {
      const key = isSet(group, "remoteAccess.ec2SshKey", "");
      if (key.kind === "broken") return kept;
      return key.kind === "kept" ? isSet(group, "remoteAccess.sourceSecurityGroupIds", "opens SSH to the internet") : key;
    },
  },
  {
    ...NODES,
    id: "eks-nodes-private",
    title: "nodes stand in private subnets",
    severity: "high",
    reason: "A node with a public address is tried by the whole internet, and every pod with it.",
    remedy: "set subnetIds to subnets whose way out is NAT",
    reference: `${EKS_GUIDE}/best-practices/subnets.html`,
    peers: ["CIS EKS 5.4.3"],
    judge: (group, world) => {
      const subnets = world.pointedAtBy(group, "subnetIds").filter(({ type }) => type === "aws:ec2/subnet:Subnet");
      const elsewhere = cannotTell("what its subnets are is not known here", { path: "subnetIds" });
      if (subnets.length === 0) return elsewhere;
      return all([
        ...((itemsAt(group, "subnetIds")?.length ?? 0) > subnets.length ? [elsewhere] : []),
        ...subnets.map((subnet): Outcome => {
          const isOpen = isPublic(subnet, world);
          if (isOpen) return broken(`stands in the public subnet ${subnet.name}`, { path: "subnetIds" });
          if (isOpen === null) return cannotTell(`which way ${subnet.name} leads out is not known`, { path: "subnetIds" });
          return about(
            subnet,
            says(subnet, "mapPublicIpOnLaunch", (value) => (isOn(value) ? "gives every machine a public address" : null)),
          );
        }),
      ]);
    },
  },
  {
    ...NODES,
    id: "eks-nodes-images",
    title: "nodes read images, and write none",
    severity: mostlyProduction("medium"),
    reason: "Whoever takes a node over puts their own image where every other node fetches it.",
    remedy: "attach AmazonEC2ContainerRegistryPullOnly to the nodes' role in place of what writes",
    reference: `${EKS_GUIDE}/userguide/create-node-role.html`,
    peers: ["CIS EKS 5.1.3"],
    judge: (group, world) => {
      const [role] = world.pointedAtBy(group, "nodeRoleArn").filter(({ type }) => type === "aws:iam/role:Role");
      if (!role) return cannotTell("what its role may do is not known here", { path: "nodeRoleArn" });
      const attached = world.pointingAt(role, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role");
      const policies = [...attached.map(({ inputs }) => inputs.policyArn), ...[role.inputs.managedPolicyArns ?? []].flat()];
      const written = world.pointingAt(role, "aws:iam/rolePolicy:RolePolicy", "role").map((one) => statementsAt(one, "policy"));
      const writing = policies.find((arn) => /ContainerRegistry(FullAccess|PowerUser)$/.test(String(arn)));
      if (writing !== undefined)
        return broken(`has ${String(writing).split("/").at(-1)} (${role.name})`, { path: "nodeRoleArn" });
      if (written.some((statements) => statements?.some((one) => allowsAction(one, "ecr:PutImage"))))
        return broken(`may write images (${role.name})`, { path: "nodeRoleArn" });
      return written.includes(null) || policies.some(hasUnknown)
        ? cannotTell(`what ${role.name} may do is not known before deployment`, { path: "nodeRoleArn" })
        : kept;
    },
  },
];

/** Nodes of Auto Mode bring their network along; a map says whether it enforces anything. */
const autoEnforces = (world: World): Outcome =>
  world
    .ofType("kubernetes:core/v1:ConfigMap")
    .some((map) => told(map, "metadata.name") === "amazon-vpc-cni" && isOn(told(map, "data.enable-network-policy-controller")))
    ? kept
    : broken("does not enforce network policies", {
        remedy: 'add the ConfigMap amazon-vpc-cni to kube-system with enable-network-policy-controller: "true"',
      });

/** Whether the CNI is told to enforce network policies. */
function enforces(cni: Resource): Outcome {
  const { configurationValues: values } = cni.inputs;
  if (/"?enableNetworkPolicy"?\s*:\s*"?true/.test(String(values))) return kept;
  return isHidden(values) ? unknownAt("configurationValues") : broken("does not enforce network policies");
}
