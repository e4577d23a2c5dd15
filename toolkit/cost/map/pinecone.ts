/** Pinecone serverless. https://www.pinecone.io/pricing/ and https://docs.pinecone.io/guides/manage-cost/understanding-cost */
import type { Draft } from "../line.ts";
import { type Mapper, per, type Service, used } from "./mapper.ts";
import { NotTold } from "./reader.ts";

const VENDOR = "pinecone";
const MILLION = 1e6;

/** What the starter plan stops at: each month, but for storage. https://docs.pinecone.io/reference/api/database-limits */
const STARTER = { storageGb: 2, monthlyReadUnits: 1e6, monthlyWriteUnits: 2e6 } as const;

const index: Mapper = (inputs, use) => {
  const { plan } = use;
  if (plan === undefined) throw new NotTold("which Pinecone plan pays for it is not said");
  if (plan === "starter") {
    for (const [key, limit] of Object.entries(STARTER)) {
      const wanted = used(use, key) ?? 0;
      if (wanted > limit)
        throw new NotTold(`the starter plan ends at ${limit} of ${key}, and ${Math.ceil(wanted)} would be used`);
    }
  }
  const minimum: Draft = {
    ...{ key: "minimum", name: `Plan minimum, what usage leaves of it (${plan})`, unit: "months" },
    sku: { vendor: VENDOR, service: "plan", region: "all", sku: `${plan}.minimum` },
    quantity: 0,
  };
  if (plan === "starter") return [{ ...minimum, name: "Plan (starter)", quantity: 1 }];
  const region = `${inputs.text("cloud") ?? "aws"}/${inputs.text("region")}`;
  const price = (sku: string) => ({ vendor: VENDOR, service: "serverless", region, sku: `${plan}.${sku}` });
  return [
    {
      ...{ key: "storage", name: "Storage", sku: price("storage"), usage: true },
      ...{ quantity: per(used(use, "storageGb")), unit: "GB" },
    },
    {
      ...{ key: "read-units", name: "Read units", sku: price("read-units"), usage: true },
      ...{ quantity: per(used(use, "monthlyReadUnits"), MILLION), unit: "1M read units" },
    },
    {
      ...{ key: "write-units", name: "Write units", sku: price("write-units"), usage: true },
      ...{ quantity: per(used(use, "monthlyWriteUnits"), MILLION), unit: "1M write units" },
    },
    { ...minimum, derived: { from: ["storage", "read-units", "write-units"], take: "rest" } },
  ];
};

export const pinecone: Service = {
  name: "Pinecone",
  priced: { "pulumi-nodejs:dynamic/monitor:PineconeIndex": index },
};
