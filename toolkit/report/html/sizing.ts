/** The main size of a box, in a few words. */
import type { Json } from "../../graph/graph.ts";
import { symbolsIn } from "../../graph/symbols.ts";
import { type Fields, fields, list } from "../../graph/values.ts";
import { sizesOf } from "../sizes.ts";
import { counted } from "../terminal.ts";
import type { Box } from "./boxes.ts";

/** A value worth showing: no placeholder, nothing empty. */
const text = (value: Json | undefined): string =>
  (typeof value === "string" && symbolsIn(value).length === 0) || typeof value === "number" ? String(value) : "";
const said = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false && part !== "").join(", ");

/** What sizes.ts does not tell of one resource, or only counts. */
const SIZES: Readonly<Record<string, (inputs: Fields) => string>> = {
  "aws:acm/certificate:Certificate": ({ domainName }) => text(domainName),
  "aws:ec2/natGateway:NatGateway": () => "",
  "aws:kms/key:Key": ({ enableKeyRotation }) => (enableKeyRotation === true ? "rotated" : ""),
  "aws:s3/bucket:Bucket": () => "",
  "aws:secretsmanager/secret:Secret": () => "",
  "aws:sqs/queue:Queue": () => "",
  "cloudflare:index/certificatePack:CertificatePack": ({ hosts }) => list(hosts).map(text).join(", "),
  "cloudflare:index/dnsRecord:DnsRecord": ({ name, proxied }) => said(text(name), proxied === true && "proxied"),
  "cloudflare:index/ruleset:Ruleset": ({ rules }) => counted(list(rules).length, "rule"),
  "cloudflare:index/zoneSetting:ZoneSetting": () => "",
  "kubernetes:core/v1:Service": ({ spec }) => {
    const { port } = fields(list(fields(spec).ports)[0]);
    return said(text(fields(spec).type), text(port) && `port ${text(port)}`);
  },
};

/** Satellites whose size is told with that of the box they belong to. */
const TOLD: Readonly<Record<string, (size: string) => string>> = {
  "aws:ec2/subnet:Subnet": (size) => size,
  "aws:eks/addon:Addon": (size) => size,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (size) =>
    size === "kept" ? "kept for good" : `kept ${size}`,
  "aws:s3/bucketObjectv2:BucketObjectv2": (size) => size,
};

export function sizeOf({ name, members, satellites }: Box): string {
  const own = [...new Set(members.map((member) => SIZES[member.type]?.(member.inputs) ?? sizesOf([member])))];
  const told = Object.entries(TOLD).flatMap(([type, words]) => {
    const found = satellites.filter((satellite) => satellite.type === type);
    return found.length > 0 ? [words(sizesOf(found))] : [];
  });
  const size = said(...own, ...told);
  // Of several that have no size, their names say most.
  return size !== "" || members.length < 2 ? size : members.map((member) => member.name.replace(`${name}-`, "")).join(", ");
}
