import { describe, expect, it } from "vitest";
import { readConfig } from "../../../infra/config/load.ts";
import { raw, VALID } from "../../../infra/config/testConfig.ts";
import type { StackFile } from "../../plan/project.ts";
import type { ReadStack } from "../../plan/stacks.ts";
import { changesBetween, swapped, treeOf } from "./changes.ts";

const read = (file: StackFile): ReadStack => {
  const result = readConfig(file);
  return "config" in result
    ? { file, config: result.config, problems: [] }
    : { file, config: undefined, problems: result.problems };
};
const stack = (sections: object): ReadStack => {
  const { values, ...rest } = raw({ ...VALID, ...sections });
  return read({ ...rest, values, file: "Pulumi.test.yaml", placeholder: "[secret]", environments: [], lineOf: () => undefined });
};
const between = (a: object, b: object) => changesBetween(stack(a), stack(b), read);
const paths = (a: object, b: object): string[] => between(a, b).map(({ path }) => path);

describe("settings that differ", () => {
  it("are the smallest that can be swapped, each with its values", () => {
    const api = { replicas: { min: 1, max: 2 }, cpu: "1 vCPU", memory: "1GiB" };
    expect(
      between({}, { api, network: { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], nat: "per-zone" } }),
    ).toMatchObject([
      { path: "network.nat", from: "one", to: "per-zone", estimateOnly: false },
      { path: "api.replicas.max", from: 1, to: 2 },
      { path: "api.memory", from: "2GiB", to: "1GiB" },
    ]);
  });

  it("are none where one file states what the other leaves to the default", () => {
    expect(paths({}, { logs: { retention: "30d" } })).toEqual([]);
    expect(between({}, { logs: { retention: "7d" } })).toMatchObject([{ path: "logs.retention", from: "30d", to: "7d" }]);
  });

  it("stay together where neither file is valid with one of them alone", () => {
    const organization = "5f0a1b2c3d4e5f6a7b8c9d0e";
    const flex = { mongodb: { topology: "flex", organization } };
    const sharded = { mongodb: { topology: "sharded", organization, tier: "M30", shards: 2, disk: "40GiB" } };
    expect(paths(flex, sharded)).toEqual(["mongodb.{topology,tier,shards}", "mongodb.disk"]);
    // The tier is a setting of both.
    expect(paths({}, sharded)).toEqual(["mongodb.{topology,shards}", "mongodb.tier", "mongodb.disk"]);
  });

  it("are told apart in lists whose items have the same names, and are one where they have not", () => {
    const pool = { name: "main", instanceTypes: ["m7g.xlarge"], min: 1, max: 2 };
    expect(paths({}, { cluster: { nodePools: [{ ...pool, max: 3 }] } })).toEqual(["cluster.nodePools[0].max"]);
    expect(paths({}, { cluster: { nodePools: [pool, { ...pool, name: "more" }] } })).toEqual(["cluster.nodePools"]);
  });

  it("are one for each assumption, which takes no new plan", () => {
    expect(between({}, { usage: { pv: { low: 1, typical: 2, high: 3 } } })).toMatchObject([
      { path: "usage.pv", estimateOnly: true },
    ]);
  });

  it("make the other file when all are swapped", () => {
    const [a, b] = [stack({}), stack({ logs: { retention: "7d" }, redis: { topology: "replica", nodeType: "cache.t4g.small" } })];
    expect(treeOf(swapped(a.file, b.file, changesBetween(a, b, read)))).toEqual(treeOf(b.file));
    expect(treeOf(a.file)).not.toHaveProperty("logs");
  });
});
