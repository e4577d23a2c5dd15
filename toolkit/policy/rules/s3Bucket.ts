/** A bucket, and the pieces it is made of. */
import type { Json, Resource } from "../../graph/graph.ts";
import { type Companion, companion, either, isOn, itemsAt, says, unknownAt } from "../judge.ts";
import { broken, kept, type Outcome } from "../rule.ts";
import type { World } from "../world.ts";

export const BUCKET = { service: "S3", of: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] } as const;

export const isBucket = ({ type }: Resource): boolean => BUCKET.of.some((one) => one === type);

/** A piece of a bucket, under its old and its present name. */
export const piece = (name: string): Companion => ({
  types: [name, `${name}V2`].map((one) => `aws:s3/${one.charAt(0).toLowerCase()}${one.slice(1)}:${one}`),
  input: "bucket",
  named: "bucket",
});

/** A rule of a list, in the bucket or in a piece of it, that is well; the list itself may hold what is unknown. */
export function anyRule(
  resource: Resource,
  path: string,
  isWell: (rule: { readonly [key: string]: Json }) => boolean,
  otherwise: string,
): Outcome {
  const rules = itemsAt(resource, path);
  if (rules === null) return unknownAt(path);
  return rules.some(({ value }) => typeof value === "object" && value !== null && isWell(value as { [key: string]: Json }))
    ? kept
    : rules.some(({ value }) => JSON.stringify(value).includes('"[unknown]"'))
      ? unknownAt(path)
      : broken(otherwise, { path });
}

/** Whether a bucket keeps what is replaced or deleted, by a piece of it or by itself. */
export const versioning = (bucket: Resource, world: World, otherwise: string): Outcome =>
  either(
    companion(bucket, world, {
      ...piece("BucketVersioning"),
      judge: (beside) =>
        says(beside, "versioningConfiguration.status", (value) =>
          value === "Enabled" ? null : value === undefined ? otherwise : `${otherwise} (${value})`,
        ),
      missing: otherwise,
    }),
    says(bucket, "versioning.enabled", (value) => (isOn(value) ? null : otherwise)),
    anyRule(bucket, "versionings", ({ enabled }) => isOn(enabled), otherwise),
  );
