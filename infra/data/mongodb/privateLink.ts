import * as aws from "@pulumi/aws";
import { PrivateLinkEndpoint, type PrivateLinkEndpointArgs } from "@pulumi/mongodbatlas/privateLinkEndpoint.js";
import {
  PrivateLinkEndpointService,
  type PrivateLinkEndpointServiceArgs,
} from "@pulumi/mongodbatlas/privateLinkEndpointService.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../../core/component.ts";
import { atlasRegion } from "./cluster.ts";

export interface AtlasPrivateLinkArgs {
  readonly region: string;
  readonly projectId: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string>[];
  readonly transform?: Transforms<AtlasPrivateLinkChildren>;
}

export interface AtlasPrivateLinkChildren {
  service: PrivateLinkEndpointArgs;
  securityGroup: aws.ec2.SecurityGroupArgs;
  ingress: aws.vpc.SecurityGroupIngressRuleArgs;
  endpoint: aws.ec2.VpcEndpointArgs;
  connection: PrivateLinkEndpointServiceArgs;
}

/** Atlas gives each node of a cluster a port of its own behind the one endpoint. */
export const PRIVATE_LINK_PORTS = { fromPort: 1024, toPort: 65535 } as const;

/** A way to Atlas that never leaves AWS. https://www.mongodb.com/docs/atlas/security-private-endpoint/ */
export class AtlasPrivateLink extends Component<AtlasPrivateLinkChildren> {
  /** The connection itself: an address through it exists once this is made. */
  readonly connection: PrivateLinkEndpointService;
  readonly securityGroupId: pulumi.Output<string>;
  readonly #name: string;

  constructor(name: string, args: AtlasPrivateLinkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:AtlasPrivateLink", name, args, opts);
    const { projectId, vpcId, subnetIds } = args;
    const service = new PrivateLinkEndpoint(
      `${name}-service`,
      { projectId, providerName: "AWS", region: atlasRegion(args.region) },
      this.child("service"),
    );
    const group = new aws.ec2.SecurityGroup(
      `${name}-security`,
      { vpcId, description: "Way to Atlas: whoever is admitted by name" },
      this.child("securityGroup"),
    );
    this.#name = name;
    this.securityGroupId = group.id;
    const endpoint = new aws.ec2.VpcEndpoint(
      `${name}-endpoint`,
      { vpcId, serviceName: service.endpointServiceName, vpcEndpointType: "Interface", subnetIds, securityGroupIds: [group.id] },
      this.child("endpoint"),
    );
    this.connection = new PrivateLinkEndpointService(
      `${name}-connection`,
      { projectId, providerName: "AWS", privateLinkId: service.privateLinkId, endpointServiceId: endpoint.id },
      this.child("connection"),
    );
    this.registerOutputs({});
  }

  /** Lets the members of a security group connect. */
  admit(client: string, groupId: pulumi.Input<string>): void {
    new aws.vpc.SecurityGroupIngressRule(
      `${this.#name}-from-${client}`,
      {
        securityGroupId: this.securityGroupId,
        description: `From ${client}`,
        ipProtocol: "tcp",
        ...PRIVATE_LINK_PORTS,
        referencedSecurityGroupId: groupId,
      },
      this.child("ingress"),
    );
  }
}
