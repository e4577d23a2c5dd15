/** The EC2 instance types a node pool may use, and what each offers. https://aws.amazon.com/ec2/instance-types/ */

export type Architecture = "arm64" | "x86_64";

export interface InstanceType {
  readonly name: string;
  readonly architecture: Architecture;
  readonly vcpus: number;
  readonly memoryMib: number;
}

/** General purpose, compute and memory families: memory grows with the vCPUs. */
const FAMILIES = {
  m6g: { architecture: "arm64", gibPerVcpu: 4 },
  m7g: { architecture: "arm64", gibPerVcpu: 4 },
  c6g: { architecture: "arm64", gibPerVcpu: 2 },
  c7g: { architecture: "arm64", gibPerVcpu: 2 },
  r6g: { architecture: "arm64", gibPerVcpu: 8 },
  r7g: { architecture: "arm64", gibPerVcpu: 8 },
  m6i: { architecture: "x86_64", gibPerVcpu: 4 },
  m7i: { architecture: "x86_64", gibPerVcpu: 4 },
} as const satisfies Record<string, { architecture: Architecture; gibPerVcpu: number }>;

const VCPUS = { large: 2, xlarge: 4, "2xlarge": 8, "4xlarge": 16 } as const;

/** Burstable families: the small sizes share two vCPUs. Smaller than medium cannot hold the system's own pods. */
const BURSTABLE = {
  medium: { vcpus: 2, gib: 4 },
  large: { vcpus: 2, gib: 8 },
  xlarge: { vcpus: 4, gib: 16 },
  "2xlarge": { vcpus: 8, gib: 32 },
} as const;

const BURSTABLE_FAMILIES = { t3: "x86_64", t4g: "arm64" } as const satisfies Record<string, Architecture>;

function catalogue(): InstanceType[] {
  const steady = Object.entries(FAMILIES).flatMap(([family, { architecture, gibPerVcpu }]) =>
    Object.entries(VCPUS).map(([size, vcpus]) => ({
      name: `${family}.${size}`,
      architecture,
      vcpus,
      memoryMib: vcpus * gibPerVcpu * 1024,
    })),
  );
  const burstable = Object.entries(BURSTABLE_FAMILIES).flatMap(([family, architecture]) =>
    Object.entries(BURSTABLE).map(([size, { vcpus, gib }]) => ({
      name: `${family}.${size}`,
      architecture,
      vcpus,
      memoryMib: gib * 1024,
    })),
  );
  return [...steady, ...burstable];
}

const INSTANCES: ReadonlyMap<string, InstanceType> = new Map(catalogue().map((type) => [type.name, type]));

/** The names of all known instance types, sorted. */
export const INSTANCE_NAMES: readonly string[] = [...INSTANCES.keys()].sort();

/**
 * What an instance type offers.
 * @throws RangeError for a type outside {@link INSTANCE_NAMES}; the config schema admits none.
 */
export function instanceType(name: string): InstanceType {
  const type = INSTANCES.get(name);
  if (!type) throw new RangeError(`unknown instance type ${name}; known: ${INSTANCE_NAMES.join(", ")}`);
  return type;
}
