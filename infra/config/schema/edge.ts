import { z } from "zod";
import { choice, count, duration, hostname } from "./fields.ts";

const proxy = z
  .discriminatedUnion(
    "mode",
    [
      z.strictObject({
        mode: z.literal("proxied").describe("Traffic passes through Cloudflare, and CloudFront admits nobody else."),
        certificate: choice(["universal", "advanced"])
          .default("universal")
          .describe(
            "Cloudflare's certificate: Universal SSL covers the apex and one label below it, an advanced pack any depth.",
          ),
      }),
      z.strictObject({ mode: z.literal("dns-only").describe("Cloudflare answers DNS; clients connect to CloudFront.") }),
    ],
    { error: "mode: proxied or dns-only" },
  )
  .describe("What Cloudflare does for the hosts. https://developers.cloudflare.com/dns/proxy-status/");

export const edge = z
  .strictObject({
    zone: hostname.describe("Cloudflare zone; the shared stack owns its settings."),
    host: hostname.describe("Host of the dashboard and of /api/*; the SDK is served from cdn-HOST."),
    proxy,
    rateLimit: count(100, 20_000_000)
      .default(2_000)
      .describe("Requests per address in five minutes before the firewall blocks it."),
    priceClass: choice(["PriceClass_100", "PriceClass_200", "PriceClass_All"])
      .default("PriceClass_100")
      .describe(
        "Where CloudFront serves from: North America and Europe; most places; everywhere. https://aws.amazon.com/cloudfront/pricing/",
      ),
    idleTimeout: duration("1s", "4000s").default("60s").describe("How long the load balancer keeps an idle connection."),
    drain: duration("1s", "3600s").default("30s").describe("How long a leaving pod may finish its requests."),
  })
  .describe("CDN, firewall, load balancer and DNS.");
