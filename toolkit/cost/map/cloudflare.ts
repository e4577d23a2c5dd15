/** Cloudflare: the zone's plan, certificates beyond Universal SSL. https://www.cloudflare.com/plans/ */
import type { Service } from "./mapper.ts";
import { NotTold } from "./reader.ts";

const CLOUDFLARE = { vendor: "cloudflare", region: "global" };

const IN_PLAN = "every plan includes it";

export const cloudflare: Service = {
  name: "Cloudflare",
  priced: {
    "monitor:shared:Zone": (_inputs, { plan }) => {
      if (typeof plan !== "string") throw new NotTold("which plan the zone has is not said");
      const sku = plan === "free" ? "free" : `${plan}.monthly`;
      return [
        {
          ...{ key: "plan", name: `Plan of the zone (${plan})`, unit: "months" },
          sku: { ...CLOUDFLARE, service: "plan", sku },
          quantity: 1,
        },
      ];
    },
    "cloudflare:index/certificatePack:CertificatePack": (inputs) => {
      const type = inputs.text("type") ?? "advanced";
      return [
        {
          ...{ key: "certificate", name: `Certificate manager of the zone (${type})`, unit: "months" },
          ...{ sku: { ...CLOUDFLARE, service: "ssl", sku: "advanced-certificate-manager" }, quantity: 1 },
        },
      ];
    },
  },
  free: {
    "cloudflare:index/dnsRecord:DnsRecord": "DNS and its queries cost nothing",
    "cloudflare:index/ruleset:Ruleset": IN_PLAN,
    "cloudflare:index/zoneSetting:ZoneSetting": IN_PLAN,
  },
};
