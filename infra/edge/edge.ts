import * as aws from "@pulumi/aws";
import { CertificatePack, type CertificatePackArgs } from "@pulumi/cloudflare/certificatePack.js";
import { DnsRecord, type DnsRecordArgs } from "@pulumi/cloudflare/dnsRecord.js";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { seconds } from "../config/units.ts";
import { Component, type Transforms } from "../core/component.ts";
import { type Context, stackResourceName } from "../core/context.ts";
import type { Storage } from "../data/storage.ts";
import { Certificates, type CertificatesArgs } from "./certificates.ts";
import { Firewall, type FirewallArgs } from "./firewall.ts";
import { dashboardHeaders, sdkHeaders } from "./headers.ts";
import { cdnHost } from "./hosts.ts";
import { LoadBalancer, type LoadBalancerArgs } from "./loadBalancer.ts";
import { StaticSite, type StaticSiteArgs } from "./site.ts";

export interface EdgeArgs {
  readonly context: Context;
  /** Hosts, proxy mode, limits, as the configuration has them. */
  readonly config: EnvironmentConfig["edge"];
  /** Cloudflare zone of the hosts. */
  readonly zoneId: pulumi.Input<string>;
  readonly network: {
    readonly vpcId: pulumi.Input<string>;
    readonly cidr: string;
    readonly privateSubnetIds: pulumi.Input<string>[];
  };
  /** Security group of the pods. */
  readonly podGroupId: pulumi.Input<string>;
  readonly storage: Storage;
  /** Keys for the firewall logs: in the stack's region, and in us-east-1. */
  readonly keys: { readonly arn: pulumi.Input<string>; readonly globalArn: pulumi.Input<string> };
  /** Days that firewall logs are kept. */
  readonly logDays: number;
  /** Whether the load balancer refuses to be deleted. */
  readonly protect: boolean;
  readonly transform?: Transforms<EdgeChildren> & {
    readonly certificates?: CertificatesArgs["transform"];
    readonly firewall?: FirewallArgs["transform"];
    readonly loadBalancer?: LoadBalancerArgs["transform"];
    readonly site?: StaticSiteArgs["transform"];
  };
}

export interface EdgeChildren {
  vpcOrigin: aws.cloudfront.VpcOriginArgs;
  record: DnsRecordArgs;
  certificatePack: CertificatePackArgs;
}

/**
 * From the outside in: Cloudflare's DNS and proxy, CloudFront for dashboard, API and SDK, the firewall, the load balancer. Each step
 * admits only the one before it.
 */
export class Edge extends Component<EdgeChildren> {
  readonly host: string;
  readonly cdnHost: string;
  readonly loadBalancer: LoadBalancer;
  readonly dashboard: StaticSite;
  readonly sdk: StaticSite;

  constructor(name: string, args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("edge:Edge", name, args, opts);
    const { config, transform } = args;
    this.host = config.host;
    this.cdnHost = cdnHost(config);
    const certificates = new Certificates(
      "certificates",
      {
        ...{ region: args.context.region, zoneId: args.zoneId, host: this.host, cdnHost: this.cdnHost },
        ...(transform?.certificates && { transform: transform.certificates }),
      },
      { parent: this },
    );
    this.loadBalancer = this.createLoadBalancer(args, certificates);
    const { dashboard, sdk } = this.createSites(name, args, certificates);
    this.dashboard = dashboard;
    this.sdk = sdk;
    this.createDns(name, args);
    this.registerOutputs({ host: this.host, cdnHost: this.cdnHost });
  }

  private createLoadBalancer(args: EdgeArgs, certificates: Certificates): LoadBalancer {
    const { config, network, storage, transform } = args;
    return new LoadBalancer(
      "alb",
      {
        vpcId: network.vpcId,
        vpcCidr: network.cidr,
        subnetIds: network.privateSubnetIds,
        podGroupId: args.podGroupId,
        certificateArn: certificates.loadBalancerArn,
        firewallArn: this.createFirewall("alb", args).arn,
        logBucket: storage.logs.id,
        logPolicy: storage.logPolicy,
        idleSeconds: seconds(config.idleTimeout),
        drainSeconds: seconds(config.drain),
        protect: args.protect,
        ...(transform?.loadBalancer && { transform: transform.loadBalancer }),
      },
      { parent: this },
    );
  }

  private createFirewall(scope: "cdn" | "alb", args: EdgeArgs): Firewall {
    const { config, context, keys, logDays, transform } = args;
    const proxied = config.proxy.mode === "proxied";
    const direct = scope === "cdn" ? "connection" : "X-Forwarded-For";
    return new Firewall(
      `${scope}-firewall`,
      {
        ...{ context, scope, logDays, rateLimit: config.rateLimit },
        clientAddress: proxied ? "CF-Connecting-IP" : direct,
        onlyCloudflare: proxied && scope === "cdn",
        keyArn: scope === "cdn" ? keys.globalArn : keys.arn,
        ...(transform?.firewall && { transform: transform.firewall }),
      },
      { parent: this },
    );
  }

  private createSites(name: string, args: EdgeArgs, certificates: Certificates): { dashboard: StaticSite; sdk: StaticSite } {
    const { config, storage, transform } = args;
    const vpcOrigin = new aws.cloudfront.VpcOrigin(
      `${name}-api`,
      {
        vpcOriginEndpointConfig: {
          name: stackResourceName(args.context),
          arn: this.loadBalancer.arn,
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
        },
      },
      this.child("vpcOrigin", { dependsOn: this.loadBalancer.listener }),
    );
    const common = {
      certificateArn: certificates.cdnArn,
      firewallArn: this.createFirewall("cdn", args).arn,
      priceClass: config.priceClass,
      logBucketArn: storage.logs.arn,
      ...(transform?.site && { transform: transform.site }),
    };
    return {
      dashboard: new StaticSite(
        "dashboard-site",
        {
          ...common,
          host: this.host,
          bucket: storage.dashboard,
          headers: dashboardHeaders(config),
          rootObject: "index.html",
          singlePage: true,
          api: { vpcOriginId: vpcOrigin.id, domainName: this.loadBalancer.dnsName },
        },
        { parent: this },
      ),
      sdk: new StaticSite(
        "sdk-site",
        { ...common, host: this.cdnHost, bucket: storage.sdk, headers: sdkHeaders(), rootObject: "monitor.js" },
        { parent: this },
      ),
    };
  }

  private createDns(name: string, args: EdgeArgs): void {
    const { zoneId, config } = args;
    const proxied = config.proxy.mode === "proxied";
    const hosts = { dashboard: [this.host, this.dashboard], sdk: [this.cdnHost, this.sdk] } as const;
    for (const [key, [host, site]] of Object.entries(hosts)) {
      new DnsRecord(
        `${name}-${key}`,
        {
          zoneId,
          name: host,
          type: "CNAME",
          content: site.domainName,
          proxied,
          ttl: 1,
          comment: stackResourceName(args.context),
        },
        this.child("record"),
      );
    }
    if (config.proxy.mode === "proxied" && config.proxy.certificate === "advanced") {
      new CertificatePack(
        `${name}-certificate`,
        {
          zoneId,
          type: "advanced",
          // Cloudflare wants the zone itself on every pack.
          hosts: [...new Set([config.zone, this.host, this.cdnHost])],
          certificateAuthority: "google",
          validationMethod: "txt",
          validityDays: 90,
        },
        this.child("certificatePack"),
      );
    }
  }
}
