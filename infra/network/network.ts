import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { formatBlock, parseBlock, planAddresses, type SubnetPlan, type Tier } from "./cidr.ts";

export interface NetworkArgs {
  /** AWS region of the VPC. */
  readonly region: string;
  /** Address range, for example `10.10.0.0/16`. */
  readonly cidr: string;
  /** Availability zones by name, two or more. */
  readonly zones: readonly string[];
  /** NAT gateways: `none`, `one` for all zones, or one `per-zone`. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html */
  readonly nat: "none" | "one" | "per-zone";
  /**
   * AWS services reached privately through interface endpoints. The S3 gateway endpoint is free and always there.
   * @default []
   */
  readonly interfaceEndpoints?: readonly string[];
  /** Where flow logs go: a bucket's ARN with a prefix, and what lets AWS write there. */
  readonly flowLogs: { readonly destination: pulumi.Input<string>; readonly policy: pulumi.Resource };
  readonly transform?: Transforms<NetworkChildren>;
}

export interface NetworkChildren {
  vpc: aws.ec2.VpcArgs;
  internetGateway: aws.ec2.InternetGatewayArgs;
  subnet: aws.ec2.SubnetArgs;
  routeTable: aws.ec2.RouteTableArgs;
  route: aws.ec2.RouteArgs;
  routeTableAssociation: aws.ec2.RouteTableAssociationArgs;
  natAddress: aws.ec2.EipArgs;
  natGateway: aws.ec2.NatGatewayArgs;
  defaultSecurityGroup: aws.ec2.DefaultSecurityGroupArgs;
  endpointSecurityGroup: aws.ec2.SecurityGroupArgs;
  endpointIngress: aws.vpc.SecurityGroupIngressRuleArgs;
  endpoint: aws.ec2.VpcEndpointArgs;
  flowLog: aws.ec2.FlowLogArgs;
}

interface Zone {
  /** Last letter of the zone's name: what its resources are called after. */
  readonly key: string;
  readonly subnets: Readonly<Record<Tier, aws.ec2.Subnet>>;
}

/**
 * A VPC over several zones, each with a private subnet (nodes and pods, out through NAT), a public one (NAT gateways) and an intra
 * one (data stores, no way out). The default security group is closed, all traffic is logged.
 * https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
 */
export class Network extends Component<NetworkChildren> {
  readonly vpcId: pulumi.Output<string>;
  readonly cidr: string;
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly intraSubnetIds: pulumi.Output<string>[];
  /** Address ranges of the subnets, by tier. */
  readonly cidrs: Readonly<Record<Tier, readonly string[]>>;
  /** Addresses from which the environment's own traffic reaches the internet; none without NAT. */
  readonly natAddresses: pulumi.Output<string>[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("network:Network", name, args, opts);
    const vpc = new aws.ec2.Vpc(
      `${name}-vpc`,
      { cidrBlock: args.cidr, enableDnsHostnames: true, enableDnsSupport: true },
      this.child("vpc"),
    );
    // Without rules: what forgets its security group is cut off, not open.
    new aws.ec2.DefaultSecurityGroup(
      `${name}-default`,
      { vpcId: vpc.id, ingress: [], egress: [] },
      this.child("defaultSecurityGroup"),
    );
    new aws.ec2.FlowLog(
      `${name}-flow-log`,
      {
        vpcId: vpc.id,
        trafficType: "ALL",
        logDestinationType: "s3",
        logDestination: args.flowLogs.destination,
        maxAggregationInterval: 600,
        destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
      },
      this.child("flowLog", { dependsOn: args.flowLogs.policy }),
    );
    const block = parseBlock(args.cidr);
    if (!block) throw new RangeError(`${args.cidr} is no IPv4 block`);
    const plan = planAddresses(block, args.zones).subnets;
    const zones = this.createZones(name, args, vpc, plan);
    this.natAddresses = this.createRoutes(name, args, vpc, zones);
    this.createEndpoints(name, args, vpc, zones);

    this.vpcId = vpc.id;
    this.cidr = args.cidr;
    const cidrs = (tier: Tier) => plan.filter((subnet) => subnet.tier === tier).map((subnet) => formatBlock(subnet.block));
    this.cidrs = { private: cidrs("private"), public: cidrs("public"), intra: cidrs("intra") };
    this.privateSubnetIds = zones.map(({ subnets }) => subnets.private.id);
    this.intraSubnetIds = zones.map(({ subnets }) => subnets.intra.id);
    this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds, intraSubnetIds: this.intraSubnetIds });
  }

  private createZones(name: string, args: NetworkArgs, vpc: aws.ec2.Vpc, plan: readonly SubnetPlan[]): Zone[] {
    return args.zones.map((zone, index) => {
      const key = zone.slice(-1);
      const subnet = (tier: Tier) => {
        const planned = plan.find((candidate) => candidate.tier === tier && candidate.zone === index);
        if (!planned) throw new RangeError(`no ${tier} subnet planned for ${zone}`);
        return new aws.ec2.Subnet(
          `${name}-${tier}-${key}`,
          { vpcId: vpc.id, cidrBlock: formatBlock(planned.block), availabilityZone: zone, mapPublicIpOnLaunch: false },
          this.child("subnet"),
        );
      };
      return { key, subnets: { private: subnet("private"), public: subnet("public"), intra: subnet("intra") } };
    });
  }

  /** Public subnets lead to the internet, private ones to NAT, intra ones nowhere. */
  private createRoutes(name: string, args: NetworkArgs, vpc: aws.ec2.Vpc, zones: readonly Zone[]): pulumi.Output<string>[] {
    const gateway = new aws.ec2.InternetGateway(`${name}-internet`, { vpcId: vpc.id }, this.child("internetGateway"));
    const table = (suffix: string) => new aws.ec2.RouteTable(`${name}-${suffix}`, { vpcId: vpc.id }, this.child("routeTable"));
    const associate = (suffix: string, routeTableId: pulumi.Output<string>, subnet: aws.ec2.Subnet) =>
      new aws.ec2.RouteTableAssociation(
        `${name}-${suffix}`,
        { routeTableId, subnetId: subnet.id },
        this.child("routeTableAssociation"),
      );

    const publicTable = table("public");
    new aws.ec2.Route(
      `${name}-public`,
      { routeTableId: publicTable.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      this.child("route"),
    );
    const intraTable = table("intra");
    for (const { key, subnets } of zones) {
      associate(`public-${key}`, publicTable.id, subnets.public);
      associate(`intra-${key}`, intraTable.id, subnets.intra);
    }

    const natZones = args.nat === "none" ? [] : args.nat === "one" ? zones.slice(0, 1) : zones;
    const nats = natZones.map(({ key, subnets }) => {
      const address = new aws.ec2.Eip(`${name}-nat-${key}`, { domain: "vpc" }, this.child("natAddress", { dependsOn: gateway }));
      const nat = new aws.ec2.NatGateway(
        `${name}-nat-${key}`,
        { subnetId: subnets.public.id, allocationId: address.id },
        this.child("natGateway", { dependsOn: gateway }),
      );
      return { address, nat };
    });
    const privateTables = zones.map(({ key, subnets }, index) => {
      const privateTable = table(`private-${key}`);
      associate(`private-${key}`, privateTable.id, subnets.private);
      const out = nats[index] ?? nats[0];
      if (out) {
        new aws.ec2.Route(
          `${name}-private-${key}`,
          { routeTableId: privateTable.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: out.nat.id },
          this.child("route"),
        );
      }
      return privateTable;
    });
    new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${args.region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: [intraTable.id, ...privateTables.map(({ id }) => id)],
      },
      this.child("endpoint"),
    );
    return nats.map(({ address }) => address.publicIp);
  }

  private createEndpoints(name: string, args: NetworkArgs, vpc: aws.ec2.Vpc, zones: readonly Zone[]): void {
    const services = args.interfaceEndpoints ?? [];
    if (services.length === 0) return;
    const group = new aws.ec2.SecurityGroup(
      `${name}-endpoints`,
      { vpcId: vpc.id, description: "AWS services reached from inside the VPC" },
      this.child("endpointSecurityGroup"),
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-endpoints`,
      {
        securityGroupId: group.id,
        description: "HTTPS from the VPC",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: args.cidr,
      },
      this.child("endpointIngress"),
    );
    for (const service of services) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service.replace(".", "-")}`,
        {
          vpcId: vpc.id,
          serviceName: `com.amazonaws.${args.region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: zones.map(({ subnets }) => subnets.private.id),
          securityGroupIds: [group.id],
        },
        this.child("endpoint"),
      );
    }
  }
}
