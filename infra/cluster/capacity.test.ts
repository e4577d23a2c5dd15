import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocatable, apiRequests, fitAtMaximum, nodeCapacity } from "./capacity.ts";
import { INSTANCE_NAMES, instanceType } from "./instances.ts";

const API = { cpu: "4 vCPU", memory: "8GiB" } as const;
const pool = (name: string, max: number) => ({ name: "main", instanceTypes: [name], max });

describe("what a node offers", () => {
  // 2 vCPUs: 60 + 10 reserved. 8 GiB: 7680 MiB visible, less 255 + 11 × 110 + 100.
  it.each([
    ["m7g.large", { cpu: 1930, memory: 6115 }],
    ["m7g.2xlarge", { cpu: 7910, memory: 29155 }],
  ])("%s leaves %j for pods", (name, left) => {
    expect(allocatable(instanceType(name))).toEqual(left);
  });

  it("is never more than the instance has, and never negative", () => {
    for (const name of INSTANCE_NAMES) {
      const type = instanceType(name);
      const left = nodeCapacity(pool(name, 1));
      expect(left.cpu).toBeGreaterThan(0);
      expect(left.memory).toBeGreaterThan(0);
      expect(left.cpu).toBeLessThan(type.vcpus * 1000);
      expect(left.memory).toBeLessThan(type.memoryMib);
    }
  });

  it("is the least of the pool's types", () => {
    const mixed = nodeCapacity({ instanceTypes: ["t4g.large", "m7g.xlarge"] });
    expect(mixed).toEqual(nodeCapacity({ instanceTypes: ["t4g.large"] }));
  });

  it("names the known types when it is asked for another", () => {
    expect(() => instanceType("m1.small")).toThrow(/unknown instance type m1\.small; known: c6g\.2xlarge, /);
  });
});

describe("an API pod", () => {
  it("requests half of its CPU limit and all of its memory", () => {
    expect(apiRequests(API)).toEqual({ cpu: 2000, memory: 8192 });
  });
});

describe("the fit at the maximum", () => {
  it.each([
    // 7.66 vCPU and 28.2 GiB a node: three pods of 2 vCPU and 8 GiB, and the system's on one of them.
    ["m7g.2xlarge", 3, 10, 9],
    ["m7g.2xlarge", 4, 10, 11],
    ["m7g.large", 20, 10, 0],
  ])("%s × %i for %i pods places %i", (name, nodes, replicas, placed) => {
    expect(fitAtMaximum([pool(name, nodes)], { ...API, replicas: { min: 1, max: replicas } })).toEqual({
      wanted: replicas + 1,
      placed,
    });
  });

  it("counts no pod as placed when the system's own pods find no room", () => {
    expect(fitAtMaximum([], { ...API, replicas: { min: 1, max: 1 } })).toEqual({ wanted: 2, placed: 0 });
  });

  it("never places less on more nodes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INSTANCE_NAMES),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (name, nodes, max) => {
          const api = { ...API, replicas: { min: 1, max } };
          expect(fitAtMaximum([pool(name, nodes + 1)], api).placed).toBeGreaterThanOrEqual(
            fitAtMaximum([pool(name, nodes)], api).placed,
          );
        },
      ),
    );
  });
});
