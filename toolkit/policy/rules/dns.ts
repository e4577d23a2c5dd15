/** Route 53 zones and ACM certificates. */

import type { Resource } from "../../graph/graph.ts";
import { companion, itemsAt, onlyProduction, says } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, kept, type Rule } from "../rule.ts";

const ZONE = { service: "Route 53", of: ["aws:route53/zone:Zone"] } as const;
const CERTIFICATE = { service: "ACM", of: ["aws:acm/certificate:Certificate"] } as const;

/** Private zones answer inside their VPCs alone. */
const isPublic = (zone: Resource): boolean => itemsAt(zone, "vpcs")?.length === 0;

export const DNS: readonly Rule[] = [
  {
    ...ZONE,
    id: "dns-signed",
    title: "public zones are signed",
    severity: onlyProduction("low"),
    reason: "Without DNSSEC, whoever forges an answer sends visitors elsewhere.",
    remedy: "add aws.route53.HostedZoneDnsSec with signing on, and the DS record at the registrar",
    reference: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html",
    peers: ["CKV2_AWS_38"],
    judge: (zone, world) =>
      isPublic(zone)
        ? companion(zone, world, {
            ...{ types: ["aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"], input: "hostedZoneId" },
            judge: (signing) =>
              says(signing, "signingStatus", (value) => (value === undefined || value === "SIGNING" ? null : "does not sign")),
            missing: "is not signed",
          })
        : null,
  },
  {
    ...ZONE,
    id: "dns-query-logs",
    title: "queries of public zones are logged",
    severity: onlyProduction("low"),
    reason: "Without query logs nobody sees which names are asked for, and by whom.",
    remedy: "add aws.route53.QueryLog",
    reference: `${SECURITY_HUB}/route53-controls.html#route53-2`,
    peers: ["CKV2_AWS_39"],
    judge: (zone, world) =>
      isPublic(zone)
        ? companion(zone, world, {
            ...{ types: ["aws:route53/queryLog:QueryLog"], input: "zoneId" },
            ...{ judge: () => kept, missing: "logs no queries" },
          })
        : null,
  },
  {
    ...CERTIFICATE,
    id: "acm-replaced-first",
    title: "a certificate is replaced before the old one goes",
    severity: "medium",
    reason: "AWS deletes no certificate in use, so that the update fails half way.",
    remedy: "take deleteBeforeReplace out of the certificate's options",
    reference: "https://www.pulumi.com/docs/iac/concepts/resources/options/deletebeforereplace/",
    peers: ["CKV_AWS_233"],
    judge: ({ options }) => (options.deleteBeforeReplace === true ? broken("is deleted before its successor is made") : kept),
  },
  {
    ...CERTIFICATE,
    id: "acm-renewed",
    title: "certificates renew by themselves",
    severity: "medium",
    reason: "A certificate that somebody must confirm by e-mail is the one that expires.",
    remedy: "set validationMethod to DNS, with the record in the same program",
    reference: "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
    peers: ["AWSGuard acm-certificate-expiration"],
    judge: (certificate) => {
      if (certificate.inputs.privateKey !== undefined) return broken("is imported, and renewed by hand", { path: "privateKey" });
      if (certificate.inputs.certificateAuthorityArn !== undefined) return null;
      return says(certificate, "validationMethod", (value) => (value === "DNS" ? null : `is confirmed by ${value ?? "nobody"}`));
    },
  },
];
