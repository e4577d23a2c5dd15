import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import type { Bucket } from "../data/bucket.ts";
import { type PublicFile, RELEASE_FOLDER } from "./release.ts";

export interface SiteFilesArgs {
  /** Part of the release that the files belong to. */
  readonly part: "dashboard" | "sdk";
  readonly files: readonly PublicFile[];
  readonly bucket: Bucket;
  readonly transform?: Transforms<SiteFilesChildren>;
}

export interface SiteFilesChildren {
  file: aws.s3.BucketObjectv2Args;
}

/** Files under this prefix carry the hash of their content in their path: pages that name one keep working after the next release. */
const KEPT = "v/";

/**
 * The public files of one release in their bucket. What the next release does not have is deleted, so a bucket never mixes two;
 * only the SDK's immutable copies stay, because other people's pages name them.
 */
export class SiteFiles extends Component<SiteFilesChildren> {
  constructor(name: string, args: SiteFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("workloads:SiteFiles", name, args, opts);
    for (const file of args.files) {
      new aws.s3.BucketObjectv2(
        `${name}-${file.path}`,
        {
          bucket: args.bucket.id,
          key: file.path,
          source: new pulumi.asset.FileAsset(`${RELEASE_FOLDER}/${args.part}/${file.path}`),
          sourceHash: file.sha256,
          contentType: file.contentType,
          cacheControl: file.cacheControl,
        },
        this.child("file", { retainOnDelete: file.path.startsWith(KEPT) }),
      );
    }
    this.registerOutputs({});
  }
}
