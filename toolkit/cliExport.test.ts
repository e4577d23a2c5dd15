import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { removeProjects, testProject } from "./plan/testProject.ts";
import { monitor } from "./testCommand.ts";

it("writes a Terraform plan into a file, and says what is not in it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-export-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "dev.json");
  const { code, stdout, stderr } = await monitor(["export", "dev", "--out", file]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^left out: .*1 × mongodbatlas:index\/advancedCluster:AdvancedCluster/);
  expect(stderr).toMatch(/ \d+ × kubernetes:\* \(--format kubernetes has them\)/);
  const { planned_values } = JSON.parse(readFileSync(file, "utf8"));
  expect(planned_values.root_module.resources).toContainEqual(expect.objectContaining({ address: "aws_lb.alb-balancer" }));
});

it("writes Kubernetes objects", async () => {
  const { code, stdout, stderr } = await monitor(["export", "dev", "--format", "kubernetes"]);
  expect(code).toBe(0);
  expect(stderr).toBe("left out: 3 × kubernetes:helm.sh/v3:Release\n");
  const kinds = parseAllDocuments(stdout).map((document) => document.toJS()?.kind);
  expect(kinds).toContain("Deployment");
});

it("runs a program of somebody else's in a process of its own, as other commands do", async () => {
  onTestFinished(removeProjects);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-key");
  const program = `const k8s = require("@pulumi/kubernetes");
    new k8s.core.v1.ConfigMap("map", { metadata: { name: "map" }, data: { key: String(process.env.AWS_SECRET_ACCESS_KEY) } });
    new k8s.helm.v3.Release("web", { chart: "nginx" });`;
  const folder = testProject({ "index.js": program, "Pulumi.dev.yaml": "config: {}\n" }, { packages: "none" });
  const { code, stdout } = await monitor(["-C", folder, "export", "dev", "--format", "kubernetes"]);
  expect(code).toBe(0);
  expect(stdout).toContain("#   web (whichever is the newest) in default: nginx");
  expect(stdout).toMatch(/key: "?undefined"?/);
  expect((await monitor(["-C", folder, "render", "dev"])).code).toBe(0);
});

it("lets no scanner find a program clean of which it sees nothing", async () => {
  onTestFinished(removeProjects);
  const program = `const k8s = require("@pulumi/kubernetes");
    new k8s.core.v1.ConfigMap("map", { data: {} });
    new k8s.helm.v4.Chart("web", { chart: "nginx" });`;
  const folder = testProject({ "index.js": program, "Pulumi.dev.yaml": "config: {}\n" });
  const untold =
    "cannot tell web: what it is made of: the package kubernetes makes its resources in a program of its own, which does not run offline\n";
  expect(await monitor(["-C", folder, "export", "dev"])).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "dev has no AWS resources that a Terraform plan could show\n  left out: 1 × kubernetes:* (--format kubernetes has them)\n" +
      `  ${untold}  → --format kubernetes has what stands on a cluster; monitor policy judges the rest\n`,
  });
  expect(await monitor(["-C", folder, "export", "dev", "--format", "kubernetes"])).toMatchObject({ code: 0, stderr: untold });
});

it("says so where there is no cluster", async () => {
  const { code, stdout, stderr } = await monitor(["export", "shared", "--format", "kubernetes"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe("shared has no Kubernetes objects\n  → name a stack that has a cluster\n");
});

it("explains itself", async () => {
  const { code, stdout } = await monitor(["export", "--help"]);
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot("testdata/help-export.txt");
});
