/** Cloudflare's and Atlas's resources: how to find out whether they were made. */
import { type Inputs, joined, type Making, PUT, type Rule, type Search, text } from "./search.ts";

const cloudflare = (
  path: (making: Making) => string,
  fits: (item: Inputs, inputs: Inputs) => boolean,
  id: (zone: string, id: string) => string,
): Rule => ({
  how: "searched",
  search: (making): Search | undefined => {
    const zone = text(making.inputs, "zoneId");
    if (zone === undefined) return undefined;
    return {
      at: "cloudflare",
      ask: [`/zones/${zone}${path(making)}`],
      ids: (answer) =>
        ((answer as { result?: Inputs[] }).result ?? [])
          .filter((item) => fits(item, making.inputs))
          .map((item) => id(zone, String(item.id))),
    };
  },
});

const equal = (item: Inputs, inputs: Inputs, ...names: readonly string[]): boolean =>
  names.every((name) => (item[snake(name)] ?? "") === (inputs[name] ?? ""));
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const sorted = (list: unknown): string => (Array.isArray(list) ? [...list].sort().join(" ") : "");

/** https://developers.cloudflare.com/api/ */
export const cloudflareRules: Readonly<Record<string, Rule>> = {
  "cloudflare:index/certificatePack:CertificatePack": cloudflare(
    () => "/ssl/certificate_packs?status=all",
    (item, inputs) => equal(item, inputs, "type", "certificateAuthority") && sorted(item.hosts) === sorted(inputs.hosts),
    (zone, id) => `${zone}/${id}`,
  ),
  "cloudflare:index/dnsRecord:DnsRecord": cloudflare(
    ({ inputs }) => `/dns_records?${new URLSearchParams({ type: String(inputs.type), "name.exact": String(inputs.name) })}`,
    (item, inputs) => equal(item, inputs, "type", "name", "content"),
    (zone, id) => `${zone}/${id}`,
  ),
  "cloudflare:index/ruleset:Ruleset": cloudflare(
    () => "/rulesets",
    (item, inputs) => equal(item, inputs, "kind", "phase", "name"),
    (zone, id) => `zones/${zone}/${id}`,
  ),
  "cloudflare:index/zoneSetting:ZoneSetting": PUT,
};

const atlas = (
  path: string,
  at: string,
  fits: (item: Inputs, inputs: Inputs) => boolean,
  id: (item: Inputs, inputs: Inputs) => string,
): Rule => ({
  how: "searched",
  search: ({ inputs }): Search | undefined => {
    const project = text(inputs, "projectId");
    if (path.includes("{project}") && project === undefined) return undefined;
    return {
      at: "atlas",
      ask: [path.replace("{project}", project ?? "")],
      ids: (answer) => {
        const list = at === "" ? answer : (answer as Inputs)[at];
        return (Array.isArray(list) ? (list as Inputs[]) : [])
          .filter((item) => fits(item, inputs))
          .map((item) => id(item, inputs));
      },
    };
  },
});

const first = (list: unknown): Inputs => (Array.isArray(list) ? ((list[0] as Inputs) ?? {}) : {});
const region = (name: unknown): string => String(name).toUpperCase().replaceAll("-", "_");

/** https://github.com/mongodb/terraform-provider-mongodbatlas/tree/master/docs/resources and https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/ */
export const atlasRules: Readonly<Record<string, Rule>> = {
  "mongodbatlas:index/advancedCluster:AdvancedCluster": joined("-", "projectId", "name"),
  // Those that Atlas gives a project by itself write to the project's owners, not to an address.
  "mongodbatlas:index/alertConfiguration:AlertConfiguration": atlas(
    "/groups/{project}/alertConfigs?itemsPerPage=500",
    "results",
    (item, inputs) =>
      item.eventTypeName === inputs.eventType &&
      text(item, "metricThreshold.metricName") === text(inputs, "metricThresholdConfig.metricName") &&
      first(item.notifications).emailAddress === first(inputs.notifications).emailAddress,
    (item, inputs) => `${inputs.projectId}-${item.id}`,
  ),
  "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule": PUT,
  "mongodbatlas:index/cloudProviderAccessAuthorization:CloudProviderAccessAuthorization": PUT,
  "mongodbatlas:index/cloudProviderAccessSetup:CloudProviderAccessSetup": atlas(
    "/groups/{project}/cloudProviderAccess",
    "awsIamRoles",
    (item, inputs) => item.providerName === inputs.providerName,
    (item, inputs) => `${inputs.projectId}-${inputs.providerName}-${item.roleId}`,
  ),
  "mongodbatlas:index/databaseUser:DatabaseUser": joined("-", "projectId", "username", "authDatabaseName"),
  "mongodbatlas:index/encryptionAtRest:EncryptionAtRest": PUT,
  "mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint": atlas(
    "/groups/{project}/privateEndpoint/AWS/endpointService",
    "",
    (item, inputs) => region(item.regionName) === region(inputs.region),
    (item, inputs) => `${inputs.projectId}-${item.id}-${inputs.providerName}-${inputs.region}`,
  ),
  "mongodbatlas:index/privateLinkEndpointService:PrivateLinkEndpointService": joined(
    "--",
    ...["projectId", "privateLinkId", "endpointServiceId", "providerName"],
  ),
  "mongodbatlas:index/project:Project": atlas(
    "/groups?itemsPerPage=500",
    "results",
    (item, inputs) => item.name === inputs.name && item.orgId === inputs.orgId,
    (item) => String(item.id),
  ),
  "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList": joined("-", "projectId", "ipAddress"),
};
