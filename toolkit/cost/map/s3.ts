/** S3: storage by class, requests, retrievals. https://aws.amazon.com/s3/pricing/ */
import type { Draft, Sku } from "../line.ts";
import { aws, metered } from "./draft.ts";
import { type Around, per, type Service, type Use, used } from "./mapper.ts";
import { type Reader, readerOf } from "./reader.ts";

/** One price of a class: what is counted, by which figure of the use. */
interface Item {
  readonly key: string;
  readonly name: string;
  /** In the price book, after the class. */
  readonly sku: string;
  readonly use: string;
  readonly unit: string;
  readonly per?: number;
  /** Listed only where somebody says how much: closed to new customers, or rare. */
  readonly ifSaid?: boolean;
}

interface StorageClass {
  /** Key of the use, and in the names of lines. */
  readonly use: string;
  readonly name: string;
  readonly sku: string;
  /** As lifecycle rules name it. */
  readonly lifecycle: string;
  readonly items: readonly Item[];
}

const gb = (key: string, name: string, sku: string, use: string, rest: Partial<Item> = {}): Item => ({
  ...{ key, name, sku, use, unit: "GB" },
  ...rest,
});
const thousand = (key: string, name: string, sku: string, use: string, unit = "1k requests"): Item => ({
  ...{ key, name, sku, use, unit, per: 1000 },
});

const STORAGE = gb("storage", "Storage", "storage", "storageGb");
const REQUESTS = [
  thousand("put", "PUT, COPY, POST, LIST requests", "put-copy-post-list", "monthlyTier1Requests"),
  thousand("get", "GET, SELECT, and all other requests", "get-select", "monthlyTier2Requests"),
];
const TRANSITION = thousand(
  ...(["transition", "Lifecycle transition", "lifecycle-transition", "monthlyLifecycleTransitionRequests"] as const),
);
/** S3 Select is closed to new customers since July 2024. https://docs.aws.amazon.com/AmazonS3/latest/userguide/selecting-content-from-objects.html */
const select = (speed = "", label = ""): readonly Item[] =>
  (["Scanned", "Returned"] as const).map((what) => ({
    ...gb(
      `select-${what.toLowerCase()}${speed && `-${speed.toLowerCase()}`}`,
      `Select data ${what.toLowerCase()}${label}`,
      `select.${what.toLowerCase()}${speed && `.${speed.toLowerCase()}`}`,
      `monthly${speed}SelectData${what}Gb`,
    ),
    ifSaid: true,
  }));
const RETRIEVAL = gb("retrieval", "Retrievals", "retrieval", "monthlyDataRetrievalGb");
/** Retrievals of the archives, at each of their speeds. */
const retrieval = (speed: string): readonly Item[] => {
  const low = speed.toLowerCase();
  return [
    thousand(
      ...([`retrieval-requests-${low}`, `Retrieval requests (${low})`, `retrieval-requests.${low}`] as const),
      `monthly${speed}DataRetrievalRequests`,
    ),
    gb(`retrieval-${low}`, `Retrievals (${low})`, `retrieval.${low}`, `monthly${speed}DataRetrievalGb`),
  ];
};
/** What is deleted early pays for the days that it was to stay, at the price of its storage. */
const earlyDelete = (days: number, sku = "storage"): Item =>
  gb("early-delete", `Early delete (within ${days} days)`, sku, "earlyDeleteGb");

const CLASSES: readonly StorageClass[] = [
  {
    ...{ use: "standard", name: "Standard", sku: "standard", lifecycle: "STANDARD" },
    items: [STORAGE, ...REQUESTS, ...select()],
  },
  {
    ...{ use: "intelligentTiering", name: "Intelligent tiering", sku: "intelligent-tiering", lifecycle: "INTELLIGENT_TIERING" },
    items: [
      gb("frequent", "Storage (frequent access)", "frequent", "frequentAccessStorageGb"),
      gb("infrequent", "Storage (infrequent access)", "infrequent", "infrequentAccessStorageGb"),
      gb("archive", "Storage (archive access)", "archive", "archiveAccessStorageGb"),
      gb("deep-archive", "Storage (deep archive access)", "deep-archive", "deepArchiveAccessStorageGb"),
      thousand("monitoring", "Monitoring and automation", "monitoring", "monitoredObjects", "1k objects"),
      ...REQUESTS,
      TRANSITION,
      ...select(),
      earlyDelete(30, "frequent"),
    ],
  },
  {
    ...{ use: "standardInfrequentAccess", name: "Standard - infrequent access", sku: "standard-ia", lifecycle: "STANDARD_IA" },
    items: [STORAGE, ...REQUESTS, TRANSITION, RETRIEVAL, ...select()],
  },
  {
    ...{ use: "oneZoneInfrequentAccess", name: "One zone - infrequent access", sku: "onezone-ia", lifecycle: "ONEZONE_IA" },
    items: [STORAGE, ...REQUESTS, TRANSITION, RETRIEVAL, ...select()],
  },
  {
    ...{ use: "glacierFlexibleRetrieval", name: "Glacier flexible retrieval", sku: "glacier-flexible", lifecycle: "GLACIER" },
    items: [
      ...[STORAGE, ...REQUESTS, TRANSITION, ...retrieval("Standard"), ...select("Standard", " (standard)")],
      ...[...retrieval("Expedited"), ...select("Expedited", " (expedited)"), ...select("Bulk", " (bulk)"), earlyDelete(90)],
    ],
  },
  {
    ...{ use: "glacierDeepArchive", name: "Glacier deep archive", sku: "glacier-deep-archive", lifecycle: "DEEP_ARCHIVE" },
    items: [STORAGE, ...REQUESTS, TRANSITION, ...retrieval("Standard"), ...retrieval("Bulk"), earlyDelete(180)],
  },
];

const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

function bucket(inputs: Reader, use: Use, around: Around, urn: string): readonly Draft[] {
  const rules = [
    ...inputs.blocks("lifecycleRules").filter((rule) => rule.is("enabled")),
    ...around.referringTo(urn, LIFECYCLE).flatMap((it) => readerOf(it).blocks("rules").filter(isOn)),
  ];
  const moved = new Set(
    rules.flatMap((rule) =>
      [...rule.blocks("transitions"), ...rule.blocks("noncurrentVersionTransitions")].map((it) => it.text("storageClass")),
    ),
  );
  const sku = aws("s3", around.region);
  const drafts: Draft[] = [];
  if (rules.some((rule) => rule.has("tags")) || used(use, "objectTags") !== undefined)
    drafts.push(metered("tags", "Object tagging", sku("object-tags"), per(used(use, "objectTags"), 1e4), "10k tags"));
  for (const each of CLASSES)
    if (each.use === "standard" || use[each.use] !== undefined || moved.has(each.lifecycle))
      drafts.push(...classDrafts(each, use, sku));
  return drafts;
}

const isOn = (rule: Reader): boolean => rule.text("status") === "Enabled";

const classDrafts = (
  { use: of, name, sku: prefix, items }: StorageClass,
  use: Use,
  sku: (sku: string) => Sku,
): readonly Draft[] =>
  items.flatMap((item) => {
    const said = used(use, of, item.use);
    if (said === undefined && item.ifSaid) return [];
    const quantity = per(said, item.per);
    return [metered(`${prefix}-${item.key}`, `${name} / ${item.name}`, sku(`${prefix}.${item.sku}`), quantity, item.unit)];
  });

const OF_BUCKET = "a setting of a bucket: AWS charges the storage and the requests";

export const s3: Service = {
  name: "S3",
  priced: {
    "aws:s3/bucket:Bucket": (inputs, use, around, { urn }) => bucket(inputs, use, around, urn),
    "aws:s3/analyticsConfiguration:AnalyticsConfiguration": (_inputs, use, { region }) => {
      const objects = per(used(use, "monthlyMonitoredObjects"), 1e6);
      return [metered("objects", "Objects monitored", aws("s3", region)("analytics.objects"), objects, "1M objects")];
    },
    "aws:s3/inventory:Inventory": (_inputs, use, { region }) => {
      const objects = per(used(use, "monthlyListedObjects"), 1e6);
      return [metered("objects", "Objects listed", aws("s3", region)("inventory.objects"), objects, "1M objects")];
    },
  },
  free: {
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": OF_BUCKET,
    "aws:s3/bucketLogging:BucketLogging": OF_BUCKET,
    "aws:s3/bucketNotification:BucketNotification": OF_BUCKET,
    "aws:s3/bucketObjectv2:BucketObjectv2": "counted in its bucket's storage",
    "aws:s3/bucketObject:BucketObject": "counted in its bucket's storage",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": OF_BUCKET,
    "aws:s3/bucketPolicy:BucketPolicy": OF_BUCKET,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": OF_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": OF_BUCKET,
    "aws:s3/bucketVersioning:BucketVersioning": OF_BUCKET,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": OF_BUCKET,
  },
};
