/** Rules about Cloudflare, which no scanner knows: the zone's settings, its records, and that nobody comes around it. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { all, itemsAt, mostlyProduction, onlyProduction, says, unknownAt } from "../judge.ts";
import { broken, cannotTell, kept, type Outcome, type Rule, type Severities } from "../rule.ts";
import { openToWorld, SEPARATE_RULES } from "../securityRules.ts";
import { hasUnknown, read, told, type World } from "../world.ts";

const SERVICE = "Cloudflare";
const SETTING = "cloudflare:index/zoneSetting:ZoneSetting";
/** The second is what the first was called. */
const RECORDS_OF = ["cloudflare:index/dnsRecord:DnsRecord", "cloudflare:index/record:Record"];
const CERTIFICATE = "aws:acm/certificate:Certificate";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const BALANCERS = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

const DOCS = "https://developers.cloudflare.com";
const SEVERE: Severities = { production: "high", staging: "medium", development: "low" };

interface SettingRule {
  readonly id: string;
  /** As Cloudflare's API has it. */
  readonly setting: string;
  readonly values: readonly string[];
  readonly title: string;
  readonly reason: string;
  readonly remedy: string;
  readonly reference: string;
  readonly severity: Severities;
}

/** What a zone is set to. Whoever keeps any of a zone's settings keeps this one too: what is left out is whatever somebody clicked. */
const setTo = ({ setting, values, ...said }: SettingRule): Rule => ({
  ...{ ...said, service: SERVICE, of: [SETTING], peers: [] },
  judge: (resource, world) => {
    const id = told(resource, "settingId");
    if (id === UNKNOWN) return unknownAt("settingId");
    if (id === setting)
      return says(resource, "value", (value) => (values.includes(String(value)) ? null : `${setting} is ${String(value)}`));
    // The zone's first setting answers for one that is missing, so that it is told once.
    const settings = world.ofType(SETTING);
    const others = settings.filter(({ inputs }) => inputs.zoneId === resource.inputs.zoneId);
    if (others[0] !== resource || others.some(({ inputs }) => inputs.settingId === setting)) return null;
    return settings.some((one) => hasUnknown(one.inputs.zoneId) || told(one, "settingId") === UNKNOWN)
      ? unknownAt("settingId")
      : broken(`nothing sets ${setting} of its zone`, { path: "settingId" });
  },
});

const SETTINGS: readonly Rule[] = [
  setTo({
    id: "cloudflare-strict",
    ...{ setting: "ssl", values: ["strict", "origin_pull"] },
    title: "Cloudflare checks the origin's certificate",
    severity: SEVERE,
    reason: "Between Cloudflare and the origin anybody may answer, with any certificate or none.",
    remedy: 'set the zone\'s ssl to "strict" (infra/shared/zone.ts)',
    reference: `${DOCS}/ssl/origin-configuration/ssl-modes/full-strict/`,
  }),
  setTo({
    id: "cloudflare-tls",
    ...{ setting: "min_tls_version", values: ["1.2", "1.3"] },
    title: "visitors speak TLS 1.2 or newer",
    severity: SEVERE,
    reason: "Older TLS can be read by others.",
    remedy: "set monitor:cloudflare.minTlsVersion, or the zone's min_tls_version, to 1.2 or 1.3",
    reference: `${DOCS}/ssl/edge-certificates/additional-options/minimum-tls/`,
  }),
  setTo({
    id: "cloudflare-https",
    ...{ setting: "always_use_https", values: ["on"] },
    title: "visitors are led from HTTP to HTTPS",
    severity: { production: "medium", staging: "low", development: "low" },
    reason: "What is asked over HTTP can be read and answered by others.",
    remedy: 'set the zone\'s always_use_https to "on" (infra/shared/zone.ts)',
    reference: `${DOCS}/ssl/edge-certificates/additional-options/always-use-https/`,
  }),
  setTo({
    id: "cloudflare-tls-1-3",
    ...{ setting: "tls_1_3", values: ["on", "zrt"] },
    title: "visitors may speak TLS 1.3",
    severity: mostlyProduction("low"),
    reason: "Connections take a round trip more, and hide less.",
    remedy: 'set the zone\'s tls_1_3 to "on" (infra/shared/zone.ts)',
    reference: `${DOCS}/ssl/edge-certificates/additional-options/tls-13/`,
  }),
];

/** Records that can be proxied; one that only proves whose a name is must not be. */
function isServing(record: Resource, world: World): boolean | null {
  const type = told(record, "type");
  if (world.pointedAtBy(record, "content").some(({ type }) => type === CERTIFICATE)) return false;
  const { name } = record.inputs;
  if (typeof name === "string" && name.startsWith("_")) return false;
  return type === UNKNOWN ? null : ["A", "AAAA", "CNAME"].includes(String(type));
}

const RECORDS: readonly Rule[] = [
  {
    id: "cloudflare-proxied",
    ...{ service: SERVICE, of: RECORDS_OF },
    title: "hosts are behind Cloudflare",
    severity: onlyProduction("medium"),
    reason: "A record that is not proxied tells everybody the origin's address, and nothing stands before it.",
    remedy: "set monitor:edge.proxy.mode to proxied, or the record's proxied to true",
    reference: `${DOCS}/dns/proxy-status/`,
    peers: [],
    judge: (record, world) => {
      const serving = isServing(record, world);
      if (serving === null) return unknownAt("type");
      return serving ? says(record, "proxied", (value) => (value === true ? null : "is not proxied")) : null;
    },
  },
  {
    id: "cloudflare-origin",
    ...{ service: SERVICE, of: RECORDS_OF },
    title: "what is behind Cloudflare answers Cloudflare alone",
    severity: onlyProduction("high"),
    reason: "Whoever finds the origin's own name goes around Cloudflare's firewall and limits.",
    remedy: "let the origin's firewall block what is not of Cloudflare's addresses (monitor:edge.proxy.mode proxied does)",
    reference: `${DOCS}/fundamentals/security/protect-your-origin-server/`,
    peers: [],
    judge: (record, world) => {
      const [serving, proxied] = [isServing(record, world), told(record, "proxied")];
      if (serving === null || proxied === UNKNOWN) return unknownAt("proxied");
      if (!serving || proxied !== true) return null;
      const origins = world.pointedAtBy(record, "content");
      const judged = origins.flatMap((origin) => lockOf(origin, world) ?? []);
      return judged.length > 0 ? all(judged) : cannotTell("the plan does not say what answers behind it", { path: "content" });
    },
  },
];

/** Whether an origin admits some addresses alone; null for what is no origin of a kind known here. */
function lockOf(origin: Resource, world: World): Outcome | null {
  if (origin.type === DISTRIBUTION) return distributionLock(origin, world);
  if (BALANCERS.includes(origin.type)) return balancerLock(origin, world);
  return null;
}

function distributionLock(distribution: Resource, world: World): Outcome {
  const acl = read(distribution, "webAclId");
  if (acl.known && acl.value === undefined)
    return broken(`leads to ${distribution.name}, which answers anybody: it has no web ACL`);
  const [own] = world.pointedAtBy(distribution, "webAclId");
  const rules = own ? itemsAt(own, "rules") : null;
  if (rules === null) return cannotTell(`what the web ACL of ${distribution.name} admits is not known before deployment`);
  if (rules.some(({ value }) => blocksAllBut(value))) return kept;
  return rules.some(({ value }) => hasUnknown(value))
    ? cannotTell(`what the web ACL of ${distribution.name} admits is not wholly known before deployment`)
    : broken(`leads to ${distribution.name}, which answers anybody: no rule of its web ACL blocks other addresses than a list's`);
}

/** A rule that blocks what is not of an address set. */
function blocksAllBut(rule: Json): boolean {
  const { action, statement } = (rule ?? {}) as { readonly [key: string]: { readonly [key: string]: Json } | undefined };
  const others = statement?.notStatement;
  return action?.block !== undefined && others !== undefined && JSON.stringify(others).includes("ipSetReferenceStatement");
}

function balancerLock(balancer: Resource, world: World): Outcome {
  const groups = world.pointedAtBy(balancer, "securityGroups");
  if (groups.length === 0) return cannotTell(`whom ${balancer.name} admits is not known before deployment`);
  const holders = groups.flatMap((group) => [
    group,
    ...SEPARATE_RULES.flatMap((type) => world.pointingAt(group, type, "securityGroupId")),
  ]);
  const open = holders.flatMap((holder) => openToWorld(holder, world, "ingress", () => true, "answers anybody"));
  if (open.some(({ kind }) => kind === "broken")) return broken(`leads to ${balancer.name}, which answers anybody`);
  return open.length > 0 ? cannotTell(`whom ${balancer.name} admits is not known before deployment`) : kept;
}

export const CLOUDFLARE: readonly Rule[] = [...SETTINGS, ...RECORDS];
