/** Networks: addresses, endpoints, and the traffic that a network is charged for. https://aws.amazon.com/vpc/pricing/ */
import type { Draft } from "../line.ts";
import { HOURS_PER_MONTH } from "../money.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Around, type Mapper, per, type Service, type Use, used } from "./mapper.ts";
import { CostsNothing, type Reader } from "./reader.ts";

/** What an address is in use by, where the plan says so by the other's reference to it. */
const HOLDERS = [
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/eipAssociation:EipAssociation",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:alb/loadBalancer:LoadBalancer",
];

/** AWS charges every public address, in use or idle, since February 2024. */
const address: Mapper = (inputs, _use, around, { urn }) => {
  const isOwn = inputs.has("customerOwnedIpv4Pool") || (inputs.text("publicIpv4Pool") ?? "amazon") !== "amazon";
  if (isOwn) throw new CostsNothing("an address of one's own pool is not charged");
  const isUsed =
    inputs.has("instance") || inputs.has("networkInterface") || HOLDERS.some((type) => around.referringTo(urn, type).length > 0);
  const name = isUsed ? "Public IPv4 address" : "IP address (if unused)";
  return [fixed("hours", name, aws("vpc", around.region)("public-ipv4"), HOURS_PER_MONTH, "hours")];
};

const endpoint: Mapper = (inputs, use, { region }) => {
  const type = inputs.text("vpcEndpointType") ?? "Gateway";
  if (type.toLowerCase() === "gateway") throw new CostsNothing("gateway endpoints are free");
  // A load balancer's endpoint is in one zone; an interface is paid for in each.
  const zones = Math.max(1, inputs.list("subnetIds").length);
  const isInterface = type.toLowerCase() === "interface";
  const kind = isInterface ? "interface" : type.toLowerCase() === "gatewayloadbalancer" ? "gwlb" : type.toLowerCase();
  const sku = aws("vpc-endpoint", region);
  const data = per(used(use, "monthlyDataProcessedGb"));
  return [
    metered("data", "Data processed", sku(`${kind}.data`), data, "GB"),
    fixed("hours", `Endpoint (${type})`, sku(`${kind}.hour`), HOURS_PER_MONTH, "hours", { count: zones }),
  ];
};

/** Where each direction of traffic is charged. https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer */
const TRAFFIC: readonly { key: string; name: string; sku: string; use: string; each?: number }[] = [
  // Both ends pay for a GB that crosses zones.
  { key: "intra-region", name: "Intra-region data transfer", sku: "intra-region", use: "monthlyIntraRegionGb", each: 2 },
  { key: "internet", name: "Outbound data transfer to Internet", sku: "internet-out", use: "monthlyOutboundInternetGb" },
  {
    ...{ key: "us-east", name: "Outbound data transfer to US East regions" },
    ...{ sku: "us-east-1-to-us-east-2", use: "monthlyOutboundUsEastToUsEastGb" },
  },
  {
    ...{ key: "other-regions", name: "Outbound data transfer to other regions" },
    ...{ sku: "inter-region-out", use: "monthlyOutboundOtherRegionsGb" },
  },
];

const traffic = (use: Use, region: string): readonly Draft[] =>
  TRAFFIC.flatMap(({ key, name, sku, use: said, each = 1 }) => {
    const quantity = used(use, said);
    return quantity === undefined ? [] : [metered(key, name, aws("data-transfer", region)(sku), quantity * each, "GB")];
  });

/** The traffic of a whole network: between its zones, and out of it. */
function network(_inputs: Reader, use: Use, { region }: Around): readonly Draft[] {
  const known = traffic(use, region);
  if (known.length > 0) return known;
  const sku = aws("data-transfer", region);
  return [
    metered("intra-region", "Intra-region data transfer", sku("intra-region"), null, "GB"),
    metered("internet", "Outbound data transfer to Internet", sku("internet-out"), null, "GB"),
  ];
}

const FREE_NETWORK = "part of a network: AWS charges the gateways, addresses and traffic, not this";

export const networks: Service = {
  name: "VPC",
  priced: {
    "aws:ec2/eip:Eip": address,
    "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
    "monitor:network:Network": network,
    /** Infracost's pseudo resource; Pulumi has none. */
    "aws:index/dataTransfer:DataTransfer": (_inputs, use, { region }) => traffic(use, region),
  },
  free: {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": FREE_NETWORK,
    "aws:ec2/eipAssociation:EipAssociation": "joins an address to what uses it; the address is priced",
    "aws:ec2/internetGateway:InternetGateway": FREE_NETWORK,
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": FREE_NETWORK,
    "aws:ec2/networkAcl:NetworkAcl": FREE_NETWORK,
    "aws:ec2/route:Route": FREE_NETWORK,
    "aws:ec2/routeTable:RouteTable": FREE_NETWORK,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": FREE_NETWORK,
    "aws:ec2/securityGroup:SecurityGroup": FREE_NETWORK,
    "aws:ec2/securityGroupRule:SecurityGroupRule": FREE_NETWORK,
    "aws:ec2/subnet:Subnet": FREE_NETWORK,
    "aws:ec2/vpc:Vpc": FREE_NETWORK,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": FREE_NETWORK,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": FREE_NETWORK,
  },
};
