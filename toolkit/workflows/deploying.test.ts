/** Who deploys what, as whom. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { at, VALID, VALID_SHARED } from "../../infra/config/testConfig.ts";
import { deployStatements } from "../../infra/shared/ciPolicies.ts";
import { planStacks } from "../plan/plan.ts";
import { planConfig } from "../plan/testGraph.ts";
import { JOBS, named, ROOT, textOf } from "./testFiles.ts";

describe("deploying", () => {
  it("promotes what was built once: the same image, the same release", () => {
    for (const stage of ["main/staging", "main/prod"])
      expect(named(stage)).toMatchObject({
        uses: "./.github/workflows/deploy.yml",
        with: { environment: stage.slice(5), image: "${{ needs.build.outputs.image }}" },
      });
    const builders = JOBS.filter(({ job }) => JSON.stringify(job).includes("publish-image.sh")).map(({ name }) => name);
    expect(builders).toEqual(["main/build"]);
    for (const job of [named("main/plan"), named("deploy/deploy")])
      expect(job.steps?.some(({ with: given }) => given?.name === "release" && given.path === "dist")).toBe(true);
  });

  it("does in prod what was approved", () => {
    expect(named("main/prod").with?.plan).toBe("plan-prod");
    expect(named("main/plan").steps?.at(-1)?.with).toMatchObject({ name: "plan-prod", path: "plan.json" });
    expect(named("deploy/deploy").environment).toBe("${{ inputs.environment }}");
  });

  it("is for the environments that the shared stack trusts", () => {
    const { config } = parse(textOf("Pulumi.shared.yaml")) as { config: Record<string, { environments: string[] }> };
    const trusted = config["monitor:github"]?.environments ?? [];
    expect(trusted).toEqual(expect.arrayContaining(["staging", "prod"]));
    expect(named("drift/look").strategy?.matrix.environment).toEqual(trusted);
    expect(JSON.stringify(named("drift/tell"))).toContain(`drift-issue.sh drift ${trusted.join(" ")}`);
  });

  it("is done by roles that the shared stack makes, each trusted for the workflows that assume it", async () => {
    const [shared] = await planStacks({ folder: ROOT, stacks: ["shared"] });
    const roles = new Map(
      (shared?.graph.resources ?? [])
        .filter(({ type }) => type === "aws:iam/role:Role")
        .map(({ inputs }) => [inputs.name, JSON.stringify(inputs.assumeRolePolicy)]),
    );
    const assumed = JOBS.flatMap(({ name, workflow, job }) =>
      (job.steps ?? [])
        .filter(({ uses }) => uses === "./.github/actions/cloud")
        .map((step) => ({ name, workflow, job, role: String(step.with?.role) })),
    );
    expect(assumed.map(({ name, role }) => `${name} ${role}`)).toMatchInlineSnapshot(`
      [
        "deploy/deploy deploy-\${{ inputs.environment }}",
        "drift/look preview",
        "drill/state preview",
        "main/build publish",
        "main/plan preview",
        "reap/reap deploy-\${{ matrix.environment }}",
      ]
    `);
    for (const { name, workflow, job, role } of assumed) {
      const environment = /\$\{\{ (?:inputs|matrix)\.environment \}\}/.exec(role)?.[0];
      if (environment) {
        // GitHub's token names the environment, and AWS trusts that alone.
        expect(job.environment, name).toBe(environment);
        for (const known of ["staging", "prod"])
          expect(roles.get(`monitor-ci-${role.replace(environment, known)}`)).toContain(`:environment:${known}`);
      } else {
        expect(job.environment, name).toBeUndefined();
        expect(roles.get(`monitor-ci-${role}`), name).toContain(":ref:refs/heads/main");
        // Nothing else has a token of main.
        expect(["push", "schedule", "workflow_dispatch"]).toEqual(expect.arrayContaining(Object.keys(workflow.on)));
        expect(workflow.on.push?.branches ?? ["main"]).toEqual(["main"]);
      }
    }
  });
});

it("trusts a repository by its ids, where GitHub's tokens name it so", async () => {
  const { resources } = await planConfig(at(VALID_SHARED, "github.repository", "example@12/monitor@345"), "shared");
  const trusts = resources.map(({ inputs }) => JSON.stringify(inputs.assumeRolePolicy ?? "")).join();
  for (const subject of ["ref:refs/heads/main", "environment:test"])
    expect(trusts).toContain(`repo:example@12/monitor@345:${subject}`);
});

describe("the role that deploys an environment", () => {
  /** Where a type's name does not say the service that its actions are named after. */
  const SERVICES: Readonly<Record<string, string>> = {
    "cloudwatch/event": "events",
    "cloudwatch/log": "logs",
    "lb/": "elasticloadbalancing",
    "vpc/": "ec2",
  };
  const serviceOf = (type: string): string => {
    const name = type.slice("aws:".length);
    return Object.entries(SERVICES).find(([prefix]) => name.startsWith(prefix))?.[1] ?? name.split("/")[0] ?? "";
  };

  it("may make whatever an environment can hold", async () => {
    const cluster = { ...(VALID.cluster as object), officeHours: { from: "08:00", to: "20:00" } };
    const graphs = [
      ...(await planStacks({ folder: ROOT, stacks: ["dev", "staging", "prod"] })).map(({ graph }) => graph),
      await planConfig({ ...VALID, addons: { karpenter: { maxVcpus: 64 } } }),
      await planConfig({ ...VALID, cluster }),
    ];
    const types = new Set(
      graphs.flatMap(({ resources }) => resources.map(({ type }) => type)).filter((it) => it.startsWith("aws:")),
    );
    const allowed = deployStatements({ project: "monitor", stack: "shared", accountId: "1", region: "us-east-1" }, "dev").flatMap(
      ({ Action }) => Action,
    );
    const services = new Set([...types].map(serviceOf));
    expect(services.size).toBeGreaterThan(12);
    expect([...services].filter((it) => it !== "iam" && !allowed.includes(`${it}:*`))).toEqual([]);
    // Of IAM what makes each kind, by its name.
    const made = [...types].filter((it) => it.startsWith("aws:iam/")).map((it) => it.split(":").pop() ?? "");
    const creating: Readonly<Record<string, string>> = {
      InstanceProfile: "iam:CreateInstanceProfile",
      Role: "iam:CreateRole",
      RolePolicy: "iam:PutRolePolicy",
      RolePolicyAttachment: "iam:AttachRolePolicy",
    };
    for (const kind of made) expect(allowed, kind).toContain(creating[kind]);
  });
});
