import { expect, it } from "vitest";
import { DNS } from "./dns.ts";
import { beside, judged, rulesOf } from "./testRows.ts";
import { adrift, options, outcomes, set, unknown, without } from "./testTable.ts";

const zone = judged("aws:route53/zone:Zone", { name: "example.com" });
const certificate = judged("aws:acm/certificate:Certificate", { domainName: "example.com", validationMethod: "DNS" });

rulesOf(DNS, {
  "dns-signed": [
    [zone, beside("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec", "hostedZoneId", zone)],
    set("beside", "signingStatus", "NOT_SIGNING"),
    "beside: does not sign",
    unknown("beside", "signingStatus"),
  ],
  "dns-query-logs": [
    [zone, beside("aws:route53/queryLog:QueryLog", "zoneId", zone)],
    without("beside"),
    "logs no queries",
    adrift("beside", "zoneId"),
  ],
  // Options are the program's own: always known.
  "acm-replaced-first": [
    [certificate],
    options("it", { deleteBeforeReplace: true }),
    "is deleted before its successor is made",
    null,
  ],
  "acm-renewed": [
    [certificate],
    set("it", "validationMethod", "EMAIL"),
    "is confirmed by EMAIL",
    unknown("it", "validationMethod"),
  ],
});

it("asks nothing of private zones", () => {
  const inside = judged("aws:route53/zone:Zone", { name: "inside", vpcs: [{ vpcId: "vpc-1" }] });
  expect(DNS.slice(0, 2).flatMap((rule) => outcomes(rule, { resources: [inside] }))).toEqual([]);
});
