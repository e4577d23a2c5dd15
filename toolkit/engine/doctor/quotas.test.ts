import { describe, expect, it } from "vitest";
import { readConfig } from "../../../infra/config/load.ts";
import type { EnvironmentConfig } from "../../../infra/config/schema/index.ts";
import { openProject, readStackFile } from "../../plan/project.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { heldByOthers, needsOf, quotaFinding } from "./quotas.ts";

function configOf(stack: string): EnvironmentConfig {
  const result = readConfig(readStackFile(openProject(ROOT), stack));
  if ("problems" in result || result.config.kind !== "environment") throw new Error(`${stack} is no environment`);
  return result.config;
}

const needed = (config: EnvironmentConfig) => Object.fromEntries(needsOf(config).map(({ what, needed }) => [what, needed]));

describe("what a stack needs", () => {
  it("follows from its configuration", () => {
    expect(needed(configOf("prod"))).toEqual({
      "quota: VPCs": 1,
      "quota: Elastic IPs": 3,
      "quota: on-demand vCPUs": 40, // 5 × m7g.2xlarge
      "quota: Lambda concurrency": 120,
    });
  });

  it("is a spot pool's at the largest of its types, and no address without NAT", () => {
    const dev = configOf("dev");
    const pool = {
      name: "x",
      instanceTypes: ["m7g.large", "m7g.xlarge"],
      capacity: "spot" as const,
      min: 0,
      max: 7,
      disk: "50GiB" as const,
    };
    const config = { ...dev, network: { ...dev.network, nat: "none" as const }, cluster: { ...dev.cluster, nodePools: [pool] } };
    expect(needed(config)).toMatchObject({ "quota: spot vCPUs": 28 });
    expect(needed(config)).not.toHaveProperty("quota: Elastic IPs");
    expect(needed(config)).not.toHaveProperty("quota: on-demand vCPUs");
  });

  it("counts what Karpenter may buy, either way", () => {
    const dev = configOf("dev");
    const addons = { karpenter: { maxVcpus: 50, capacity: ["spot" as const, "on-demand" as const] } };
    expect(needed({ ...dev, addons })).toMatchObject({ "quota: spot vCPUs": 56, "quota: on-demand vCPUs": 50 });
  });
});

describe("a quota", () => {
  const counted = {
    ...{ what: "quota: Elastic IPs", service: "ec2", code: "L-0263D0A3", needed: 3, why: "for NAT" },
    held: { command: [], list: "" },
  };
  const shared = { ...counted, held: undefined };

  it.each([
    [counted, 5, 2, "ok", "needs 3 of 5 in eu-west-1 (for NAT), where others hold 2"],
    [counted, 5, 3, "failed", "needs 3 of 5 in eu-west-1 (for NAT), where others hold 3"],
    [counted, 5, undefined, "cannot tell", "needs 3 of 5 in eu-west-1 (for NAT); what others hold cannot be asked: no"],
    [counted, 2, undefined, "failed", "needs 3 of 2 in eu-west-1 (for NAT)"],
    [counted, undefined, 0, "cannot tell", "needs 3 (for NAT); the quota cannot be asked: no"],
    [shared, 3, undefined, "ok", "needs 3 of 3 in eu-west-1 (for NAT), shared with all else there"],
    [shared, 2, undefined, "failed", "needs 3 of 2 in eu-west-1 (for NAT)"],
  ])("%#", (need, quota, held, verdict, found) => {
    expect(quotaFinding(need, "eu-west-1", quota, held, "no")).toMatchObject({ verdict, found });
  });

  it("that is too small says how to raise it, far enough", () => {
    expect(quotaFinding(counted, "eu-west-1", 5, 4, "").remedy).toBe(
      "aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value 7 --region eu-west-1",
    );
  });

  it("is not used up by the stack itself", () => {
    const tags = (app: string, environment: string) => [
      { Key: "app", Value: app },
      { Key: "environment", Value: environment },
    ];
    const listed = [{ Tags: tags("monitor", "dev") }, { Tags: tags("monitor", "prod") }, { Tags: tags("other", "dev") }, {}];
    expect(heldByOthers(listed, "monitor", "dev")).toBe(3);
  });
});
