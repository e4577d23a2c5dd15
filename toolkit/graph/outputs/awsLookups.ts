import { policyDocument } from "./policyDocument.ts";
import type { LookupAnswer, Reference } from "./table.ts";

/** How many of what an account or region has, where a program takes them as they come. */
const SOME = 3;
const some = (ref: Reference, key: string): string[] => Array.from({ length: SOME }, (_, index) => ref(`${key}[${index}]`));

/** Lookups that programs for AWS commonly ask. https://www.pulumi.com/registry/packages/aws/api-docs/ */
export const AWS_LOOKUPS: Readonly<Record<string, LookupAnswer>> = {
  "aws:index/getRegion:getRegion": ({ args, config, ref }) => {
    const region = args.region ?? args.name ?? config.region ?? ref("region");
    return { id: region, name: region, region, description: ref("description"), endpoint: ref("endpoint") };
  },
  "aws:index/getCallerIdentity:getCallerIdentity": ({ ref }) => ({
    ...{ id: ref("id"), accountId: ref("accountId"), arn: ref("arn"), userId: ref("userId") },
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": ({ args, config, ref, assume }) => {
    assume(`a region has ${SOME} zones`);
    const region = args.region ?? config.region ?? ref("region");
    return { id: region, region, names: some(ref, "names"), zoneIds: some(ref, "zoneIds") };
  },
  "aws:ec2/getSubnets:getSubnets": ({ ref, assume }) => {
    assume(`the network has ${SOME} such subnets`);
    return { id: ref("id"), ids: some(ref, "ids") };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ args, ref }) => {
    const document = policyDocument(args);
    return { id: ref("id"), json: JSON.stringify(document, null, 2), minifiedJson: JSON.stringify(document) };
  },
};
