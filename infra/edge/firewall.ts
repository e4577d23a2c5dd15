import * as aws from "@pulumi/aws";
import { getIpRangesOutput } from "@pulumi/cloudflare/getIpRanges.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { type Context, GLOBAL_REGION, stackResourceName } from "../core/context.ts";
import { type ClientAddress, firewallRules, visibility } from "./firewallRules.ts";

export interface FirewallArgs {
  readonly context: Context;
  /** What it stands before: CloudFront distributions (in us-east-1), or the load balancer (in the stack's region). */
  readonly scope: "cdn" | "alb";
  /** Requests per client in five minutes before it is blocked. */
  readonly rateLimit: number;
  /** Where a client's address is read. */
  readonly clientAddress: ClientAddress;
  /** Whether only Cloudflare's own addresses are admitted. @default false */
  readonly onlyCloudflare?: boolean;
  /** Key for the log, in the region of the scope. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that the log is kept. */
  readonly logDays: number;
  readonly transform?: Transforms<FirewallChildren>;
}

export interface FirewallChildren {
  addresses: aws.wafv2.IpSetArgs;
  webAcl: aws.wafv2.WebAclArgs;
  logGroup: aws.cloudwatch.LogGroupArgs;
  logging: aws.wafv2.WebAclLoggingConfigurationArgs;
}

/** Headers that carry credentials: the log shows that they were there, not what they were. */
const REDACTED_HEADERS = ["authorization", "cookie", "x-sentry-auth"];

/** A web ACL with AWS's managed rules, a rate limit and a log. https://docs.aws.amazon.com/waf/latest/developerguide/waf-chapter.html */
export class Firewall extends Component<FirewallChildren> {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("edge:Firewall", name, args, opts);
    const { context, keyArn, logDays } = args;
    const where =
      args.scope === "cdn" ? { scope: "CLOUDFRONT", region: GLOBAL_REGION } : { scope: "REGIONAL", region: context.region };
    const { region } = where;
    const admitOnly = args.onlyCloudflare ? this.createAddressSets(name, where) : undefined;
    const acl = new aws.wafv2.WebAcl(
      `${name}-acl`,
      {
        ...where,
        description: `Before the ${args.scope === "cdn" ? "CDN" : "load balancer"}`,
        defaultAction: { allow: {} },
        rules: firewallRules({ rateLimit: args.rateLimit, clientAddress: args.clientAddress, ...(admitOnly && { admitOnly }) }),
        visibilityConfig: visibility(name),
      },
      this.child("webAcl"),
    );
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      // WAF writes to groups of this prefix alone.
      { name: `aws-waf-logs-${stackResourceName(context)}-${args.scope}`, region, kmsKeyId: keyArn, retentionInDays: logDays },
      this.child("logGroup"),
    );
    new aws.wafv2.WebAclLoggingConfiguration(
      `${name}-logging`,
      {
        region,
        resourceArn: acl.arn,
        logDestinationConfigs: [logs.arn],
        redactedFields: REDACTED_HEADERS.map((header) => ({ singleHeader: { name: header } })),
      },
      this.child("logging"),
    );
    this.arn = acl.arn;
    this.registerOutputs({ arn: this.arn });
  }

  private createAddressSets(name: string, where: { scope: string; region: string }): pulumi.Output<string>[] {
    const ranges = getIpRangesOutput({}, { parent: this });
    const set = (key: string, ipAddressVersion: string, addresses: pulumi.Output<string[]>) =>
      new aws.wafv2.IpSet(
        `${name}-cloudflare-${key}`,
        { ...where, description: "Addresses Cloudflare connects from", ipAddressVersion, addresses },
        this.child("addresses"),
      ).arn;
    return [set("v4", "IPV4", ranges.ipv4Cidrs), set("v6", "IPV6", ranges.ipv6Cidrs)];
  }
}
