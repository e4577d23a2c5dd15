/** KMS keys and their use. https://aws.amazon.com/kms/pricing/ */
import type { Draft } from "../line.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Around, type Mapper, per, type Service, type Use, used } from "./mapper.ts";
import type { Reader } from "./reader.ts";

const key = (region: string): Draft => fixed("key", "Customer master key", aws("kms", region)("cmk"), 1, "months");
const onlyKey: Mapper = (_inputs, _use, { region }) => [key(region)];

function requests(inputs: Reader, use: Use, { region }: Around): readonly Draft[] {
  const sku = aws("kms", region);
  const said = used(use, "monthlyRequests");
  const line = (of: string, name: string, quantity: number | undefined): Draft =>
    metered(`requests-${of}`, name, sku(`requests.${of}`), per(quantity, 1e4), "10k requests");
  const spec = inputs.text("customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
  if (spec === "RSA_2048") return [line("rsa-2048", "Requests (RSA 2048)", said)];
  if (/^(RSA|ECC|SM2|ML_DSA)/.test(spec)) return [line("asymmetric", "Requests (asymmetric)", said)];
  // Pairs of data keys are rare: whoever says how often the key is used means the rest.
  const pairs = said === undefined ? [["ecc", "ECC"] as const, ["rsa", "RSA"] as const] : [];
  return [
    line("symmetric", "Requests", said),
    ...pairs.map(([of, name]) => line(`${of}-generate-data-key-pair`, `${name} GenerateDataKeyPair requests`, undefined)),
  ];
}

export const kms: Service = {
  name: "KMS",
  priced: {
    "aws:kms/key:Key": (inputs, use, around) => [key(around.region), ...requests(inputs, use, around)],
    "aws:kms/externalKey:ExternalKey": onlyKey,
    "aws:kms/replicaKey:ReplicaKey": onlyKey,
  },
  free: { "aws:kms/alias:Alias": "a name of a key; the key is priced" },
};
