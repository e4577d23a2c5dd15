/** EBS volumes and snapshots. https://aws.amazon.com/ebs/pricing/ */
import type { Draft } from "../line.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Around, per, type Service, type Use, used } from "./mapper.ts";
import { type Reader, readerOf } from "./reader.ts";

export interface Volume {
  readonly type: string;
  readonly sizeGb: number;
  readonly iops: number;
  /** MB per second. */
  readonly throughput: number;
}

/** What is attached where nobody says otherwise: AWS makes gp2, and Amazon Linux images hold 8 GB. */
const DEFAULT = { type: "gp2", sizeGb: 8 };
/** What a gp3 volume has without a charge. */
const GP3_INCLUDED = { iops: 3000, throughput: 125 };

const STORAGE: Readonly<Record<string, string>> = {
  standard: "magnetic",
  gp2: "general purpose SSD, gp2",
  gp3: "general purpose SSD, gp3",
  io1: "provisioned IOPS SSD, io1",
  io2: "provisioned IOPS SSD, io2",
  st1: "throughput optimized HDD, st1",
  sc1: "cold HDD, sc1",
};

/** A volume as a block device describes it. What the block leaves open, `base` tells: the launch template under an instance. */
export const volumeOf = (block: Reader, base: Partial<Volume> = {}): Volume => ({
  type: (block.text("volumeType") ?? base.type ?? DEFAULT.type).toLowerCase(),
  sizeGb: block.number("volumeSize") ?? base.sizeGb ?? DEFAULT.sizeGb,
  iops: block.number("iops") ?? base.iops ?? 0,
  throughput: block.number("throughput") ?? base.throughput ?? 0,
});

/** `key` and `name` tell it from the other volumes of an instance; of a volume by itself they are empty. */
export interface Attached extends Volume {
  readonly key?: string;
  readonly name?: string;
  readonly count?: number;
}

export function volumeDrafts(volume: Attached, use: Use, region: string): readonly Draft[] {
  const { type, sizeGb, iops, throughput, key = "", name = "", count = 1 } = volume;
  const sku = aws("ebs", region);
  const drafts = [
    fixed(`${key}storage`, `${name}Storage (${STORAGE[type] ?? type})`, sku(`${type}.storage`), sizeGb, "GB", { count }),
  ];
  const paidIops = type === "gp3" ? Math.max(0, iops - GP3_INCLUDED.iops) : type.startsWith("io") ? iops : 0;
  if (paidIops > 0) drafts.push(fixed(`${key}iops`, `${name}Provisioned IOPS`, sku(`${type}.iops`), paidIops, "IOPS", { count }));
  if (type === "gp3" && throughput > GP3_INCLUDED.throughput) {
    const paid = throughput - GP3_INCLUDED.throughput;
    drafts.push(fixed(`${key}throughput`, `${name}Provisioned throughput`, sku("gp3.throughput"), paid, "MBps", { count }));
  }
  if (type === "standard") {
    const requests = per(used(use, "monthlyStandardIoRequests"), 1e6);
    drafts.push(metered(`${key}requests`, `${name}I/O requests`, sku("standard.io"), requests, "1M requests", { count }));
  }
  return drafts;
}

/** The size of the volume that a snapshot is of, at most: snapshots hold the blocks that are in use. */
function snapshotGb(snapshot: Reader, find: Around["find"]): number {
  const [urn] = [...snapshot.references("volumeId"), ...snapshot.references("sourceSnapshotId")];
  const of = urn === undefined ? undefined : find(urn);
  if (!of) return DEFAULT.sizeGb;
  const inputs = readerOf(of);
  return inputs.has("volumeId") ? snapshotGb(inputs, find) : (inputs.number("size") ?? DEFAULT.sizeGb);
}

const snapshotStorage = (snapshot: Reader, { region, find }: Around): Draft =>
  metered("storage", "EBS snapshot storage", aws("ebs", region)("snapshot.storage"), snapshotGb(snapshot, find), "GB");

export const ebs: Service = {
  name: "EBS",
  priced: {
    "aws:ebs/volume:Volume": (inputs, use, { region }) => volumeDrafts({ ...volumeOf(inputs), ...ownSize(inputs) }, use, region),
    "aws:ebs/snapshot:Snapshot": (inputs, use, around) => {
      const sku = aws("ebs", around.region);
      const api = (key: string, name: string, unit: string, requests: string): Draft =>
        metered(`api-${key}`, name, sku(`snapshot.api.${key}`), per(used(use, requests), 1000), unit);
      const restore = per(used(use, "fastSnapshotRestoreHours"));
      return [
        snapshotStorage(inputs, around),
        metered("fast-restore", "Fast snapshot restore", sku("snapshot.fast-restore"), restore, "DSU-hours"),
        api("list", "ListChangedBlocks & ListSnapshotBlocks API requests", "1k requests", "monthlyListBlockRequests"),
        api("get", "GetSnapshotBlock API requests", "1k SnapshotAPIUnits", "monthlyGetBlockRequests"),
        api("put", "PutSnapshotBlock API requests", "1k SnapshotAPIUnits", "monthlyPutBlockRequests"),
      ];
    },
    "aws:ebs/snapshotCopy:SnapshotCopy": (inputs, _use, around) => [snapshotStorage(inputs, around)],
  },
  free: { "aws:ec2/volumeAttachment:VolumeAttachment": "joins a volume to an instance; each of them is priced itself" },
};

/** A volume by itself names its size and type otherwise than a block device does. */
const ownSize = (inputs: Reader): Partial<Volume> => ({
  type: (inputs.text("type") ?? DEFAULT.type).toLowerCase(),
  sizeGb: inputs.number("size") ?? DEFAULT.sizeGb,
});
