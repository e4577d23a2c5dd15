/** What Pulumi makes by itself and keeps in its state: random values, keys and certificates. https://www.pulumi.com/registry/packages/random/ */
import type { Service } from "./mapper.ts";

const RANDOM = ["Bytes", "Id", "Integer", "Password", "Pet", "Shuffle", "String", "Uuid", "Uuid4", "Uuid7"];
const TLS = ["CertRequest", "LocallySignedCert", "PrivateKey", "SelfSignedCert"];

const token = (name: string, type: string): string => `${name}:index/${type.slice(0, 1).toLowerCase()}${type.slice(1)}:${type}`;

export const made: Service = {
  name: "Pulumi",
  priced: {},
  free: Object.fromEntries(
    [...RANDOM.map((type) => token("random", `Random${type}`)), ...TLS.map((type) => token("tls", type))].map((type) => [
      type,
      "made by Pulumi itself",
    ]),
  ),
};
