import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiRequests } from "../cluster/capacity.ts";
import { type Memory, mebibytes } from "../config/units.ts";
import { type ApiConfig, autoscalerSpec, deploymentSpec, heapMebibytes, TARGETS } from "./apiObjects.ts";

const CONFIG: ApiConfig = { replicas: { min: 3, max: 10 }, cpu: "4 vCPU", memory: "8GiB", logLevel: "info" };
const spec = (config: ApiConfig = CONFIG) =>
  deploymentSpec({
    config,
    image: "registry/monitor/api@sha256:0",
    secrets: ["mongodb-uri", "redis-url", "anthropic-api-key"],
    secretVersions: "v1",
    settings: "{}",
    drainSeconds: 30,
    idleSeconds: 60,
  });
type Pod = {
  spec: {
    containers: {
      env: { name: string; value?: string }[];
      resources: Record<string, Record<string, string>>;
      volumeMounts: unknown[];
    }[];
    volumes: { secret?: { items: { path: string }[] } }[];
    terminationGracePeriodSeconds: number;
  };
};
const podOf = (config?: ApiConfig) => (spec(config) as unknown as { template: Pod }).template.spec;
const containerOf = (config?: ApiConfig) => {
  const [container] = podOf(config).containers;
  if (!container) throw new Error("no container");
  return container;
};

/** The autoscaler's own rule: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details */
function desired(current: number, { min, max }: ApiConfig["replicas"], utilisation: { cpu: number; memory: number }): number {
  const TOLERANCE = 0.1;
  const wanted = (["cpu", "memory"] as const).map((metric) => {
    const ratio = utilisation[metric] / TARGETS[metric];
    return Math.abs(ratio - 1) <= TOLERANCE ? current : Math.ceil(current * ratio);
  });
  return Math.min(max, Math.max(min, ...wanted));
}

describe("the deployment", () => {
  it("leaves the number of pods to the autoscaler", () => {
    expect(spec()).not.toHaveProperty("replicas");
    expect(autoscalerSpec(CONFIG)).toMatchObject({ minReplicas: 3, maxReplicas: 10 });
  });

  it("requests half of the CPU limit and all of the memory, and gives Node's heap 70 % of it", () => {
    const { resources, env } = containerOf();
    expect(resources).toMatchObject({ requests: { cpu: "2000m", memory: "8192Mi" }, limits: { cpu: "4000m", memory: "8192Mi" } });
    expect(env.find(({ name }) => name === "NODE_OPTIONS")?.value).toBe("--max-old-space-size=5734");
  });

  it("gives a leaving pod the time to be forgotten, to finish, and a margin", () => {
    expect(podOf().terminationGracePeriodSeconds).toBe(15 + 30 + 5);
  });

  it("hands over only the secrets that there are and that it reads", () => {
    const { volumes } = podOf();
    const files = volumes.flatMap(({ secret }) => secret?.items ?? []);
    expect(files.map(({ path }) => path)).toEqual(["MONGODB_URI", "REDIS_URL"]);
  });

  it("hands secrets over as files, and none as a variable", () => {
    const { env, volumeMounts } = containerOf();
    expect(env.map(({ name }) => name)).toEqual(["NODE_OPTIONS", "DRAIN_SECONDS", "KEEP_ALIVE_SECONDS", "SECRETS_FOLDER"]);
    const folder = env.find(({ name }) => name === "SECRETS_FOLDER")?.value;
    expect(volumeMounts).toContainEqual({ name: "secrets", mountPath: folder, readOnly: true });
  });
});

describe("the autoscaler", () => {
  it("does not add pods that idle", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 256, max: 65_536 }),
        fc.integer({ min: 1, max: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (memory, min, heapFill) => {
          const config: ApiConfig = { ...CONFIG, memory: `${memory}MiB` as Memory, replicas: { min, max: 20 } };
          // An idle pod burns next to no CPU; its heap may have grown up to its bound, with a tenth of it again for buffers and stacks.
          const used = heapMebibytes(config) * heapFill * 1.1;
          const utilisation = { cpu: 1, memory: (used / apiRequests(config).memory) * 100 };
          expect(desired(min, config.replicas, utilisation)).toBe(min);
        },
      ),
    );
  });

  it("adds pods under load, up to the maximum", () => {
    expect(desired(3, CONFIG.replicas, { cpu: 140, memory: 30 })).toBe(6);
    expect(desired(6, CONFIG.replicas, { cpu: 200, memory: 30 })).toBe(10);
    expect(desired(3, CONFIG.replicas, { cpu: 10, memory: 95 })).toBe(4);
  });

  it("takes pods away again, down to the minimum", () => {
    expect(desired(10, CONFIG.replicas, { cpu: 10, memory: 10 })).toBe(3);
  });

  it("could not see idle pods as busy if memory requests were half of the limit", () => {
    // Why the request is the whole limit: with the plan's half, a heap that has once grown would look like 140 % for good.
    const half = mebibytes(CONFIG.memory) / 2;
    expect((heapMebibytes(CONFIG) / half) * 100).toBeGreaterThan(TARGETS.memory);
  });
});
