/** A bucket, and the pieces it is made of. */
import type { Companion } from "../judge.ts";

export const BUCKET = { service: "S3", of: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] } as const;

/** A piece of a bucket, under its old and its present name. */
export const piece = (name: string): Companion => ({
  types: [name, `${name}V2`].map((one) => `aws:s3/${one.charAt(0).toLowerCase()}${one.slice(1)}:${one}`),
  input: "bucket",
  named: "bucket",
});
