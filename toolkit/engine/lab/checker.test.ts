import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TABLE } from "../../graph/outputs/index.ts";
import { checkInputs, loadSchema, parse } from "./checker.ts";
import { readInterfaces } from "./declarations.ts";
import { generateSchema, SCHEMA_FILE, schemaText } from "./generate.ts";
import { UNKNOWN_VALUE, wireSecret } from "./wire.ts";

const SCHEMA = loadSchema();
const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const NODES = "aws:eks/nodeGroup:NodeGroup";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

const nodes = (more: object = {}) => ({
  clusterName: "c",
  nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
  scalingConfig: { desiredSize: 1, maxSize: 3, minSize: 1 },
  subnetIds: ["subnet-1"],
  ...more,
});
const deployment = (container: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  spec: { selector: {}, template: { spec: { containers: [{ name: "api", ...container }] } } },
});

describe("the declarations of the SDKs", () => {
  it("are what was last generated", () => {
    expect(readFileSync(SCHEMA_FILE, "utf8"), "node --import tsx toolkit/engine/lab/generate.ts writes it anew").toBe(
      schemaText(generateSchema()),
    );
  });

  it("cover every type of the outputs table", () => {
    const types = Object.keys(TABLE.resources).filter((type) => !type.startsWith("pulumi-nodejs:"));
    expect(types.filter((type) => !SCHEMA.types[type])).toEqual([]);
  });

  it("are read into short types", () => {
    const source = `
      import * as inputs from "../types/input";
      /** A { brace } in a comment. */
      export declare class Thing extends pulumi.CustomResource { get(name: string): Thing; }
      export declare namespace meta { namespace v1 {
        interface ThingArgs {
          name: pulumi.Input<string>;
          kind?: pulumi.Input<"Thing" | undefined>;
          "dotted-name"?: pulumi.Input<pulumi.Input<inputs.meta.v1.Part>[] | undefined>;
          labels?: pulumi.Input<{ [key: string]: pulumi.Input<string>; } | undefined>;
          free?: any;
          port?: pulumi.Input<number | string>;
          ports?: pulumi.Input<pulumi.Input<number | string>[]>;
          role?: pulumi.Input<string | Role>;
        }
      } }`;
    expect(readInterfaces(source, "x").get("x.meta.v1.ThingArgs")).toEqual({
      "name!": "string",
      kind: "'Thing'",
      "dotted-name": "[]x.meta.v1.Part",
      labels: "{}string",
      free: "any",
      port: "number|string",
      ports: "[](number|string)",
      role: "string",
    });
  });

  it("are written in types that the checker can read", () => {
    const texts = [...Object.values(SCHEMA.types), ...Object.values(SCHEMA.shapes)].flatMap((shape) => Object.values(shape));
    for (const text of new Set(texts)) expect(() => parse(text), text).not.toThrow();
    const named = texts.flatMap((text) => text.replace(/'[^']*'/g, "").match(/\b\w+(?:\.\w+)+/g) ?? []);
    expect(named.filter((name) => !SCHEMA.shapes[name])).toEqual([]);
  });
});

describe("inputs", () => {
  const cases: [what: string, type: string, inputs: object, failures: [property: string, reason: string][]][] = [
    ["that are right", VPC, { cidrBlock: "10.0.0.0/16", enableDnsSupport: true, tags: { a: "b" } }, []],
    ["of an unknown name", VPC, { cidrBlok: "10.0.0.0/16" }, [["cidrBlok", "is no property here; did you mean cidrBlock?"]]],
    ["that are missing", SUBNET, { cidrBlock: "10.0.0.0/24" }, [["vpcId", "is required"]]],
    ["that are null and required", SUBNET, { vpcId: null }, [["vpcId", "is required"]]],
    ["of another primitive type", VPC, { enableDnsSupport: "true" }, [["enableDnsSupport", "is text, not a boolean"]]],
    ["that are no list", NODES, nodes({ subnetIds: "subnet-1" }), [["subnetIds", "is text, not a list"]]],
    ["that are no object", NODES, nodes({ scalingConfig: [] }), [["scalingConfig", "is a list, not an object"]]],
    ["in a list", NODES, nodes({ subnetIds: ["a", 1] }), [["subnetIds[1]", "is the number 1, not text"]]],
    ["in a map", VPC, { tags: { "cost-centre": 7 } }, [['tags["cost-centre"]', "is the number 7, not text"]]],
    [
      "nested",
      NODES,
      nodes({ scalingConfig: { desiredSize: 1, maxSize: "3", minimum: 1 } }),
      [
        ["scalingConfig.maxSize", "is text, not a number"],
        ["scalingConfig.minSize", "is required"],
        ["scalingConfig.minimum", "is no property here; did you mean minSize?"],
      ],
    ],
    ["that are unknown, of whatever type", NODES, nodes({ scalingConfig: UNKNOWN_VALUE, subnetIds: [UNKNOWN_VALUE] }), []],
    ["that are secret", VPC, { cidrBlock: wireSecret("10.0.0.0/16") }, []],
    ["that are secret and wrong", VPC, { cidrBlock: wireSecret(1) }, [["cidrBlock", "is the number 1, not text"]]],
    ["of a provider's own", VPC, { cidrBlock: "10.0.0.0/16", __defaults: ["x"] }, []],
    ["of an object of a cluster", DEPLOYMENT, deployment({ ports: [{ containerPort: 8080 }] }), []],
    [
      "deep in an object of a cluster",
      DEPLOYMENT,
      deployment({ livenessProbe: { httpGet: { port: true } }, envs: [] }),
      [
        ["spec.template.spec.containers[0].livenessProbe.httpGet.port", "is the boolean true, not a number or text"],
        ["spec.template.spec.containers[0].envs", "is no property here; did you mean env?"],
      ],
    ],
    [
      "of a kind of another cluster",
      DEPLOYMENT,
      { ...deployment({}), kind: "StatefulSet" },
      [["kind", 'is text, not "Deployment"']],
    ],
    ["of a chart, as free as its values", "kubernetes:helm.sh/v3:Release", { chart: "x", values: { a: [1, { b: true }] } }, []],
    [
      "of a custom resource, free below its metadata",
      "kubernetes:karpenter.sh/v1:NodePool",
      { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name: "x", label: {} }, spec: { anything: 1 } },
      [["metadata.label", "is no property here; did you mean labels?"]],
    ],
    [
      "of a type nobody generated",
      "aws:ec2/instance:Instance",
      {},
      [["", "the lab does not know aws:ec2/instance:Instance: node --import tsx toolkit/engine/lab/generate.ts"]],
    ],
  ];
  it.each(cases)("%s", (_, type, inputs, failures) => {
    const found = checkInputs(SCHEMA, type, inputs as Record<string, unknown>);
    expect(found.map(({ property, reason }) => [property, reason])).toEqual(failures);
  });
});
