/** The lab around its providers: faults, what outlasts it, what is changed behind the engine's back. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { useLab } from "./testClient.ts";

const VPC = "aws:ec2/vpc:Vpc";
const BUCKET = "aws:s3/bucket:Bucket";
const ROLE = "aws:iam/role:Role";

const used = useLab();
const { of } = used;

describe("a fault", () => {
  it("strikes the call that it names, once", async () => {
    const vpcs = of(VPC);
    used.lab.fault({ method: "create", type: VPC, nth: 2, how: "fail", message: "VpcLimitExceeded" });
    await of(ROLE).create("role", { name: "role" });
    await vpcs.create("a", {}, { preview: true });
    await vpcs.create("a", {});
    await expect(vpcs.create("b", {})).rejects.toThrow("VpcLimitExceeded");
    await vpcs.create("b", {});
    expect(used.lab.resources().map(({ name }) => name)).toEqual(["a", "b", "role"]);
  });

  it("can lose the answer after the cloud has done it", async () => {
    const takeBack = used.lab.fault({ method: "create", name: "a", how: "fail", when: "after" });
    await expect(of(VPC).create("a", {})).rejects.toThrow("InternalError: the lab lets create of a fail");
    expect(used.lab.resources()).toHaveLength(1);
    takeBack();
    await of(VPC).create("a", {});
    expect(used.lab.resources()).toHaveLength(2);
  });

  it("hangs a call until it is taken back", async () => {
    const takeBack = used.lab.fault({ method: "create", how: "hang" });
    const created = of(VPC).create("a", {});
    await of(VPC).read("a", "x");
    await expect.poll(() => used.lab.calls.filter(({ method }) => method === "create").length).toBe(1);
    expect(used.lab.resources()).toEqual([]);
    takeBack();
    expect((await created).id).toMatch(/^vpc-/);
  });

  it("hangs a call until the engine cancels, and nothing is made", async () => {
    used.lab.fault({ method: "create", how: "hang" });
    const vpcs = of(VPC);
    const created = vpcs.create("a", {});
    created.catch(() => {});
    await expect.poll(() => used.lab.calls.length).toBe(1);
    await vpcs.cancel();
    await expect(created).rejects.toThrow("RequestCanceled: create of a was cancelled");
    expect(used.lab.resources()).toEqual([]);
  });

  it("throttles: the answer comes late", async () => {
    used.lab.fault({ method: "create", how: "throttle", delay: 120 });
    const before = performance.now();
    await of(VPC).create("a", {});
    expect(performance.now() - before).toBeGreaterThan(110);
  });
});

describe("a lab", () => {
  it("that is started again has what there was", async () => {
    const { id, properties } = await of(VPC).create("network", { cidrBlock: "10.0.0.0/16" });
    const calls = [...used.lab.calls];
    await used.restart();
    expect(await of(VPC).read("network", id)).toMatchObject({ id, properties });
    expect(used.lab.calls.slice(0, calls.length)).toEqual(calls);
    expect(calls).toEqual([
      { method: "create", provider: "aws", urn: of(VPC).urn("network"), type: VPC, name: "network", preview: false },
    ]);
    const written = readFileSync(path.join(used.folder, "calls.jsonl"), "utf8").trim().split("\n");
    expect(written.map((line) => JSON.parse(line))).toEqual(used.lab.calls);
    expect(readdirSync(path.join(used.folder, "resources"))).toHaveLength(1);
  });

  it("lets resources be changed and deleted behind the engine's back", async () => {
    const buckets = of(BUCKET);
    const { id } = await buckets.create("files", { bucket: "monitor-files", tags: { a: "b" } });
    used.lab.tamper("files", { tags: { a: "c" }, arn: "arn:aws:s3:::else" });
    expect(await buckets.read("files", id)).toMatchObject({
      inputs: { bucket: "monitor-files", tags: { a: "c" } },
      properties: { tags: { a: "c" }, arn: "arn:aws:s3:::else" },
    });
    used.lab.tamper("monitor-files", { tags: null });
    expect((await buckets.read("files", id)).inputs).toEqual({ bucket: "monitor-files" });
    used.lab.remove(of(BUCKET).urn("files"));
    expect((await buckets.read("files", id)).id).toBe("");
    expect(() => used.lab.tamper("files", {})).toThrow("the lab has no resource files");
  });

  it("answers lookups, the same each time", async () => {
    const lists = of("aws:ec2/getManagedPrefixList:getManagedPrefixList");
    const answer = await lists.invoke({ name: "com.amazonaws.global.cloudfront.origin-facing" });
    expect(answer).toMatchObject({ name: "com.amazonaws.global.cloudfront.origin-facing", id: expect.stringMatching(/^pl-/) });
    expect(await lists.invoke({ name: "com.amazonaws.global.cloudfront.origin-facing" })).toEqual(answer);
    await expect(of("aws:ec2/getAmi:getAmi").invoke({})).rejects.toThrow(
      "the outputs table has no answer for aws:ec2/getAmi:getAmi",
    );
  });

  it("keeps Pinecone's indexes too, at the same address", async () => {
    const headers = { connection: "close", "api-key": used.lab.env.PINECONE_API_KEY ?? "", "content-type": "application/json" };
    const spec = {
      name: "errors",
      dimension: 1024,
      metric: "cosine",
      spec: { serverless: { cloud: "aws", region: "us-east-1" } },
    };
    const call = async (at: string, init: RequestInit = {}) =>
      fetch(`${used.lab.env.PINECONE_CONTROLLER_HOST}${at}`, { ...init, headers });
    used.lab.fault({ method: "create", name: "errors", nth: 1, how: "fail" });
    expect((await call("/indexes", { method: "POST", body: JSON.stringify(spec) })).status).toBe(500);
    expect((await call("/indexes", { method: "POST", body: JSON.stringify(spec) })).status).toBe(201);
    const index = await (await call("/indexes/errors")).json();
    await used.restart();
    expect(await (await call("/indexes/errors")).json()).toEqual(index);
    expect(used.lab.resources()).toMatchObject([{ id: "errors", type: "pulumi-nodejs:dynamic/monitor:PineconeIndex" }]);
    used.lab.tamper("errors", { tags: { by: "hand" } });
    expect(await (await call("/indexes/errors")).json()).toMatchObject({ tags: { by: "hand" } });
    used.lab.remove("errors");
    expect((await call("/indexes/errors")).status).toBe(404);
  });
});
