import { expect, it } from "vitest";
import type { Json } from "../../graph/graph.ts";
import { CLOUDFRONT } from "./cloudfront.ts";
import { beside, judged, rulesOf } from "./testRows.ts";
import { adrift, messages, outcomes, ruleIn, set, thing, unknown, without } from "./testTable.ts";

const headers = thing("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "headers", {
  inputs: { securityHeadersConfig: { contentTypeOptions: { override: true } } },
});
const bucket = thing("aws:s3/bucket:Bucket", "files");
const behaviour: Json = { viewerProtocolPolicy: "redirect-to-https", responseHeadersPolicyId: `\${${headers.urn}#id}` };
const distribution = judged(
  "aws:cloudfront/distribution:Distribution",
  {
    defaultCacheBehavior: behaviour,
    orderedCacheBehaviors: [{ pathPattern: "/api/*", ...(behaviour as object) }],
    defaultRootObject: "index.html",
    webAclId: "arn:aws:wafv2:acl",
    viewerCertificate: { acmCertificateArn: "arn:aws:acm:certificate", minimumProtocolVersion: "TLSv1.2_2021" },
    restrictions: { geoRestriction: { restrictionType: "whitelist", locations: ["DE"] } },
    originGroups: [{ originId: "both" }],
    origins: [
      { originId: "files", domainName: `\${${bucket.urn}#bucketRegionalDomainName}`, originAccessControlId: "E1" },
      {
        originId: "api",
        domainName: "api.example.com",
        customOriginConfig: { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] },
      },
    ],
  },
  { propertyDependencies: { defaultCacheBehavior: [headers.urn], orderedCacheBehaviors: [headers.urn], origins: [bucket.urn] } },
);
const logs = beside("aws:cloudwatch/logDeliverySource:LogDeliverySource", "resourceArn", distribution);
const world = [distribution, headers, bucket, logs];

rulesOf(CLOUDFRONT, {
  "cdn-https": [
    world,
    set("it", "orderedCacheBehaviors[0].viewerProtocolPolicy", "allow-all"),
    "serves plain HTTP (allow-all)",
    unknown("it", "orderedCacheBehaviors"),
  ],
  "cdn-tls": [
    world,
    set("it", "viewerCertificate.minimumProtocolVersion", "TLSv1.1_2016"),
    "accepts TLSv1.1_2016",
    unknown("it", "viewerCertificate"),
  ],
  "cdn-certificate": [
    world,
    set("it", "viewerCertificate", { cloudfrontDefaultCertificate: true }),
    "shows CloudFront's default certificate",
    unknown("it", "viewerCertificate"),
  ],
  "cdn-firewall": [world, set("it", "webAclId", undefined), "has no firewall", unknown("it", "webAclId")],
  "cdn-logs": [world, without("beside"), "keeps no access logs", adrift("beside", "resourceArn")],
  "cdn-root-object": [world, set("it", "defaultRootObject", ""), "has no root object", unknown("it", "defaultRootObject")],
  "cdn-failover": [world, set("it", "originGroups", undefined), "has no origin to fail over to", unknown("it", "originGroups")],
  "cdn-countries": [
    world,
    set("it", "restrictions.geoRestriction.restrictionType", "none"),
    "serves every country",
    unknown("it", "restrictions"),
  ],
  "cdn-headers": [
    world,
    set("it", "orderedCacheBehaviors[0].responseHeadersPolicyId", undefined),
    "adds no security headers",
    unknown("it", "orderedCacheBehaviors[0].responseHeadersPolicyId"),
  ],
  "cdn-hsts": [
    [
      judged(headers.type, {
        securityHeadersConfig: {
          strictTransportSecurity: { accessControlMaxAgeSec: 63_072_000, includeSubdomains: true, override: true },
        },
      }),
    ],
    set("it", "securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec", 300),
    "asks for HTTPS for 300 seconds",
    unknown("it", "securityHeadersConfig"),
  ],
  "cdn-bucket-access": [
    world,
    set("it", "origins[0].originAccessControlId", undefined),
    "reads a bucket as anybody would",
    unknown("it", "origins[0].originAccessControlId"),
  ],
  "cdn-origin-https": [
    world,
    set("it", "origins[1].customOriginConfig.originProtocolPolicy", "http-only"),
    "speaks plain HTTP to an origin (http-only)",
    unknown("it", "origins[1].customOriginConfig.originSslProtocols"),
  ],
});

const said = (id: string, resources: Parameters<typeof outcomes>[1]["resources"]) => {
  return messages(outcomes(ruleIn(CLOUDFRONT, id), { resources }), "broken");
};

it("looks at the way into the network for what an origin of a VPC speaks", () => {
  const way = thing("aws:cloudfront/vpcOrigin:VpcOrigin", "way", {
    inputs: {
      vpcOriginEndpointConfig: { originProtocolPolicy: "https-only", originSslProtocols: { items: ["TLSv1.1", "TLSv1.2"] } },
    },
  });
  const inside = judged(
    distribution.type,
    { origins: [{ originId: "api", domainName: "x", vpcOriginConfig: { vpcOriginId: `\${${way.urn}#id}` } }] },
    { propertyDependencies: { origins: [way.urn] } },
  );
  expect(said("cdn-origin-https", [inside, way])).toEqual(["way: speaks TLSv1.1 to an origin"]);
});

it("knows that CloudFront's own certificate comes with old TLS, whatever is set beside it", () => {
  const own = set("it", "viewerCertificate", { cloudfrontDefaultCertificate: true, minimumProtocolVersion: "TLSv1.2_2021" });
  expect(said("cdn-tls", own({ resources: world }).resources)).toEqual([
    "accepts TLSv1, as CloudFront's own certificate does whatever else is set",
  ]);
});

it("takes AWS's own header policies, and no policy without security headers", () => {
  const managed = set("it", "defaultCacheBehavior.responseHeadersPolicyId", "67f7725c-6f97-4210-82d7-5512b31e9d03");
  expect(said("cdn-headers", managed({ resources: world }).resources)).toEqual([]);
  const bare = set("headers", "securityHeadersConfig", undefined);
  expect(said("cdn-headers", bare({ resources: world }).resources)).toEqual(Array(2).fill("headers: adds no security headers"));
});

it("sees that the website of a bucket is for anybody", () => {
  const website = set("it", "origins", [{ originId: "site", domainName: `\${${bucket.urn}#websiteEndpoint}` }]);
  expect(said("cdn-bucket-access", website({ resources: world }).resources)).toEqual(["reads a bucket as anybody would"]);
});
