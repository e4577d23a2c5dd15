/**
 * Quantities as people write them in a stack file, with the unit in the type: a naked number never says whether it counts
 * bytes or gibibytes. Each parser is total over its type; the schema guarantees that only such text arrives.
 */

/** Memory or disk, binary units: `512MiB`, `8GiB`. */
export type Memory = `${number}MiB` | `${number}GiB`;
/** Processor time: `0.5 vCPU`, `2 vCPU`. */
export type Cpu = `${number} vCPU`;
/** A span of time: `30s`, `15m`, `72h`, `35d`. */
export type Duration = `${number}s` | `${number}m` | `${number}h` | `${number}d`;

export const MEMORY = /^\d+(\.\d+)?(MiB|GiB)$/;
export const CPU = /^\d+(\.\d+)? vCPU$/;
export const DURATION = /^\d+(s|m|h|d)$/;

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Memory in whole mebibytes, rounded down: `1.5GiB` is 1536. */
export function mebibytes(memory: Memory): number {
  const factor = memory.endsWith("GiB") ? 1024 : 1;
  return Math.floor(Number(memory.slice(0, -3)) * factor);
}

/** Memory in whole gibibytes, rounded up: what a vendor that sells gibibytes must be asked for. */
export const gibibytes = (memory: Memory): number => Math.ceil(mebibytes(memory) / 1024);

/** Processor time in thousandths of a vCPU, as Kubernetes counts it: `0.5 vCPU` is 500. */
export const millicores = (cpu: Cpu): number => Math.round(Number(cpu.slice(0, -" vCPU".length)) * 1000);

/** A span of time in seconds: `15m` is 900. */
export const seconds = (duration: Duration): number =>
  Number(duration.slice(0, -1)) * SECONDS[duration.slice(-1) as keyof typeof SECONDS];

/** A span of time in whole days, rounded up: `36h` is 2. */
export const days = (duration: Duration): number => Math.ceil(seconds(duration) / SECONDS.d);
