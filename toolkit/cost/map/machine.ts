/** What an EC2 instance is charged, however it was started: by itself, or by an autoscaling group or a group of EKS nodes. */
import type { Draft, Sku } from "../line.ts";
import { HOURS_PER_MONTH } from "../money.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Attached, volumeDrafts } from "./ebs.ts";
import { type Use, used } from "./mapper.ts";
import { NotTold } from "./reader.ts";

export interface Machine {
  readonly instanceType: string;
  /** Put before the names of its lines: the launch template's. */
  readonly name?: string;
  readonly tenancy?: string;
  readonly ebsOptimized: boolean;
  /** CloudWatch's detailed monitoring. */
  readonly monitoring: boolean;
  /** `standard` or `unlimited`; AWS decides by family where it is not told. */
  readonly cpuCredits?: string;
  /** Whether each is asked to have a public address. */
  readonly publicAddress: boolean;
  readonly volumes: readonly Attached[];
  /** Whether the image decides the volumes: nobody names them, and nothing here knows the image. */
  readonly volumesOfImage?: boolean;
}

/** How many run, and how they are bought. */
export interface Running {
  readonly onDemand: number;
  readonly spot: number;
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: "Linux/UNIX", windows: "Windows", rhel: "RHEL", suse: "SUSE" };
/** EC2 sends this many metrics of an instance. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html */
const METRICS = 7;
/**
 * Families that charge for EBS optimization where it is asked for; later ones have it, at no charge.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-optimized.html
 */
const PAY_FOR_EBS = new Set(["c1", "c3", "g2", "i2", "m1", "m2", "m3", "r3"]);
/** The families with CPU credits, and whether these are unlimited where nobody says otherwise. */
const BURSTABLE: Readonly<Record<string, boolean>> = { t2: false, t3: true, t3a: true, t4g: true };
/** t2, t3 and t3a have one price for surplus credits, t4g another. https://aws.amazon.com/ec2/pricing/on-demand/ */
const creditsSku = (family: string): string => (family === "t4g" ? "cpu-credits.t4g" : "cpu-credits.t3");

export function machineDrafts(machine: Machine, { onDemand, spot }: Running, use: Use, region: string): readonly Draft[] {
  const { instanceType, name = "", tenancy = "", volumes } = machine;
  if (tenancy.toLowerCase() === "host") throw new NotTold("instances on a dedicated host are paid for by the host");
  const sku = aws("ec2", region);
  const family = instanceType.split(".")[0] ?? "";
  const hours = used(use, "monthlyHrs") ?? HOURS_PER_MONTH;
  const count = onDemand + spot;
  const drafts: Draft[] = [];

  const of = instanceSku(machine, use);
  const bought = (key: string, label: string, suffix: string, rest: Pick<Draft, "count" | "purchase">): void => {
    const title = `${name}Instance usage (${of.system}, ${label}, ${instanceType})`;
    drafts.push(fixed(key, title, sku(`${of.sku}${suffix}`), hours, "hours", rest));
  };
  if (onDemand > 0)
    bought("instance", of.reserved === "" ? "on-demand" : "reserved", of.reserved, { count: onDemand, purchase: "on-demand" });
  // The same line when all of a group is bought otherwise; a second one only in a mix.
  if (spot > 0) bought(onDemand > 0 ? "instance-spot" : "instance", "spot", ".spot", { count: spot, purchase: "spot" });

  if (machine.ebsOptimized) {
    const optimized = ebsOptimization(family, instanceType, sku);
    if (optimized) drafts.push(fixed("ebs-optimized", `${name}EBS-optimized usage`, optimized, hours, "hours", { count }));
  }
  if (machine.monitoring) {
    const metric = sku("detailed-monitoring.metric");
    drafts.push(fixed("monitoring", `${name}EC2 detailed monitoring`, metric, METRICS, "metrics", { count }));
  }
  const unlimitedByItself = BURSTABLE[family];
  if (unlimitedByItself !== undefined && (machine.cpuCredits ?? (unlimitedByItself ? "unlimited" : "")) === "unlimited") {
    const credits = surplusHours(use, instanceType);
    drafts.push(metered("cpu-credits", `${name}CPU credits`, sku(creditsSku(family)), credits, "vCPU-hours", { count }));
  }
  const addresses = used(use, "publicIpv4Addresses") ?? (machine.publicAddress ? 1 : 0);
  if (addresses > 0)
    drafts.push(
      fixed("public-ipv4", `${name}Public IPv4 address`, aws("vpc", region)("public-ipv4"), hours * addresses, "hours", {
        count,
      }),
    );
  if (machine.volumesOfImage) {
    const ofImage = used(use, "imageVolumeGb") ?? null;
    drafts.push(
      metered("image-storage", `${name}Storage of the image`, aws("ebs", region)("gp2.storage"), ofImage, "GB", { count }),
    );
  }
  for (const volume of volumes)
    drafts.push(
      ...volumeDrafts({ ...volume, name: `${name}${volume.name ?? ""}`, count: (volume.count ?? 1) * count }, use, region),
    );
  return drafts;
}

/** Null where nobody said how long they run above their baseline. */
function surplusHours(use: Use, instanceType: string): number | null {
  const hours = used(use, "monthlyCpuCreditHrs");
  return hours === undefined ? null : hours * (used(use, "vcpuCount") ?? burstableCpus(instanceType));
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html */
function burstableCpus(instanceType: string): number {
  const [family, size = ""] = instanceType.split(".");
  if (size === "2xlarge") return 8;
  if (size === "xlarge") return 4;
  return family === "t2" && !["medium", "large"].includes(size) ? 1 : 2;
}

/** AWS lists the charge by type for the old families, and 0 for the others but the burstable ones. */
function ebsOptimization(family: string, instanceType: string, sku: (sku: string) => Sku): Sku | undefined {
  if (PAY_FOR_EBS.has(family)) return sku(`ebs-optimized.${instanceType}`);
  return family in BURSTABLE ? undefined : sku("ebs-optimized.included");
}

const TERMS: Readonly<Record<string, string>> = { "1_year": "1y", "3_year": "3y" };
const PAYMENTS: Readonly<Record<string, string>> = {
  ...{ no_upfront: "noUpfront", partial_upfront: "partialUpfront", all_upfront: "allUpfront" },
};

/** `.ri.standard.1y.noUpfront`, or nothing where none is asked for. @throws NotTold for what AWS does not offer */
export function reservation(use: Use, classes: readonly string[]): string {
  const { reservedInstanceType: ofClass, reservedInstanceTerm: term, reservedInstancePaymentOption: payment } = use;
  if (term === undefined && ofClass === undefined) return "";
  const one = (name: string, value: Use[string], known: readonly string[]): string => {
    if (typeof value === "string" && known.includes(value)) return value;
    throw new NotTold(`${name} of a reservation is ${JSON.stringify(value)}; there are ${known.join(", ")}`);
  };
  const parts = [
    ...(classes.length > 0 ? [one("reservedInstanceType", ofClass, classes)] : []),
    TERMS[one("reservedInstanceTerm", term, Object.keys(TERMS))],
    PAYMENTS[one("reservedInstancePaymentOption", payment, Object.keys(PAYMENTS))],
  ];
  return `.ri.${parts.join(".")}`;
}

/** The part of the sku that the machine itself decides, as the price book names it: Linux on shared hardware has the type alone. */
function instanceSku({ instanceType, tenancy = "" }: Machine, use: Use): { sku: string; system: string; reserved: string } {
  const system = typeof use.operatingSystem === "string" ? use.operatingSystem.toLowerCase() : "linux";
  const label = SYSTEMS[system];
  if (label === undefined)
    throw new NotTold(`operatingSystem is ${JSON.stringify(system)}; there are ${Object.keys(SYSTEMS).join(", ")}`);
  const parts = [
    instanceType,
    ...(system === "linux" ? [] : [system]),
    ...(tenancy.toLowerCase() === "dedicated" ? ["dedicated"] : []),
  ];
  return { sku: parts.join("."), system: label, reserved: reservation(use, ["standard", "convertible"]) };
}
