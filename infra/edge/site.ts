import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { GLOBAL_REGION } from "../core/context.ts";
import type { Bucket } from "../data/bucket.ts";
import { LOG_PREFIX } from "../data/storage.ts";

export interface StaticSiteArgs {
  /** Host that it answers to. */
  readonly host: string;
  /** Files it serves; this component sets the bucket's policy. */
  readonly bucket: Bucket;
  /** Certificate in us-east-1, valid for the host. */
  readonly certificateArn: pulumi.Input<string>;
  /** Web ACL in us-east-1. */
  readonly firewallArn: pulumi.Input<string>;
  readonly priceClass: string;
  /** Headers that every response carries. */
  readonly headers: aws.cloudfront.ResponseHeadersPolicyArgs;
  /** What to serve at `/`. @default none */
  readonly rootObject?: string;
  /** Whether paths without a file extension are pages of a single-page app. @default false */
  readonly singlePage?: boolean;
  /** VPC origin that answers `/api/*`. @default none */
  readonly api?: { readonly vpcOriginId: pulumi.Input<string>; readonly domainName: pulumi.Input<string> };
  /** Bucket for the access logs. */
  readonly logBucketArn: pulumi.Input<string>;
  readonly transform?: Transforms<StaticSiteChildren>;
}

export interface StaticSiteChildren {
  originAccess: aws.cloudfront.OriginAccessControlArgs;
  headers: aws.cloudfront.ResponseHeadersPolicyArgs;
  pages: aws.cloudfront.FunctionArgs;
  distribution: aws.cloudfront.DistributionArgs;
  logSource: aws.cloudwatch.LogDeliverySourceArgs;
  logDestination: aws.cloudwatch.LogDeliveryDestinationArgs;
  logDelivery: aws.cloudwatch.LogDeliveryArgs;
}

/**
 * Policies AWS keeps for everyone.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
const MANAGED = {
  cacheFiles: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  cacheNothing: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  forwardEverything: "216adef6-5c7f-47e4-b989-5492eafa07d3",
} as const;

const READ = ["GET", "HEAD", "OPTIONS"];
const ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

/** A custom error page would also swallow the API's 404s; this touches only the files. */
const PAGES = `function handler(event) {
  var request = event.request;
  if (!request.uri.split("/").pop().includes(".")) request.uri = "/index.html";
  return request;
}
`;

/**
 * A CloudFront distribution over a private bucket: HTTPS only, TLS 1.2 or newer, behind the firewall, logged. The bucket admits this
 * distribution and nobody else. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export class StaticSite extends Component<StaticSiteChildren> {
  readonly domainName: pulumi.Output<string>;
  readonly distributionId: pulumi.Output<string>;

  constructor(name: string, args: StaticSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("edge:StaticSite", name, args, opts);
    const originAccess = new aws.cloudfront.OriginAccessControl(
      `${name}-access`,
      { originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4", description: args.host },
      this.child("originAccess"),
    );
    const headers = new aws.cloudfront.ResponseHeadersPolicy(`${name}-headers`, args.headers, this.child("headers"));
    const pages = args.singlePage
      ? new aws.cloudfront.Function(
          `${name}-pages`,
          { runtime: "cloudfront-js-2.0", publish: true, code: PAGES },
          this.child("pages"),
        )
      : undefined;
    const behaviour = { viewerProtocolPolicy: "redirect-to-https", responseHeadersPolicyId: headers.id };
    const { api } = args;
    const distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      {
        enabled: true,
        comment: args.host,
        aliases: [args.host],
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: args.priceClass,
        webAclId: args.firewallArn,
        ...(args.rootObject !== undefined && { defaultRootObject: args.rootObject }),
        viewerCertificate: {
          acmCertificateArn: args.certificateArn,
          sslSupportMethod: "sni-only",
          minimumProtocolVersion: "TLSv1.2_2021",
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        origins: [
          { originId: "files", domainName: args.bucket.regionalDomainName, originAccessControlId: originAccess.id },
          ...(api ? [{ originId: "api", domainName: api.domainName, vpcOriginConfig: { vpcOriginId: api.vpcOriginId } }] : []),
        ],
        defaultCacheBehavior: {
          ...behaviour,
          targetOriginId: "files",
          allowedMethods: READ,
          cachedMethods: READ,
          compress: true,
          cachePolicyId: MANAGED.cacheFiles,
          ...(pages && { functionAssociations: [{ eventType: "viewer-request", functionArn: pages.arn }] }),
        },
        orderedCacheBehaviors: api
          ? [
              {
                ...behaviour,
                pathPattern: "/api/*",
                targetOriginId: "api",
                allowedMethods: ALL_METHODS,
                cachedMethods: READ,
                compress: true,
                cachePolicyId: MANAGED.cacheNothing,
                // The Host header goes along: it is what the load balancer's certificate is for.
                originRequestPolicyId: MANAGED.forwardEverything,
              },
            ]
          : [],
      },
      this.child("distribution"),
    );
    args.bucket.restrict([
      {
        Sid: "OnlyThisDistribution",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: pulumi.interpolate`${args.bucket.arn}/*`,
        Condition: { StringEquals: { "aws:SourceArn": distribution.arn } },
      },
    ]);
    this.createLogs(name, args, distribution);
    this.domainName = distribution.domainName;
    this.distributionId = distribution.id;
    this.registerOutputs({ domainName: this.domainName, distributionId: this.distributionId });
  }

  /** Access logs the present way, which needs no ACL on the bucket. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html */
  private createLogs(name: string, args: StaticSiteArgs, distribution: aws.cloudfront.Distribution): void {
    const region = GLOBAL_REGION;
    const source = new aws.cloudwatch.LogDeliverySource(
      `${name}-logs`,
      { region, logType: "ACCESS_LOGS", resourceArn: distribution.arn },
      this.child("logSource"),
    );
    const destination = new aws.cloudwatch.LogDeliveryDestination(
      `${name}-logs`,
      {
        region,
        outputFormat: "parquet",
        deliveryDestinationConfiguration: { destinationResourceArn: pulumi.interpolate`${args.logBucketArn}/${LOG_PREFIX.cdn}` },
      },
      this.child("logDestination"),
    );
    new aws.cloudwatch.LogDelivery(
      `${name}-logs`,
      {
        region,
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        s3DeliveryConfigurations: [{ enableHiveCompatiblePath: true, suffixPath: "{DistributionId}/{yyyy}/{MM}/{dd}" }],
      },
      this.child("logDelivery"),
    );
  }
}
