import { ATLAS } from "./atlas.ts";
import { AWS } from "./aws.ts";
import { AWS_LOOKUPS } from "./awsLookups.ts";
import { KUBERNETES_LOOKUPS } from "./kubernetes.ts";
import { OTHERS } from "./others.ts";
import type { OutputTable } from "./table.ts";

/** The whole table: every resource and lookup whose answer the plan knows. */
export const TABLE: OutputTable = {
  resources: { ...AWS.resources, ...ATLAS.resources, ...OTHERS.resources },
  lookups: { ...AWS.lookups, ...AWS_LOOKUPS, ...KUBERNETES_LOOKUPS, ...ATLAS.lookups, ...OTHERS.lookups },
};
