import { afterEach, describe, expect, it } from "vitest";
import { removeProjects, testProject } from "./plan/testProject.ts";
import { repository } from "./plan/testRepository.ts";
import { monitor } from "./testCommand.ts";

afterEach(removeProjects);

/** A program of somebody else's, with a bucket that is open to strangers. */
const shop = (policy: string): string =>
  testProject({
    "index.js": `const aws = require("@pulumi/aws"); new aws.s3.BucketObjectv2("page", { bucket: "shop", acl: "public-read", content: "" });`,
    "Pulumi.dev.yaml": `config:\n  monitor:policy: ${policy}\n`,
  });

describe("monitor policy", () => {
  it("says how it is used", async () => {
    await expect((await monitor(["policy", "--help"])).stdout).toMatchFileSnapshot("testdata/help-policy.txt");
  });

  it("ends with 0 where nothing is broken, and tells what is waived", async () => {
    const { code, stdout } = await monitor(["policy", "prod", "--fail-on", "low"]);
    expect(stdout).toMatch(/^prod {2}no findings; \d+ waived/);
    expect(code).toBe(0);
  });

  it("ends with 1 where a finding is as bad as it was told", async () => {
    const folder = shop("{ severity: { s3-public-acl: medium } }");
    const [lenient, strict] = await Promise.all([
      monitor(["policy", "--program", folder, "--fail-on", "high"]),
      monitor(["policy", "--program", folder, "--format", "json"]),
    ]);
    expect(lenient.stdout).toContain("page  index.js:1  acl: is open to strangers (public-read)");
    expect([lenient.code, strict.code]).toEqual([0, 1]);
    const { environments } = JSON.parse(strict.stdout) as { environments: { findings: { rule: string; source: unknown }[] }[] };
    expect(environments[0]?.findings).toContainEqual(
      expect.objectContaining({ rule: "s3-public-acl", source: { file: "index.js", line: 1 } }),
    );
  });

  it("ends with 2 where its settings are none, and tells every problem", async () => {
    const { code, stderr } = await monitor(["policy", "--program", shop("{ profile: prod, waiver: [] }")]);
    expect(stderr).toContain("Pulumi.dev.yaml: 2 problems in the configuration");
    expect(stderr).toContain("one of production, staging, development");
    expect(code).toBe(2);
  });

  it("tells code scanning where in the repository a program's file is", async () => {
    const { folder, commit, remove } = repository();
    commit({
      "apps/shop/Pulumi.yaml": "name: shop\nruntime: nodejs\nstackConfigDir: stacks\n",
      "apps/shop/package.json": "{}",
      "apps/shop/index.js": `const pulumi = require("@pulumi/pulumi"); new pulumi.ComponentResource("a:b:C", "c", {}, { aliases: [] });`,
      "apps/shop/stacks/Pulumi.dev.yaml": "config: {}\n",
    });
    const { code, stdout } = await monitor(["policy", "--program", `${folder}/apps/shop`, "--format", "sarif"]);
    remove();
    const { runs } = JSON.parse(stdout) as {
      runs: { results: { locations: { physicalLocation: { artifactLocation: object } }[] }[] }[];
    };
    expect(runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation).toMatchObject({
      uri: "apps/shop/stacks/Pulumi.dev.yaml",
    });
    expect(code).toBe(1);
  });

  it("lists the rules without planning anything", async () => {
    const { code, stdout } = await monitor(["-C", "/", "policy", "--rules"]);
    expect(stdout).toMatch(/^alb-tls +high +ALB: .+CKV_AWS_103$/m);
    expect(code).toBe(0);
    expect((await monitor(["policy", "--rules", "--format", "sarif"])).code).toBe(2);
    const named = await monitor(["policy", "--rules", "prod"]);
    expect(named).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("name none, or leave --rules out") });
  });
});
