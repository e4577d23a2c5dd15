/** Rules that look at more than one value: each names the sections it needs and runs once those are well formed. */

import { fitAtMaximum, nodeCapacity, PODS_PER_NODE } from "../cluster/capacity.ts";
import { instanceType } from "../cluster/instances.ts";
import { embeddingModel, PINECONE_REGIONS } from "../data/embeddings.ts";
import { cdnHost } from "../edge/hosts.ts";
import { isPrivateBlock, parseBlock, privateAddresses, ZONE_LETTERS } from "../network/cidr.ts";
import type { Problem } from "./problem.ts";
import type { EnvironmentConfig } from "./schema/index.ts";

interface Rule<K extends keyof EnvironmentConfig = keyof EnvironmentConfig> {
  readonly needs: readonly K[];
  /** Problem paths start at the section, without the namespace. */
  readonly check: (config: Pick<EnvironmentConfig, K>) => Problem[];
}

const rule = <K extends keyof EnvironmentConfig>(needs: readonly K[], check: Rule<K>["check"]): Rule =>
  ({ needs, check }) as unknown as Rule;

const duplicates = <T>(list: readonly T[]): T[] => list.filter((item, index) => list.indexOf(item) !== index);

const zonesAreOfTheRegion = rule(["aws", "network"], ({ aws, network }) => [
  ...network.zones.flatMap((zone, index) =>
    zone.slice(0, -1) === aws.region && ZONE_LETTERS.includes(zone.slice(-1))
      ? []
      : [
          {
            path: `network.zones[${index}]`,
            value: zone,
            message: `not a zone of ${aws.region}`,
            remedy: `for example ${aws.region}a`,
          },
        ],
  ),
  ...duplicates(network.zones).map((zone) => ({ path: "network.zones", value: zone, message: "a zone is listed twice" })),
]);

const addressesSuffice = rule(["network", "cluster"], ({ network, cluster }) => {
  const path = "network.cidr";
  const block = parseBlock(network.cidr);
  if (!block) return [{ path, value: network.cidr, message: "not an IPv4 block whose address starts on its own boundary" }];
  if (block.prefix < 16 || block.prefix > 23) return [{ path, value: network.cidr, message: "a prefix from /16 to /23" }];
  const problems: Problem[] = isPrivateBlock(block)
    ? []
    : [{ path, value: network.cidr, message: "a private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10" }];
  const zones = network.zones.length;
  const room = privateAddresses(block);
  const nodes = cluster.nodePools.reduce((sum, pool) => sum + pool.max, 0);
  // A node takes one address and its pods' addresses in blocks of 16, one block ahead.
  const perNode = 1 + 16 * (Math.ceil(PODS_PER_NODE / 16) + 1);
  const needed = Math.ceil(nodes / zones) * perNode;
  if (room >= needed) return problems;
  const prefix = Math.max(16, block.prefix - Math.ceil(Math.log2(needed / room)));
  return [
    ...problems,
    {
      path,
      value: network.cidr,
      message: `too small: a private subnet has ${room} addresses, and ${Math.ceil(nodes / zones)} nodes in a zone need ${needed}`,
      remedy: `a /${prefix}, or fewer nodes at most`,
    },
  ];
});

const poolsAreSound = rule(["cluster"], ({ cluster }) => [
  ...duplicates(cluster.nodePools.map((pool) => pool.name)).map((name) => ({
    path: "cluster.nodePools",
    value: name,
    message: "two node pools have this name",
  })),
  ...cluster.nodePools.flatMap((pool, index): Problem[] => {
    const path = `cluster.nodePools[${index}]`;
    const architectures = new Set(pool.instanceTypes.map((name) => instanceType(name).architecture));
    return [
      ...(pool.min > pool.max ? [{ path: `${path}.min`, value: pool.min, message: `at most max, which is ${pool.max}` }] : []),
      ...(architectures.size > 1
        ? [{ path: `${path}.instanceTypes`, message: `one architecture; these are ${[...architectures].join(" and ")}` }]
        : []),
    ];
  }),
]);

/** EKS has one access entry for a principal, and refuses a second. */
const principalsAreOnce = rule(["cluster"], ({ cluster: { admins, viewers } }) => [
  ...duplicates(admins).map((arn) => ({ path: "cluster.admins", value: arn, message: "a principal is listed twice" })),
  ...duplicates(viewers).map((arn) => ({ path: "cluster.viewers", value: arn, message: "a principal is listed twice" })),
  ...viewers.flatMap((arn, index) =>
    admins.includes(arn)
      ? [
          {
            path: `cluster.viewers[${index}]`,
            value: arn,
            message: "not one of cluster.admins, who see everything",
            remedy: "leave it in one of the two lists",
          },
        ]
      : [],
  ),
]);

const officeHoursAreSound = rule(["cluster", "addons"], ({ cluster: { officeHours }, addons }): Problem[] => {
  if (!officeHours) return [];
  const { from, to } = officeHours;
  return [
    ...(from < to
      ? []
      : [{ path: "cluster.officeHours.to", value: to, message: `later than from, which is ${from}, on the same day` }]),
    ...duplicates(officeHours.days).map((day) => ({
      path: "cluster.officeHours.days",
      value: day,
      message: "a day is listed twice",
    })),
    ...(addons.karpenter
      ? [
          {
            path: "cluster.officeHours",
            message: "not together with addons.karpenter, which would start nodes for the pods that wait at night",
            remedy: "leave out one of the two",
          },
        ]
      : []),
  ];
});

const commitmentsAreSound = rule(["commitments"], ({ commitments }): Problem[] => [
  ...commitments.flatMap(({ for: what, kind }, index) =>
    kind === "savings-plan" && what === "cache"
      ? [
          {
            path: `commitments[${index}].kind`,
            value: kind,
            message: "only nodes have savings plans",
            remedy: "kind: reserved",
          },
        ]
      : [],
  ),
  ...duplicates(commitments.map((commitment) => commitment.for)).map((what) => ({
    path: "commitments",
    value: what,
    message: "two commitments for the same",
  })),
]);

const replicasAreOrdered = rule(["api"], ({ api }) =>
  api.replicas.min > api.replicas.max
    ? [{ path: "api.replicas.min", value: api.replicas.min, message: `at most max, which is ${api.replicas.max}` }]
    : [],
);

const poolsHoldThePods = rule(["cluster", "api"], ({ cluster, api }) => {
  const { wanted, placed } = fitAtMaximum(cluster.nodePools, api);
  if (placed >= wanted) return [];
  const room = cluster.nodePools.map((pool) => {
    const { cpu, memory } = nodeCapacity(pool);
    return `${pool.name}: ${pool.max} × ${(cpu / 1000).toFixed(2)} vCPU and ${(memory / 1024).toFixed(1)} GiB`;
  });
  return [
    {
      path: "cluster.nodePools",
      message: `at their maximum they hold ${placed} of ${wanted} API pods (${api.replicas.max}, and one during an update); ${room.join("; ")}`,
      remedy: "raise a pool's max, choose larger instance types, or lower api.replicas.max",
    },
  ];
});

const isUnder = ({ host, zone }: EnvironmentConfig["edge"]): boolean => host === zone || host.endsWith(`.${zone}`);

const hostIsUnderTheZone = rule(["edge"], ({ edge }) =>
  isUnder(edge) ? [] : [{ path: "edge.host", value: edge.host, message: `a host of the zone ${edge.zone}` }],
);

const certificateCoversTheHosts = rule(["edge"], ({ edge }) => {
  if (edge.proxy.mode !== "proxied" || edge.proxy.certificate === "advanced" || !isUnder(edge)) return [];
  const deep = [edge.host, cdnHost(edge)].filter((host) => host.slice(0, -edge.zone.length - 1).includes("."));
  return deep.length === 0
    ? []
    : [
        {
          path: "edge.proxy.certificate",
          value: edge.proxy.certificate,
          message: `Universal SSL covers ${edge.zone} and one label below it, not ${deep.join(" and ")}`,
          remedy: "certificate: advanced (an Advanced Certificate Manager pack, paid by the month), or mode: dns-only",
        },
      ];
});

const databaseIsReachable = rule(["network", "mongodb"], ({ network, mongodb }) => {
  const overInternet = mongodb.topology === "flex" || mongodb.access === "nat-addresses";
  return overInternet && network.nat === "none"
    ? [
        {
          path: "network.nat",
          value: network.nat,
          message: `one or per-zone: this ${mongodb.topology} database is reached over the internet, from the NAT addresses`,
          ...(mongodb.topology !== "flex" && { remedy: "or mongodb.access: private-link" }),
        },
      ]
    : [];
});

const tiersAreOrdered = rule(["mongodb"], ({ mongodb }) => {
  if (mongodb.topology === "flex" || mongodb.maxTier === undefined) return [];
  const size = (tier: string) => Number(tier.slice(1));
  return size(mongodb.maxTier) < size(mongodb.tier)
    ? [{ path: "mongodb.maxTier", value: mongodb.maxTier, message: `at least tier, which is ${mongodb.tier}` }]
    : [];
});

const embeddingsHaveTheirKey = rule(["vectors", "secrets"], ({ vectors, secrets }) =>
  vectors.embedding.provider === "openai" && secrets.openaiApiKey === undefined
    ? [
        {
          path: "secrets.openaiApiKey",
          message: "missing; vectors.embedding is OpenAI's",
          remedy: "give the key, or take provider: pinecone",
        },
      ]
    : [],
);

const indexMatchesTheModel = rule(["aws", "vectors"], ({ aws, vectors }) => {
  const { embedding } = vectors;
  const model = embeddingModel(embedding.provider, embedding.model);
  const region = vectors.region ?? aws.region;
  return [
    ...(vectors.dimension !== undefined && !model.dimensions.includes(vectors.dimension)
      ? [
          {
            path: "vectors.dimension",
            value: vectors.dimension,
            message: `${embedding.model} gives ${model.dimensions.join(", ")}`,
          },
        ]
      : []),
    ...(vectors.metric !== undefined && vectors.metric !== model.metric
      ? [{ path: "vectors.metric", value: vectors.metric, message: `${embedding.model} was trained for ${model.metric}` }]
      : []),
    ...((PINECONE_REGIONS as readonly string[]).includes(region)
      ? []
      : [
          {
            path: "vectors.region",
            message: `Pinecone has no serverless indexes in ${region}; it has ${PINECONE_REGIONS.join(", ")}`,
            remedy: "name the nearest of them",
          },
        ]),
  ];
});

const whatExpiresCanGo = rule(["expires", "protection"], ({ expires, protection }): Problem[] =>
  protection.deletion
    ? [
        {
          path: "expires",
          value: expires,
          message: "not for an environment that is protected from deletion",
          remedy: "protection.deletion: false, or no last day",
        },
      ]
    : [],
);

export const RULES: readonly Rule[] = [
  zonesAreOfTheRegion,
  addressesSuffice,
  poolsAreSound,
  principalsAreOnce,
  officeHoursAreSound,
  commitmentsAreSound,
  replicasAreOrdered,
  poolsHoldThePods,
  hostIsUnderTheZone,
  certificateCoversTheHosts,
  databaseIsReachable,
  tiersAreOrdered,
  embeddingsHaveTheirKey,
  indexMatchesTheModel,
  whatExpiresCanGo,
];
