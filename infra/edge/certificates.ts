import * as aws from "@pulumi/aws";
import { DnsRecord, type DnsRecordArgs } from "@pulumi/cloudflare/dnsRecord.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { GLOBAL_REGION } from "../core/context.ts";

export interface CertificatesArgs {
  /** Region of the load balancer. */
  readonly region: string;
  readonly zoneId: pulumi.Input<string>;
  /** Host of dashboard and API. */
  readonly host: string;
  /** Host of the SDK. */
  readonly cdnHost: string;
  readonly transform?: Transforms<CertificatesChildren>;
}

export interface CertificatesChildren {
  certificate: aws.acm.CertificateArgs;
  record: DnsRecordArgs;
  validation: aws.acm.CertificateValidationArgs;
}

/**
 * ACM certificates of the hosts: one where CloudFront looks, one beside the load balancer, both renewed by AWS for as long as the
 * validation records stand. https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class Certificates extends Component<CertificatesChildren> {
  /** For CloudFront, once it is valid. */
  readonly cdnArn: pulumi.Output<string>;
  /** For the load balancer, once it is valid. */
  readonly loadBalancerArn: pulumi.Output<string>;

  constructor(name: string, args: CertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("edge:Certificates", name, args, opts);
    const certificate = (key: string, region: string, names: string[]) =>
      new aws.acm.Certificate(
        `${name}-${key}`,
        { region, domainName: args.host, subjectAlternativeNames: names, validationMethod: "DNS" },
        this.child("certificate"),
      );
    const cdn = certificate("cdn", GLOBAL_REGION, [args.cdnHost]);
    const loadBalancer = certificate("alb", args.region, []);

    // ACM asks for the same record of a host whatever the region: these, unproxied, validate both certificates.
    const records = { host: args.host, sdk: args.cdnHost };
    const proofs = Object.entries(records).map(([key, host]) => {
      const wanted = cdn.domainValidationOptions.apply((options) => validationRecord(options, host));
      return new DnsRecord(
        `${name}-${key}`,
        {
          zoneId: args.zoneId,
          name: wanted.name,
          type: wanted.type,
          content: wanted.content,
          ttl: 300,
          proxied: false,
          comment: `ACM validation of ${host}`,
        },
        this.child("record"),
      );
    });
    const validated = (key: string, region: string, of: aws.acm.Certificate) =>
      new aws.acm.CertificateValidation(
        `${name}-${key}`,
        { region, certificateArn: of.arn },
        this.child("validation", { dependsOn: proofs }),
      ).certificateArn;
    this.cdnArn = validated("cdn", GLOBAL_REGION, cdn);
    this.loadBalancerArn = validated("alb", args.region, loadBalancer);
    this.registerOutputs({});
  }
}

/** The record that proves a host is ours. ACM writes names with a closing dot, Cloudflare keeps them without. */
function validationRecord(options: readonly aws.types.output.acm.CertificateDomainValidationOption[], host: string) {
  const option = options.find(({ domainName }) => domainName === host);
  if (!option) throw new Error(`ACM asks for no validation record for ${host}`);
  const undotted = (name: string) => name.replace(/\.$/, "");
  return {
    name: undotted(option.resourceRecordName),
    type: option.resourceRecordType,
    content: undotted(option.resourceRecordValue),
  };
}
