import { expect, it } from "vitest";
import { VALID } from "../../infra/config/testConfig.ts";
import { planConfig } from "./testGraph.ts";

it("office hours stop and start every pool, and leave the least number of nodes to the clock", async () => {
  const officeHours = { from: "08:00", to: "20:00", timeZone: "Asia/Shanghai" };
  const { resources } = await planConfig({ ...VALID, cluster: { ...(VALID.cluster as object), officeHours } });
  const schedules = resources.filter(({ type }) => type === "aws:scheduler/schedule:Schedule");
  const sizes = schedules.map(({ name, inputs }) => [
    name,
    inputs.scheduleExpression,
    inputs.scheduleExpressionTimezone,
    JSON.parse((inputs.target as { input: string }).input).ScalingConfig,
  ]);
  expect(sizes).toEqual([
    ["cluster-hours-main-start", "cron(0 8 ? * MON,TUE,WED,THU,FRI *)", "Asia/Shanghai", { DesiredSize: 1, MinSize: 1 }],
    ["cluster-hours-main-stop", "cron(0 20 ? * MON,TUE,WED,THU,FRI *)", "Asia/Shanghai", { DesiredSize: 0, MinSize: 0 }],
  ]);
  const group = resources.find(({ type }) => type === "aws:eks/nodeGroup:NodeGroup");
  expect(group?.options.ignoreChanges).toEqual(["scalingConfig.desiredSize", "scalingConfig.minSize"]);
});
