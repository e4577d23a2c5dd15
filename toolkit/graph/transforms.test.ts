import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { PlanError } from "./errors.ts";
import { find, reasons, recorded } from "./testRecord.ts";

/** Appends to a tag, so that the order of transforms can be seen. */
const appending =
  (text: string): pulumi.ResourceTransform =>
  ({ type, props, opts }) =>
    type.startsWith("aws:")
      ? { props: { ...props, tags: { ...props.tags, seen: `${props.tags?.seen ?? ""}${text}` } }, opts }
      : undefined;

describe("transforms", () => {
  it("run on what they stand on, then on what it belongs to, the stack's last", async () => {
    const graph = await recorded(() => {
      pulumi.runtime.registerResourceTransform(appending("s1"));
      pulumi.runtime.registerStackTransform(appending("s2"));
      const group = new pulumi.ComponentResource("app:test:Group", "group", {}, { transforms: [appending("g")] });
      new aws.ec2.Vpc("inner", { cidrBlock: "10.0.0.0/16" }, { parent: group, transforms: [appending("a"), appending("b")] });
      new aws.ec2.Vpc("outer", { cidrBlock: "10.1.0.0/16", tags: { own: "x" } });
    });
    expect(find(graph, "inner").inputs).toEqual({ cidrBlock: "10.0.0.0/16", tags: { seen: "abgs1s2" } });
    expect(find(graph, "outer").inputs).toEqual({ cidrBlock: "10.1.0.0/16", tags: { own: "x", seen: "s1s2" } });
    expect(graph.cannotTell).toEqual([]);
  });

  it("may name an alias by what nobody knows: it is left out, which is said", async () => {
    const graph = await recorded(() => {
      const { port } = new aws.rds.Instance("db", { instanceClass: "db.t4g.micro" });
      const unknown = port.apply((known) => `urn:pulumi:dev::app::aws:s3/bucket:Bucket::${known}`);
      const transform: pulumi.ResourceTransform = ({ props, opts }) => ({
        props,
        opts: { ...opts, aliases: [unknown, { name: "before" }, { parent: unknown as pulumi.Output<pulumi.URN> }] },
      });
      new aws.s3.Bucket("bucket", {}, { transforms: [transform] });
    });
    expect(find(graph, "bucket").options.aliases).toEqual(["urn:pulumi:dev::app::aws:s3/bucket:Bucket::before"]);
    expect(reasons(graph)).toContain(
      "what some resource was called before: an alias that a transform sets follows from a value not known offline",
    );
  });

  it("change options, and leave alone what they do not mention", async () => {
    const graph = await recorded(() => {
      pulumi.runtime.registerResourceTransform(({ name, props, opts }) =>
        name === "bucket"
          ? { props, opts: pulumi.mergeOptions(opts, { protect: true, ignoreChanges: ["tags"], retainOnDelete: true }) }
          : undefined,
      );
      const first = new aws.s3.Bucket("first");
      new aws.s3.Bucket(
        "bucket",
        { forceDestroy: true },
        { dependsOn: first, customTimeouts: { create: "5m" }, deleteBeforeReplace: true },
      );
      new aws.s3.Bucket("other", {}, { protect: true, deletedWith: first, replaceWith: [first], replacementTrigger: "1" });
    });
    expect(find(graph, "bucket").options).toMatchObject({
      ...{ protect: true, ignoreChanges: ["tags"], retainOnDelete: true, deleteBeforeReplace: true },
      customTimeouts: { create: "5m" },
    });
    expect(find(graph, "bucket").dependsOn).toEqual([find(graph, "first").urn]);
    expect(find(graph, "other").options).toMatchObject({
      protect: true,
      deletedWith: find(graph, "first").urn,
      replaceWith: [find(graph, "first").urn],
      replacementTrigger: "1",
      retainOnDelete: false,
    });
  });

  it("see symbols and keep secrets", async () => {
    const seen: unknown[] = [];
    const graph = await recorded(() => {
      pulumi.runtime.registerResourceTransform(({ type, props }) => {
        if (type === "aws:ec2/subnet:Subnet") seen.push(props.vpcId);
        return undefined;
      });
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", tags: { key: pulumi.secret("canary") } });
      new aws.ec2.Subnet("subnet", { vpcId: vpc.id });
    });
    expect(seen).toEqual([`\${${find(graph, "vpc").urn}#id}`]);
    expect(find(graph, "vpc")).toMatchObject({ inputs: { tags: { key: "[secret]" } }, secrets: ["tags.key"] });
    expect(JSON.stringify(graph)).not.toContain("canary");
  });

  it("that fail fail the plan, by the resource's name", async () => {
    const failing = recorded(() => {
      pulumi.runtime.registerResourceTransform(() => {
        throw new Error("not like this");
      });
      new aws.s3.Bucket("bucket");
    });
    await expect(failing).rejects.toThrow(PlanError);
    await expect(failing).rejects.toThrow(/not like this/);
  });

  it("leave the next program alone", async () => {
    await recorded(() => pulumi.runtime.registerResourceTransform(appending("x")));
    const graph = await recorded(() => void new aws.s3.Bucket("bucket"));
    expect(find(graph, "bucket").inputs).toEqual({});
  });

  it("of lookups do not run, and the plan says so; hooks are not for plans", async () => {
    const graph = await recorded(() => {
      pulumi.runtime.registerInvokeTransform(() => undefined);
      const hook = new pulumi.ResourceHook("hook", () => {
        throw new Error("never called");
      });
      new aws.s3.Bucket("bucket", {}, { hooks: { beforeCreate: [hook], afterCreate: [() => {}] } });
    });
    expect(find(graph, "bucket").custom).toBe(true);
    expect(reasons(graph)).toEqual(["what the program's invoke transforms change: they do not run offline"]);
  });
});
