/** CloudFront: traffic and requests by the viewers' region. https://aws.amazon.com/cloudfront/pricing/ */
import type { Draft } from "../line.ts";
import { aws, fixed, GLOBAL, metered } from "./draft.ts";
import { per, type Service, type Use, used } from "./mapper.ts";
import type { Reader } from "./reader.ts";

/** Key of the use, in the price book, and for people. CloudFront has a price for each group of countries. */
const VIEWERS: readonly { use: string; sku: string; dto: string; name: string }[] = [
  { use: "us", sku: "us", dto: "us-mx-ca", name: "US, Mexico, Canada" },
  { use: "europe", sku: "eu", dto: "eu-il", name: "Europe, Israel" },
  { use: "southAfrica", sku: "za", dto: "za-ke-me", name: "South Africa, Kenya, Middle East" },
  { use: "southAmerica", sku: "sa", dto: "sa", name: "South America" },
  { use: "japan", sku: "jp", dto: "jp", name: "Japan" },
  { use: "australia", sku: "au", dto: "au-nz", name: "Australia, New Zealand" },
  { use: "asiaPacific", sku: "apac", dto: "apac", name: "Hong Kong, Philippines, Asia Pacific" },
  { use: "india", sku: "in", dto: "in", name: "India" },
];

const FIGURES = [
  "monthlyDataTransferToInternetGb",
  "monthlyDataTransferToOriginGb",
  "monthlyHttpRequests",
  "monthlyHttpsRequests",
];
/** Requests to an origin shield are charged by its place. */
const SHIELDS: readonly [prefix: string, use: string, name: string][] = [
  ["us-", "us", "US"],
  ["ca-", "us", "Canada"],
  ["eu-", "europe", "EU"],
  ["sa-", "southAmerica", "South America"],
  ["ap-northeast-1", "japan", "Asia Pacific"],
  ["ap-northeast-2", "southKorea", "Asia Pacific"],
  ["ap-southeast-1", "singapore", "Asia Pacific"],
  ["ap-southeast-2", "australia", "Asia Pacific"],
  ["ap-southeast-3", "indonesia", "Asia Pacific"],
  ["ap-south-1", "india", "Asia Pacific"],
  ["me-", "middleEast", "Middle East"],
];

const sku = aws("cloudfront", GLOBAL);

function viewers(use: Use): readonly Draft[] {
  const said = VIEWERS.filter((viewer) => FIGURES.some((figure) => used(use, figure, viewer.use) !== undefined));
  // Somebody looks from somewhere: the first stands for them where nobody says from where.
  return (said.length > 0 ? said : VIEWERS.slice(0, 1)).flatMap(({ use: of, sku: at, dto, name }) => {
    const requests = (figure: string): number | null => per(used(use, figure, of), 1e4);
    const toInternet = per(used(use, "monthlyDataTransferToInternetGb", of));
    const toOrigin = per(used(use, "monthlyDataTransferToOriginGb", of));
    return [
      metered(`internet-${at}`, `${name} / Data transfer out to internet`, sku(`dto-internet.${dto}`), toInternet, "GB"),
      metered(`origin-${at}`, `${name} / Data transfer out to origin`, sku(`dto-origin.${at}`), toOrigin, "GB"),
      metered(
        `http-${at}`,
        `${name} / HTTP requests`,
        sku(`http-requests.${at}`),
        requests("monthlyHttpRequests"),
        "10k requests",
      ),
      metered(
        `https-${at}`,
        `${name} / HTTPS requests`,
        sku(`https-requests.${at}`),
        requests("monthlyHttpsRequests"),
        "10k requests",
      ),
    ];
  });
}

function shields(inputs: Reader, use: Use): readonly Draft[] {
  const regions = inputs
    .blocks("origins")
    .map((origin) => origin.block("originShield"))
    .filter((shield) => shield.is("enabled"))
    .map((shield) => shield.text("originShieldRegion") ?? "us-east-1");
  return [...new Set(regions)].map((region) => {
    const [, of = "", place = region] = SHIELDS.find(([prefix]) => region.startsWith(prefix)) ?? [];
    const quantity = per(used(use, "monthlyShieldRequests", of), 1e4);
    const name = `Origin shield HTTP requests (${place} ${region})`;
    return metered(`shield-${region}`, name, sku(`origin-shield.${region}`), quantity, "10k requests");
  });
}

function distribution(inputs: Reader, use: Use): readonly Draft[] {
  const behaviors = [inputs.block("defaultCacheBehavior"), ...inputs.blocks("orderedCacheBehaviors")];
  const drafts: Draft[] = [];
  if (behaviors.some((it) => it.has("fieldLevelEncryptionId"))) {
    const requests = per(used(use, "monthlyEncryptionRequests"), 1e4);
    drafts.push(
      metered("encryption", "Field level encryption requests", sku("field-level-encryption"), requests, "10k requests"),
    );
  }
  // Standard logs to S3 are free; CloudFront charges the real-time ones.
  const lines = used(use, "monthlyLogLines");
  if (behaviors.some((it) => it.has("realtimeLogConfigArn")) || lines !== undefined)
    drafts.push(metered("realtime-logs", "Real-time log requests", sku("realtime-logs"), per(lines, 1e6), "1M lines"));
  if (inputs.block("viewerCertificate").text("sslSupportMethod") === "vip") {
    const certificates = used(use, "customSslCertificates") ?? 1;
    drafts.push(fixed("dedicated-ip", "Dedicated IP custom SSLs", sku("dedicated-ip-ssl"), certificates, "certificates"));
  }
  const invalidations = per(used(use, "monthlyInvalidationRequests"));
  return [
    ...drafts,
    ...shields(inputs, use),
    metered("invalidations", "Invalidation requests", sku("invalidation"), invalidations, "paths"),
    ...viewers(use),
  ];
}

const OF_DISTRIBUTION = "part of a distribution: CloudFront charges its traffic and requests";

export const cloudfront: Service = {
  name: "CloudFront",
  priced: {
    "aws:cloudfront/distribution:Distribution": distribution,
    "aws:cloudfront/function:Function": (_inputs, use) => {
      const requests = per(used(use, "monthlyRequests"), 1e6);
      return [metered("invocations", "Total number of invocations", sku("function.invocations"), requests, "1M invocations")];
    },
  },
  free: {
    "aws:cloudfront/cachePolicy:CachePolicy": OF_DISTRIBUTION,
    "aws:cloudfront/originAccessControl:OriginAccessControl": OF_DISTRIBUTION,
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": OF_DISTRIBUTION,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": OF_DISTRIBUTION,
    "aws:cloudfront/vpcOrigin:VpcOrigin": "VPC origins are free; the load balancer behind one is priced",
  },
};
