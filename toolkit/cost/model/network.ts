/** NAT, endpoints, transfer between zones and out of AWS. */
import { INTERFACE_ENDPOINTS } from "../../../infra/config/schema/network.ts";
import type { Situation, UseTable } from "./situation.ts";
import { GB } from "./units.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const NAT = "aws:ec2/natGateway:NatGateway";

/** What nodes exchange with AWS and registries, and the part of it that interface endpoints take: all eight on offer take everything. */
function nodesGb({ at, facts, placement }: Situation): { readonly perEndpoint: number; readonly natted: number } {
  const all = placement.nodes.length * at.natGbPerNode;
  const perEndpoint = all / INTERFACE_ENDPOINTS.length;
  return { perEndpoint, natted: Math.max(0, all - perEndpoint * facts.serviceEndpoints) };
}

/** Without PrivateLink the database is reached over the internet. */
const overInternetGb = ({ facts, databaseTrafficGb }: Situation): number =>
  facts.one("mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint") ? 0 : databaseTrafficGb;

function nattedGb(situation: Situation): number {
  const { modelsGb } = situation;
  return nodesGb(situation).natted + modelsGb.sent + modelsGb.received + overInternetGb(situation);
}

export const network: UseTable = {
  [NAT]: (_, situation) => ({ monthlyDataProcessedGb: nattedGb(situation) / situation.facts.all(NAT).length }),
  [ENDPOINT]: (endpoint, situation) => {
    const owner = situation.facts.owner(endpoint)?.type;
    const gb = owner === "monitor:network:Network" ? nodesGb(situation).perEndpoint : situation.databaseTrafficGb;
    return { monthlyDataProcessedGb: gb };
  },
  "monitor:network:Network": (_, situation) => {
    const { at, traffic, facts, modelsGb } = situation;
    const nats = facts.all(NAT).length;
    // An event is put into the cache's queue and taken out again.
    const cacheGb = 2 * traffic.inGb * at.crossZoneShare;
    // One gateway for all zones: what the others send crosses to its zone first.
    const toNatGb = nats === 0 ? 0 : nattedGb(situation) * Math.max(0, 1 - nats / facts.zones);
    return {
      monthlyIntraRegionGb: cacheGb + toNatGb,
      // What clients are answered leaves through CloudFront, which is paid for there.
      monthlyOutboundInternetGb: nats === 0 ? 0 : modelsGb.sent + Math.min(overInternetGb(situation), traffic.errorGb),
    };
  },
  // A record for each side of a connection.
  "aws:ec2/flowLog:FlowLog": (_, { at, traffic }) => ({
    monthlyDataIngestedGb: (2 * traffic.apiRequests * at.accessLogBytes) / GB,
  }),
};
