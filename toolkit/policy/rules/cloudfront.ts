/** CloudFront: what viewers and origins speak, who may ask, what is kept of it. */
import type { Json, Resource } from "../../graph/graph.ts";
import {
  about,
  all,
  companion,
  either,
  isHidden,
  isOn,
  isSet,
  itemsAt,
  mostlyProduction,
  onlyProduction,
  says,
  unknownAt,
} from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, kept, type Outcome, type Rule } from "../rule.ts";
import { read } from "../world.ts";

const DISTRIBUTION = { service: "CloudFront", of: ["aws:cloudfront/distribution:Distribution"] } as const;

/** AWS's own policies that add security headers. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html */
const MANAGED_SECURITY_HEADERS: ReadonlySet<unknown> = new Set([
  "67f7725c-6f97-4210-82d7-5512b31e9d03",
  "e61eb60c-9c35-4d20-a928-2b84e02af89c",
  "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
]);

/** Judges what is said of a path in the default behaviour and in each further one. */
function behaviours(distribution: Resource, judge: (path: string) => Outcome): readonly Outcome[] {
  const ordered = itemsAt(distribution, "orderedCacheBehaviors");
  const further = ordered === null ? [unknownAt("orderedCacheBehaviors")] : ordered.map(({ path }) => judge(path));
  return all([judge("defaultCacheBehavior"), ...further]);
}

/** Judges each origin; what is hidden in it is for the judge to see. */
function origins(distribution: Resource, judge: (path: string, origin: { readonly [key: string]: Json }) => Outcome | null) {
  const items = itemsAt(distribution, "origins");
  if (items === null) return unknownAt("origins");
  const outcomes = items.flatMap(({ path, value }) =>
    typeof value === "object" && value !== null ? (judge(path, value as { [key: string]: Json }) ?? []) : unknownAt(path),
  );
  return outcomes.length === 0 ? null : all(outcomes);
}

/** Whether an origin is a bucket: by where its domain comes from, or by its name. A bucket's website answers anybody. */
const isBucket = ({ domainName }: { readonly [key: string]: Json }): boolean =>
  typeof domainName === "string" &&
  /#(bucket(Regional)?DomainName|websiteEndpoint)\}|\.s3[.-][\w.-]*amazonaws\.com$/.test(domainName);

export const CLOUDFRONT: readonly Rule[] = [
  {
    ...DISTRIBUTION,
    id: "cdn-https",
    title: "viewers are served over HTTPS alone",
    severity: "high",
    reason: "Whoever is on the way reads and changes what goes over plain HTTP.",
    remedy: "set viewerProtocolPolicy to redirect-to-https or https-only in every behaviour",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-3`,
    peers: ["CKV_AWS_34"],
    judge: (distribution) =>
      behaviours(distribution, (path) =>
        says(distribution, `${path}.viewerProtocolPolicy`, (value) =>
          value === "redirect-to-https" || value === "https-only" ? null : `serves plain HTTP (${value ?? "nothing set"})`,
        ),
      ),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-tls",
    title: "viewers use TLS 1.2 or newer",
    severity: "high",
    reason: "TLS 1.0 and 1.1 have known attacks, and a client can be talked down to them.",
    remedy: "set viewerCertificate.minimumProtocolVersion to TLSv1.2_2021, with a certificate of your own",
    reference:
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html",
    peers: ["CKV_AWS_174"],
    judge: (distribution) => {
      const own = says(distribution, "viewerCertificate.cloudfrontDefaultCertificate", (value) =>
        isOn(value) ? "accepts TLSv1, as CloudFront's own certificate does whatever else is set" : null,
      );
      if (own.kind !== "kept") return own;
      return says(distribution, "viewerCertificate.minimumProtocolVersion", (value) =>
        typeof value === "string" && /^TLSv1\.[23]/.test(value) ? null : `accepts ${value ?? "TLSv1"}`,
      );
    },
  },
  {
    ...DISTRIBUTION,
    id: "cdn-certificate",
    title: "the CDN shows a certificate of the host's own",
    severity: "medium",
    reason: "With CloudFront's default certificate there is no host name of one's own, and TLS 1.0 is accepted.",
    remedy: "set viewerCertificate.acmCertificateArn to a certificate in us-east-1",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-7`,
    peers: ["CKV2_AWS_42"],
    judge: (distribution) =>
      either(
        isSet(distribution, "viewerCertificate.acmCertificateArn", "shows CloudFront's default certificate"),
        isSet(distribution, "viewerCertificate.iamCertificateId", "shows CloudFront's default certificate"),
      ),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-firewall",
    title: "the CDN stands behind a firewall",
    severity: mostlyProduction("medium"),
    reason: "What the internet reaches is probed for known holes all day.",
    remedy: "set webAclId to a web ACL of scope CLOUDFRONT in us-east-1",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-6`,
    peers: ["CKV_AWS_68"],
    judge: (distribution) => isSet(distribution, "webAclId", "has no firewall"),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-logs",
    title: "requests are logged",
    severity: mostlyProduction("medium"),
    reason: "Without access logs nobody can tell afterwards who asked for what.",
    remedy: "add aws.cloudwatch.LogDeliverySource for it, or set loggingConfig",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-5`,
    peers: ["CKV_AWS_86"],
    judge: (distribution, world) =>
      either(
        companion(distribution, world, {
          types: ["aws:cloudwatch/logDeliverySource:LogDeliverySource"],
          input: "resourceArn",
          judge: () => kept,
          missing: "keeps no access logs",
        }),
        isSet(distribution, "loggingConfig.bucket", "keeps no access logs"),
      ),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-root-object",
    title: "the root answers with a file that is meant",
    severity: "low",
    reason: "Without one, asking for the root asks the origin, and a bucket answers with the list of what is in it where it may.",
    remedy: "set defaultRootObject",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-1`,
    peers: ["CKV_AWS_305"],
    judge: (distribution) => isSet(distribution, "defaultRootObject", "has no root object"),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-failover",
    title: "another origin answers where one fails",
    severity: onlyProduction("low"),
    reason: "Where the one origin's region fails, so does the site.",
    remedy: "add an originGroup with failoverCriteria and a second origin",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-4`,
    peers: ["CKV_AWS_310"],
    judge: (distribution) => isSet(distribution, "originGroups", "has no origin to fail over to"),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-countries",
    title: "countries without customers are not served",
    severity: onlyProduction("low"),
    reason: "Fewer countries that may ask are fewer places to attack from.",
    remedy: "set restrictions.geoRestriction to a whitelist or blacklist of countries",
    reference: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/georestrictions.html",
    peers: ["CKV_AWS_374"],
    judge: (distribution) =>
      says(distribution, "restrictions.geoRestriction.restrictionType", (value) =>
        value === "whitelist" || value === "blacklist" ? null : "serves every country",
      ),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-headers",
    title: "every answer carries security headers",
    severity: "medium",
    reason: "Browsers only refuse framing, sniffing and plain HTTP where a site asks them to.",
    remedy: "set responseHeadersPolicyId to a policy with securityHeadersConfig",
    reference: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-response-headers.html",
    peers: ["CKV2_AWS_32"],
    judge: (distribution, world) => {
      const own = new Map(
        ["defaultCacheBehavior", "orderedCacheBehaviors"]
          .flatMap((input) => world.pointedAtBy(distribution, input))
          .map((policy) => [`\${${policy.urn}#id}`, policy]),
      );
      return behaviours(distribution, (path) => {
        const found = read(distribution, `${path}.responseHeadersPolicyId`);
        if (!found.known) return unknownAt(found.path);
        const { value } = found;
        if (value === undefined) return broken("adds no security headers", { path });
        if (MANAGED_SECURITY_HEADERS.has(value)) return kept;
        const policy = own.get(String(value));
        return policy
          ? about(policy, isSet(policy, "securityHeadersConfig", "adds no security headers"))
          : unknownAt(`${path}.responseHeadersPolicyId`);
      });
    },
  },
  {
    service: "CloudFront",
    of: ["aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"],
    id: "cdn-hsts",
    title: "browsers are told to come by HTTPS for a year or more",
    severity: "medium",
    reason: "Until a browser knows that, its first request of a visit can be caught in the clear.",
    remedy:
      "set securityHeadersConfig.strictTransportSecurity with accessControlMaxAgeSec 31536000, includeSubdomains and override",
    reference: "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Strict_Transport_Security_Cheat_Sheet.html",
    peers: ["CKV_AWS_259"],
    judge: (policy) =>
      says(policy, "securityHeadersConfig.strictTransportSecurity", (value) => {
        const {
          accessControlMaxAgeSec: age = 0,
          includeSubdomains,
          override,
        } = (value ?? {}) as { readonly [key: string]: Json };
        if (typeof age !== "number" || age < 31_536_000) return `asks for HTTPS for ${age} seconds`;
        return includeSubdomains === true && override === true
          ? null
          : "asks for HTTPS without subdomains, or only where nobody else does";
      }),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-bucket-access",
    title: "buckets admit the CDN alone",
    severity: "medium",
    reason: "A bucket that anybody may read is read past the firewall, the logs and the cache.",
    remedy: "give the origin an originAccessControlId, and admit the distribution alone in the bucket's policy",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-13`,
    peers: ["CKV2_AWS_46"],
    judge: (distribution) =>
      origins(distribution, (path, origin) =>
        isBucket(origin)
          ? either(
              isSet(distribution, `${path}.originAccessControlId`, "reads a bucket as anybody would"),
              isSet(distribution, `${path}.s3OriginConfig.originAccessIdentity`, "reads a bucket as anybody would"),
            )
          : isHidden(origin.domainName) && !String(origin.domainName).startsWith("${")
            ? unknownAt(`${path}.domainName`)
            : null,
      ),
  },
  {
    ...DISTRIBUTION,
    id: "cdn-origin-https",
    title: "the CDN speaks HTTPS to its origins, TLS 1.2 or newer",
    severity: "medium",
    reason: "Between the CDN and the origin, traffic crosses networks of others.",
    remedy: "set customOriginConfig.originProtocolPolicy to https-only and originSslProtocols to TLSv1.2",
    reference: `${SECURITY_HUB}/cloudfront-controls.html#cloudfront-9`,
    peers: ["CKV2_AWS_54", "CKV2_AWS_72"],
    judge: (distribution, world) =>
      origins(distribution, (path, { customOriginConfig, vpcOriginConfig }) => {
        if (customOriginConfig !== undefined)
          return speaksTls(distribution, `${path}.customOriginConfig`, `${path}.customOriginConfig.originSslProtocols`);
        if (vpcOriginConfig === undefined) return null;
        const way = world
          .pointedAtBy(distribution, "origins")
          .find(({ urn }) => JSON.stringify(vpcOriginConfig).includes(`${urn}#`));
        if (!way) return unknownAt(`${path}.vpcOriginConfig`);
        return about(way, speaksTls(way, "vpcOriginEndpointConfig", "vpcOriginEndpointConfig.originSslProtocols.items"));
      }),
  },
];

/** Whether CloudFront speaks TLS alone on the way to an origin, and no old one. */
function speaksTls(resource: Resource, path: string, protocols: string): Outcome {
  const policy = says(resource, `${path}.originProtocolPolicy`, (value) =>
    value === "https-only" ? null : `speaks plain HTTP to an origin (${value})`,
  );
  if (policy.kind !== "kept") return policy;
  return says(resource, protocols, (value) => {
    const old = [value ?? []].flat().filter((version) => version !== "TLSv1.2" && version !== "TLSv1.3");
    return old.length === 0 ? null : `speaks ${old.join(" and ")} to an origin`;
  });
}
