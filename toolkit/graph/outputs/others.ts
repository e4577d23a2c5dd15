import { type OutputTable, plain, texts } from "./table.ts";

/** Outputs of Cloudflare, random and Pinecone resources. https://www.pulumi.com/registry/packages/cloudflare/api-docs/ */
export const OTHERS: OutputTable = {
  resources: {
    "cloudflare:index/certificatePack:CertificatePack": plain,
    "cloudflare:index/dnsRecord:DnsRecord": plain,
    "cloudflare:index/ruleset:Ruleset": plain,
    "cloudflare:index/zoneSetting:ZoneSetting": plain,
    "pulumi-nodejs:dynamic/monitor:PineconeIndex": { outputs: texts("host") },
    "random:index/randomPassword:RandomPassword": { secret: ["result", "bcryptHash"] },
  },
  lookups: {
    "cloudflare:index/getIpRanges:getIpRanges": ({ ref }) => ({
      ipv4Cidrs: [ref("ipv4Cidrs[*]")],
      ipv6Cidrs: [ref("ipv6Cidrs[*]")],
      etag: ref("etag"),
    }),
  },
};
