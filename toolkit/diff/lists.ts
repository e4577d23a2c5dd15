/** Which lists have an order, which are sets, and by what the elements of others are known. */
import { factsOf, general, knownAs } from "./facts.ts";

export type ListRule =
  | { readonly kind: "ordered" }
  | { readonly kind: "set" }
  /** Elements are known by one of these properties, the first that each has for itself. `+` joins two. */
  | { readonly kind: "keyed"; readonly by: readonly string[] };

const ORDERED: ListRule = { kind: "ordered" };
const SET: ListRule = { kind: "set" };
const by = (...keys: readonly string[]): ListRule => ({ kind: "keyed", by: keys });

/**
 * Kubernetes, by a property's name: the merge keys of its API, and lists that mean the same in any order though the API calls them
 * atomic (rules that add up). https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/
 */
const KUBERNETES: Readonly<Record<string, ListRule>> = {
  ...{ containers: by("name"), initContainers: ORDERED, ephemeralContainers: by("name"), env: by("name"), volumes: by("name") },
  ...{ ports: by("name", "containerPort+protocol", "port+protocol", "containerPort", "port"), volumeMounts: by("mountPath") },
  ...{
    volumeDevices: by("devicePath"),
    imagePullSecrets: by("name"),
    hostAliases: by("ip"),
    secrets: by("name"),
    data: by("secretKey"),
  },
  ...{ topologySpreadConstraints: by("topologyKey+whenUnsatisfiable", "topologyKey"), conditions: by("type") },
  ...{ subjects: SET, rules: SET, tolerations: SET, finalizers: SET, accessModes: SET, envFrom: ORDERED },
  ...{ ingress: SET, egress: SET, from: SET, to: SET, policyTypes: SET, except: SET, metrics: SET },
  ...{ verbs: SET, resources: SET, apiGroups: SET, resourceNames: SET, nonResourceURLs: SET, values: SET, matchExpressions: SET },
  ...{ add: SET, drop: SET, loadBalancerSourceRanges: SET, externalIPs: SET, volumeClaimTemplates: SET },
};

/** By a property's name, for types that no table knows: what is a set wherever it is met. */
const ANYWHERE: ReadonlySet<string> = new Set(
  [
    "subnetIds subnets securityGroups securityGroupIds vpcSecurityGroupIds vpcZoneIdentifiers availabilityZones routeTableIds",
    "cidrBlocks ipv6CidrBlocks prefixListIds publicAccessCidrs aliases subjectAlternativeNames managedPolicyArns",
    "enabledClusterLogTypes enabledCloudwatchLogsExports allowedAccountIds dependsOn",
  ].flatMap((names) => names.split(" ")),
);

/** Order matters though the provider's list says nothing of it, or elements are known by more than their place. */
const OWN: Readonly<Record<string, ListRule>> = {
  "aws:cloudfront/distribution:Distribution origins": by("originId"),
  "aws:wafv2/webAcl:WebAcl rules": by("name"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration rules": by("id"),
  "aws:elasticache/parameterGroup:ParameterGroup parameters": by("name"),
  "aws:elasticache/replicationGroup:ReplicationGroup logDeliveryConfigurations": by("logType"),
  "aws:rds/parameterGroup:ParameterGroup parameters": by("name"),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup parameters": by("name"),
  "aws:dynamodb/table:Table attributes": by("name"),
  "aws:dynamodb/table:Table globalSecondaryIndexes": by("name"),
  "aws:ecs/taskDefinition:TaskDefinition containerDefinitions": by("name"),
  "aws:ecs/taskDefinition:TaskDefinition containerDefinitions.environment": by("name"),
  "aws:ecs/taskDefinition:TaskDefinition containerDefinitions.secrets": by("name"),
  "aws:ec2/launchTemplate:LaunchTemplate blockDeviceMappings": by("deviceName"),
  "aws:ec2/launchTemplate:LaunchTemplate tagSpecifications": by("resourceType"),
};

export function listRule(type: string, path: string): ListRule {
  const at = general(path);
  const own = OWN[`${knownAs(type)} ${at}`];
  if (own) return own;
  const name = /([^.[\]"]+)"?\]?$/.exec(at)?.[1] ?? "";
  if (type.startsWith("kubernetes:")) return KUBERNETES[name] ?? ORDERED;
  const facts = factsOf(type);
  if (facts) return facts.sets.has(at) ? SET : ORDERED;
  return ANYWHERE.has(name) ? SET : ORDERED;
}
