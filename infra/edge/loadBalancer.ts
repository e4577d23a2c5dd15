import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { API_PORT } from "../core/context.ts";
import { LOG_PREFIX } from "../data/storage.ts";

export interface LoadBalancerArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Address range of the VPC. */
  readonly vpcCidr: string;
  readonly subnetIds: pulumi.Input<string>[];
  /** Security group of the pods. */
  readonly podGroupId: pulumi.Input<string>;
  readonly certificateArn: pulumi.Input<string>;
  /** Web ACL before it. */
  readonly firewallArn: pulumi.Input<string>;
  /** Bucket for the access logs. */
  readonly logBucket: pulumi.Input<string>;
  /** What must stand before AWS lets it write there. */
  readonly logPolicy: pulumi.Input<pulumi.Resource>;
  /** Seconds an idle connection is kept. */
  readonly idleSeconds: number;
  /** Seconds a leaving pod may finish its requests. */
  readonly drainSeconds: number;
  /** Whether AWS and Pulumi refuse to delete it. */
  readonly protect: boolean;
  readonly transform?: Transforms<LoadBalancerChildren>;
}

export interface LoadBalancerChildren {
  securityGroup: aws.ec2.SecurityGroupArgs;
  ingress: aws.vpc.SecurityGroupIngressRuleArgs;
  egress: aws.vpc.SecurityGroupEgressRuleArgs;
  loadBalancer: aws.lb.LoadBalancerArgs;
  targetGroup: aws.lb.TargetGroupArgs;
  listener: aws.lb.ListenerArgs;
  firewall: aws.wafv2.WebAclAssociationArgs;
}

/** TLS 1.3, and 1.2 with forward secrecy. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";
const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });

/**
 * The load balancer before the API. It has no public address: CloudFront reaches it through a VPC origin, so the CDN cannot be gone
 * around. The pods join its target group by a TargetGroupBinding.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
 */
export class LoadBalancer extends Component<LoadBalancerChildren> {
  readonly arn: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  /** What CloudFront must wait for: a listener to talk to. */
  readonly listener: aws.lb.Listener;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("edge:LoadBalancer", name, args, opts);
    const group = this.createSecurityGroup(name, args);
    const loadBalancer = new aws.lb.LoadBalancer(
      `${name}-balancer`,
      {
        loadBalancerType: "application",
        internal: true,
        subnets: args.subnetIds,
        securityGroups: [group.id],
        enableDeletionProtection: args.protect,
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "defensive",
        enableHttp2: true,
        idleTimeout: args.idleSeconds,
        accessLogs: { enabled: true, bucket: args.logBucket, prefix: LOG_PREFIX.loadBalancer },
      },
      this.child("loadBalancer", { protect: args.protect, dependsOn: args.logPolicy }),
    );
    const targets = new aws.lb.TargetGroup(
      `${name}-api`,
      {
        vpcId: args.vpcId,
        targetType: "ip",
        protocol: "HTTP",
        port: API_PORT,
        deregistrationDelay: args.drainSeconds,
        healthCheck: {
          path: "/ready",
          protocol: "HTTP",
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      },
      this.child("targetGroup"),
    );
    new aws.lb.Listener(
      `${name}-http`,
      {
        loadBalancerArn: loadBalancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
      },
      this.child("listener"),
    );
    this.listener = new aws.lb.Listener(
      `${name}-https`,
      {
        loadBalancerArn: loadBalancer.arn,
        port: 443,
        protocol: "HTTPS",
        sslPolicy: TLS_POLICY,
        certificateArn: args.certificateArn,
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
      },
      this.child("listener"),
    );
    new aws.wafv2.WebAclAssociation(
      `${name}-firewall`,
      { resourceArn: loadBalancer.arn, webAclArn: args.firewallArn },
      this.child("firewall"),
    );
    this.arn = loadBalancer.arn;
    this.dnsName = loadBalancer.dnsName;
    this.securityGroupId = group.id;
    this.targetGroupArn = targets.arn;
    this.registerOutputs({ arn: this.arn, targetGroupArn: this.targetGroupArn });
  }

  private createSecurityGroup(name: string, args: LoadBalancerArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      `${name}-security`,
      { vpcId: args.vpcId, description: "Load balancer: CloudFront in, the API's pods out" },
      this.child("securityGroup"),
    );
    const securityGroupId = group.id;
    // The list counts as 55 of a group's 60 rules, so it can be named once.
    const cloudfront = aws.ec2.getManagedPrefixListOutput(
      { name: "com.amazonaws.global.cloudfront.origin-facing" },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-cdn`,
      { securityGroupId, description: "CloudFront", ...tcp(443), prefixListId: cloudfront.id },
      this.child("ingress"),
    );
    for (const port of [80, 443]) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-vpc-${port}`,
        { securityGroupId, description: "Callers inside the VPC", ...tcp(port), cidrIpv4: args.vpcCidr },
        this.child("ingress"),
      );
    }
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-pods`,
      { securityGroupId, description: "The API's pods", ...tcp(API_PORT), referencedSecurityGroupId: args.podGroupId },
      this.child("egress"),
    );
    return group;
  }
}
