/** What the lab lacks for a repair: somebody who answers for AWS and Cloudflare, and ids as an import takes them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Lab } from "../lab/lab.ts";

/** Puts an `aws` into a folder that answers from a lab's. @returns the folder, for PATH */
export function standInAws(folder: string, lab: string): string {
  mkdirSync(folder, { recursive: true });
  const program = path.join(import.meta.dirname, "testdata/aws.mjs");
  const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' '${lab}' "$@"\n`;
  writeFileSync(path.join(folder, "aws"), script, { mode: 0o755 });
  return folder;
}

export interface StandInApis {
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

/** The lists of Cloudflare's and Atlas's APIs that a repair asks for. Atlas's wants its challenge answered. */
export async function standInApis(lab: Lab): Promise<StandInApis> {
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const say = (status: number, body: object, headers = {}) =>
      void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    if (!url.pathname.startsWith("/api/atlas/v2")) return say(200, { success: true, result: cloudflare(lab, url) });
    if (!request.headers.authorization?.startsWith("Digest "))
      return say(401, {}, { "www-authenticate": 'Digest realm="MMS Public API", nonce="1", algorithm=MD5, qop="auth"' });
    return say(200, atlas(lab, url.pathname.split("/").slice(4)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  return {
    env: {
      ...{ CLOUDFLARE_BASE_URL: base, CLOUDFLARE_API_TOKEN: "no-token" },
      ...{ MONGODB_ATLAS_BASE_URL: base, MONGODB_ATLAS_PUBLIC_KEY: "nobody", MONGODB_ATLAS_PRIVATE_KEY: "nothing" },
    },
    stop: () => void server.close(),
  };
}

const CLOUDFLARE: Readonly<Record<string, string>> = {
  dns_records: "cloudflare:index/dnsRecord:DnsRecord",
  rulesets: "cloudflare:index/ruleset:Ruleset",
  certificate_packs: "cloudflare:index/certificatePack:CertificatePack",
};

function cloudflare(lab: Lab, url: URL): object[] {
  const [, , zone, ...rest] = url.pathname.split("/");
  const type = CLOUDFLARE[rest.at(-1) ?? ""];
  return lab
    .resources()
    .filter((one) => one.type === type && one.properties.zoneId === zone)
    .map(({ id, properties }) => ({
      ...{ id, ...properties, name: properties.name },
      certificate_authority: properties.certificateAuthority,
    }))
    .filter((item) => (url.searchParams.get("name.exact") ?? item.name) === item.name);
}

function atlas(lab: Lab, [, project, kind]: readonly string[]): object {
  const of = (type: string) =>
    lab
      .resources()
      .filter(
        (one) => one.type === `mongodbatlas:index/${type}` && (project ?? one.properties.projectId) === one.properties.projectId,
      );
  switch (kind) {
    case undefined:
      return { results: of("project:Project").map(({ id, properties }) => ({ id, ...properties })) };
    case "alertConfigs":
      return {
        results: of("alertConfiguration:AlertConfiguration").map(({ id, properties }) => ({
          ...{ id, ...properties, eventTypeName: properties.eventType, metricThreshold: properties.metricThresholdConfig },
        })),
      };
    case "cloudProviderAccess":
      return {
        awsIamRoles: of("cloudProviderAccessSetup:CloudProviderAccessSetup").map(({ id, properties }) => ({
          ...{ roleId: id, providerName: properties.providerName },
        })),
      };
    default:
      return of("privateLinkEndpoint:PrivateLinkEndpoint").map(({ id, properties }) => ({
        ...{ id, regionName: String(properties.region).toUpperCase().replaceAll("-", "_") },
      }));
  }
}
