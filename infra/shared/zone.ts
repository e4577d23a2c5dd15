import { Ruleset, type RulesetArgs } from "@pulumi/cloudflare/ruleset.js";
import { ZoneSetting, type ZoneSettingArgs } from "@pulumi/cloudflare/zoneSetting.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";

export interface ZoneArgs {
  readonly zoneId: string;
  /** Name of the zone. */
  readonly zone: string;
  /** Oldest TLS the zone accepts. */
  readonly minTlsVersion: "1.2" | "1.3";
  readonly transform?: Transforms<ZoneChildren>;
}

export interface ZoneChildren {
  setting: ZoneSettingArgs;
  ruleset: RulesetArgs;
}

const YEAR = 31_536_000;

/**
 * What a Cloudflare zone has once, whatever the environments under it: its settings, and one ruleset for each phase. Rules find
 * an environment by its host, so a new one needs no change here.
 * https://developers.cloudflare.com/ruleset-engine/about/phases/
 */
export class Zone extends Component<ZoneChildren> {
  constructor(name: string, args: ZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shared:Zone", name, args, opts);
    const { zoneId } = args;
    for (const [settingId, value] of Object.entries(settings(args.minTlsVersion))) {
      new ZoneSetting(`${name}-${settingId.replaceAll("_", "-")}`, { zoneId, settingId, value }, this.child("setting"));
    }
    const ruleset = (key: string, phase: string, rules: NonNullable<RulesetArgs["rules"]>) =>
      new Ruleset(
        `${name}-${key}`,
        { zoneId, kind: "zone", phase, name: key, description: "Kept by the shared stack: one per phase and zone", rules },
        this.child("ruleset"),
      );
    ruleset("cache", "http_request_cache_settings", cacheRules(args.zone));
    ruleset("requests", "http_request_firewall_custom", requestRules(args.zone));
    this.registerOutputs({});
  }
}

/** https://developers.cloudflare.com/api/resources/zones/subresources/settings/ */
const settings = (minTlsVersion: string): Readonly<Record<string, string>> => ({
  ssl: "strict", // Cloudflare checks the origin's certificate
  always_use_https: "on",
  min_tls_version: minTlsVersion,
  tls_1_3: "on",
  http3: "on",
  brotli: "on",
});

/** Hosts that serve the SDK: `cdn-HOST`, or `cdn.ZONE` for an environment at the apex. https://developers.cloudflare.com/ruleset-engine/rules-language/ */
const sdkHosts = (zone: string) => `(starts_with(http.host, "cdn-") or http.host eq "cdn.${zone}")`;

/** Files under /v/ carry a hash of their content in their name, so they never change. https://developers.cloudflare.com/cache/how-to/cache-rules/ */
const cacheRules = (zone: string) => [
  {
    ref: "sdk-immutable",
    description: "SDK files whose name holds their hash",
    expression: `${sdkHosts(zone)} and starts_with(http.request.uri.path, "/v/")`,
    action: "set_cache_settings",
    actionParameters: {
      cache: true,
      edgeTtl: { mode: "override_origin", default: YEAR },
      browserTtl: { mode: "override_origin", default: YEAR },
    },
  },
  {
    ref: "sdk-latest",
    description: "SDK files whose content changes: as long as the origin says",
    expression: `${sdkHosts(zone)} and not starts_with(http.request.uri.path, "/v/")`,
    action: "set_cache_settings",
    actionParameters: { cache: true, edgeTtl: { mode: "respect_origin" }, browserTtl: { mode: "respect_origin" } },
  },
  {
    ref: "api-never",
    description: "The API is never cached",
    expression: `not ${sdkHosts(zone)} and starts_with(http.request.uri.path, "/api/")`,
    action: "set_cache_settings",
    actionParameters: { cache: false },
  },
];

/** https://developers.cloudflare.com/waf/custom-rules/ */
const requestRules = (zone: string) => [
  {
    ref: "sdk-read-only",
    description: "The SDK's hosts serve files: nothing is written to them",
    expression: `${sdkHosts(zone)} and not http.request.method in {"GET" "HEAD" "OPTIONS"}`,
    action: "block",
  },
];
