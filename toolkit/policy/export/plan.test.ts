import { beforeAll, describe, expect, it } from "vitest";
import { bareResource, type Graph, type Json, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { symbol } from "../../graph/symbols.ts";
import { type PlannedStack, planStacks } from "../../plan/plan.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { FACTS } from "./facts.ts";
import { terraformPlan } from "./plan.ts";

interface Planned {
  readonly address: string;
  readonly values: { readonly [key: string]: Json };
  readonly sensitive_values: Json;
}

interface Plan {
  readonly planned_values: { readonly root_module: { readonly resources: readonly Planned[] } };
  readonly resource_changes: readonly { readonly address: string; readonly change: { readonly after_unknown: Json } }[];
  readonly configuration: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        readonly expressions: Json;
        readonly depends_on: readonly string[];
      }[];
    };
  };
}

const planOf = (graph: Graph): Plan => terraformPlan(graph, FACTS) as unknown as Plan;

/** One resource of a plan: its values, what is unknown or secret of them, and its references. */
function shown(graph: Graph, address: string) {
  const { planned_values, resource_changes, configuration } = planOf(graph);
  const planned = planned_values.root_module.resources.find((one) => one.address === address);
  const change = resource_changes.find((one) => one.address === address)?.change;
  const configured = configuration.root_module.resources.find((one) => one.address === address);
  return {
    ...{ values: planned?.values, sensitive: planned?.sensitive_values },
    ...{ unknown: change?.after_unknown, expressions: configured?.expressions, dependsOn: configured?.depends_on },
  };
}

const urnOf = (type: string, name: string): string => `urn:pulumi:test::monitor::${type}::${name}`;
const resource = (type: string, name: string, inputs: { [key: string]: Json }, dependsOn: string[] = []) =>
  bareResource({ ...{ urn: urnOf(type, name), type, name, inputs, dependsOn } });
const graphOf = (...resources: Graph["resources"]): Graph => ({
  ...{ project: "monitor", stack: "test", resources, outputs: {}, cannotTell: [] },
});

const LISTENER = "aws:lb/listener:Listener";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

describe("a Terraform plan of a graph", () => {
  it("has Terraform's names, blocks where Pulumi has objects, and the user's own keys as they are", () => {
    const inputs = {
      enableHttp2: true,
      accessLogs: { bucket: "logs", enabled: true },
      tags: { costCentre: "a", "k8s.io/Role": "b" },
      subnetMappings: [{ subnetId: "subnet-1" }, { subnetId: "subnet-2" }],
    };
    expect(shown(graphOf(resource(BALANCER, "front", inputs)), "aws_lb.front").values).toEqual({
      enable_http2: true,
      access_logs: [{ bucket: "logs", enabled: true }],
      tags: { costCentre: "a", "k8s.io/Role": "b" },
      subnet_mapping: [{ subnet_id: "subnet-1" }, { subnet_id: "subnet-2" }],
    });
  });

  it("leaves out what is known after deployment, says so, and says what it follows from", () => {
    const balancer = resource(BALANCER, "front", {
      securityGroups: [symbol(urnOf(GROUP, "a"), "id"), symbol(urnOf(GROUP, "b"), "id")],
    });
    const listener = resource(
      LISTENER,
      "https",
      {
        loadBalancerArn: symbol(balancer.urn, "arn"),
        port: 443,
        sslPolicy: UNKNOWN,
        defaultActions: [{ type: "forward", targetGroupArn: symbol(balancer.urn, "defaultTarget.arn") }],
      },
      [balancer.urn],
    );
    const graph = graphOf(resource(GROUP, "a", {}), resource(GROUP, "b", {}), balancer, listener);
    expect(shown(graph, "aws_lb_listener.https")).toEqual({
      values: { port: 443, default_action: [{ type: "forward" }] },
      unknown: { load_balancer_arn: true, ssl_policy: true, default_action: [{ target_group_arn: true }] },
      sensitive: {},
      expressions: {
        load_balancer_arn: { references: ["aws_lb.front.arn", "aws_lb.front"] },
        default_action: [{ target_group_arn: { references: ["aws_lb.front.default_target", "aws_lb.front"] } }],
      },
      dependsOn: ["aws_lb.front"],
    });
    expect(shown(graph, "aws_lb.front")).toMatchObject({
      values: {},
      unknown: { security_groups: true },
      expressions: {
        security_groups: {
          references: ["aws_security_group.a.id", "aws_security_group.a", "aws_security_group.b.id", "aws_security_group.b"],
        },
      },
    });
  });

  it("keeps the place of what it does not know among what it knows", () => {
    const inputs = { subnets: ["subnet-1", symbol(urnOf(GROUP, "a"), "id")] };
    const { values, unknown } = shown(graphOf(resource(GROUP, "a", {}), resource(BALANCER, "front", inputs)), "aws_lb.front");
    expect({ values, unknown }).toEqual({ values: { subnets: ["subnet-1", null] }, unknown: { subnets: [false, true] } });
  });

  it("shows documents with references in them, whether they are written as text or as an object", () => {
    const key = resource("aws:kms/key:Key", "main", {});
    const elsewhere = urnOf("mongodbatlas:index/project:Project", "atlas");
    const document = { Statement: [{ Action: "kms:Decrypt", Resource: [symbol(key.urn, "arn"), symbol(elsewhere, "id")] }] };
    for (const policy of [document, JSON.stringify(document)]) {
      const { values, expressions, unknown } = shown(
        graphOf(key, resource(POLICY, "role", { policy })),
        "aws_iam_role_policy.role",
      );
      expect(JSON.parse(String(values?.policy)).Statement[0].Resource).toEqual(["${aws_kms_key.main.arn}", "${atlas.id}"]);
      expect(expressions).toEqual({ policy: { references: ["aws_kms_key.main.arn", "aws_kms_key.main"] } });
      expect(unknown).toEqual({});
    }
  });

  it("says what is secret", () => {
    const group = resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache", { authToken: SECRET, engine: "valkey" });
    const { values, sensitive } = shown(graphOf(group), "aws_elasticache_replication_group.cache");
    expect(values).toEqual({ auth_token: SECRET, engine: "valkey" });
    expect(sensitive).toEqual({ auth_token: true });
  });

  it("gives two of a type two names", () => {
    const other = { ...resource(GROUP, "a/b", {}), urn: `urn:pulumi:test::monitor::Part$${GROUP}::a/b` };
    const graph = graphOf(resource(GROUP, "a/b", {}), other, resource(GROUP, "1", {}));
    expect(planOf(graph).planned_values.root_module.resources.map(({ address }) => address)).toEqual([
      ...["aws_security_group.a_b", "aws_security_group.a_b_2", "aws_security_group._1"],
    ]);
  });
});

describe("the plans of our stacks", () => {
  let stacks: readonly PlannedStack[];
  beforeAll(async () => {
    stacks = await planStacks({ folder: ROOT, stacks: ["shared", "dev", "staging", "prod"] });
  });

  it("have every AWS resource", () => {
    for (const { graph } of stacks)
      expect(graph.resources.filter(({ type }) => type.startsWith("aws:") && FACTS.types[type] === undefined)).toEqual([]);
  });

  it("refer to nothing that they do not have, and hold no symbol", () => {
    for (const { graph } of stacks) {
      const plan = planOf(graph);
      const addresses = new Set(plan.planned_values.root_module.resources.map(({ address }) => address));
      const text = JSON.stringify(plan);
      const referred = [...text.matchAll(/"(aws_\w+\.[\w-]+)"/g)].map(([, address]) => address ?? "");
      expect(referred.length).toBeGreaterThan(addresses.size);
      expect(referred.filter((address) => !addresses.has(address))).toEqual([]);
      expect(text).not.toContain("urn:pulumi:");
    }
  });
});
