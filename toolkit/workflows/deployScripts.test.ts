/** The scripts that build, deploy and publish, with stand-ins for what they call. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withImage } from "../../.github/scripts/set-image.ts";
import { NAMES, NAMESPACE } from "../../infra/workloads/apiObjects.ts";
import { ROOT, textOf } from "./testFiles.ts";
import { runScript } from "./testScript.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "monitor-scripts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);
const read = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : "");

describe("set-image.ts", () => {
  it.each(["dev", "staging", "prod"])("changes the digest in %s, and nothing else", (stack) => {
    const before = textOf(`Pulumi.${stack}.yaml`);
    const [digest = ""] = /sha256:[0-9a-f]{64}/.exec(before) ?? [];
    const after = withImage(before, DIGEST);
    expect(after).toBe(before.replace(digest, DIGEST));
    expect(after).not.toBe(before);
  });

  it.each(["latest", "", `${DIGEST}0`, `${DIGEST}\n  evil: true`])("takes no other text: %j", (digest) => {
    expect(() => withImage(textOf("Pulumi.dev.yaml"), digest)).toThrow("no image digest");
  });

  it.each([
    ["nowhere", DIGEST, "::error::Pulumi.nowhere.yaml: ENOENT"],
    ["dev", "latest", '::error::Pulumi.dev.yaml: no image digest: "latest"'],
  ])("says what is wrong of %s and %s", async (stack, digest, message) => {
    const script = path.join(ROOT, ".github/scripts/set-image.ts");
    const run = promisify(execFile)(process.execPath, ["--import", "tsx", script, stack, digest], { cwd: ROOT });
    await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(new RegExp(`^${message}.*\\n$`)) });
  });

  it("needs a release in the file", () => {
    expect(() => withImage(textOf("Pulumi.shared.yaml"), DIGEST)).toThrow("no monitor:release.image");
  });
});

describe("publish-image.sh", () => {
  const env = { REPOSITORY: "1.dkr.ecr.us-east-1.amazonaws.com/monitor/api", TAG: "c0ffee" };
  const publish = (describeImages: string, built: string) =>
    runScript("publish-image.sh", [], {
      folder,
      env,
      stubs: {
        aws: `case "$2" in describe-images) ${describeImages} ;; get-login-password) echo secret ;; esac`,
        docker: `
          if [ "$1" = login ]; then cat > "$FOLDER/password"; fi
          while [ $# -gt 0 ]; do if [ "$1" = --metadata-file ]; then ${built}; fi; shift; done`,
      },
    });
  const NOT_THERE = "echo 'An error occurred (ImageNotFoundException)' >&2; exit 254";
  const BUILT = `echo '{"containerimage.digest":"${DIGEST}"}' > "$2"`;

  it("builds and pushes, and tells the digest", async () => {
    const { code, calls } = await publish(NOT_THERE, BUILT);
    expect(code).toBe(0);
    expect(read("output")).toBe(`digest=${DIGEST}\n`);
    expect(read("password")).toBe("secret\n");
    expect(calls.filter((call) => call.startsWith("docker"))).toEqual([
      "docker login --username AWS --password-stdin 1.dkr.ecr.us-east-1.amazonaws.com",
      "docker buildx create --use --name release",
      expect.stringMatching(
        /^docker buildx build .*--file services\/api\/Dockerfile --tag \S+\/monitor\/api:c0ffee --push .* dist\/api$/,
      ),
    ]);
  });

  it("builds a commit once", async () => {
    const { code, calls } = await publish(`echo ${DIGEST}`, BUILT);
    expect(code).toBe(0);
    expect(read("output")).toBe(`digest=${DIGEST}\n`);
    expect(calls.filter((call) => call.startsWith("docker"))).toEqual([]);
  });

  it.each([
    ["the registry refuses", "echo AccessDeniedException >&2; exit 254", BUILT],
    ["the build fails", NOT_THERE, "exit 1"],
    ["the build tells no digest", NOT_THERE, `echo '{}' > "$2"`],
    ["the registry tells no digest", "echo None", BUILT],
  ])("fails, and tells no digest, where %s", async (_, describeImages, built) => {
    const { code } = await publish(describeImages, built);
    expect(code).not.toBe(0);
    expect(read("output")).toBe("");
  });
});

describe("rollout.sh", () => {
  const rollout = (image: string, status = "true") =>
    runScript("rollout.sh", ["monitor-staging", DIGEST], {
      folder,
      stubs: { aws: "true", kubectl: `case "$*" in *rollout*) ${status} ;; *) echo "${image}" ;; esac` },
    });

  it("waits for the API that there is, and sees which image it runs", async () => {
    const { code, calls } = await rollout(`registry/monitor/api@${DIGEST}`);
    expect(code).toBe(0);
    expect(calls).toEqual([
      "aws eks update-kubeconfig --name monitor-staging",
      `kubectl --namespace ${NAMESPACE} rollout status deployment/${NAMES.api} --timeout 10m`,
      expect.stringContaining(`kubectl --namespace ${NAMESPACE} get deployment/${NAMES.api}`),
    ]);
  });

  it("fails where another image runs, or the rollout does not end", async () => {
    expect(await rollout(`registry/monitor/api@sha256:${"b".repeat(64)}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("::error::monitor-staging runs registry/monitor/api@sha256:bbb"),
    });
    expect((await rollout(`registry/monitor/api@${DIGEST}`, "exit 1")).code).toBe(1);
  });
});

describe("smoke.sh", () => {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const FILES: Readonly<Record<string, string>> = {
    "/index.html": "page",
    "/assets/main-1.js": "script",
    "/v/1/monitor.js": "sdk",
  };
  let server: Server;
  let asked: string[];
  let answer: (url: string) => { status: number; body: string };

  const healthy = (url: string) =>
    url === "/api/"
      ? { status: 404, body: JSON.stringify({ error: "Not Found", requestId: "1" }) }
      : { status: url in FILES ? 200 : 404, body: FILES[url] ?? "none" };

  beforeEach(async () => {
    asked = [];
    server = createServer(({ url = "" }, response) => {
      asked.push(url);
      const { status, body } = answer(url);
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const file = (name: string) => ({ path: name, sha256: sha256(FILES[`/${name}`] ?? "page") });
    const manifest = { dashboard: ["assets/main-1.js", "index.html"].map(file), sdk: ["monitor.js", "v/1/monitor.js"].map(file) };
    writeFileSync(at("release.json"), JSON.stringify(manifest));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const smoke = () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return runScript("smoke.sh", [url, url, at("release.json")], { folder, env: { SMOKE_TRIES: "3", SMOKE_WAIT: "0" } });
  };

  it("asks for every file of the release, and for the API", async () => {
    answer = healthy;
    const { code, stdout } = await smoke();
    expect(code).toBe(0);
    // The address that always has the newest SDK is cached for minutes: what it serves tells nothing yet.
    expect(asked).toEqual(["/assets/main-1.js", "/index.html", "/v/1/monitor.js", "/api/"]);
    expect(stdout.match(/^ok: /gm)).toHaveLength(4);
  });

  it("asks again while a CDN has not caught up", async () => {
    answer = (url) => (asked.filter((it) => it === url).length < 3 ? { status: 503, body: "later" } : healthy(url));
    expect((await smoke()).code).toBe(0);
    expect(asked).toHaveLength(12);
  });

  it.each([
    ["an older release", "/index.html", 200, "older"],
    ["a file that is not there", "/v/1/monitor.js", 404, "sdk"],
    ["an API that is down", "/api/", 502, "bad gateway"],
    ["pages in the API's place", "/api/", 404, "<html>"],
  ])("fails where it finds %s, and looks at the rest all the same", async (_, path, status, body) => {
    answer = (url) => (url === path ? { status, body } : healthy(url));
    const { code, stdout, stderr } = await smoke();
    expect(code).toBe(1);
    expect(stderr.match(/^::error::.*$/gm)).toHaveLength(1);
    expect(stdout.match(/^ok: /gm)).toHaveLength(3);
  });
});

describe("smoke.sh without a release", () => {
  it.each([
    ["is not there", undefined],
    ["is no JSON", "<html>"],
    ["is another's", "{}"],
    ["names no file", '{ "dashboard": [], "sdk": [] }'],
  ])("asks nothing, and fails, where the manifest %s", async (_, text) => {
    if (text !== undefined) writeFileSync(at("release.json"), text);
    const { code, calls, stderr } = await runScript("smoke.sh", ["http://dashboard", "http://cdn", at("release.json")], {
      folder,
      env: { SMOKE_TRIES: "1", SMOKE_WAIT: "0" },
      stubs: { curl: `echo '{ "requestId": "1" }' > "$FOLDER/answer"; echo 404` },
    });
    expect({ code, calls }).toEqual({ code: 1, calls: [] });
    expect(stderr).toContain(`::error::${at("release.json")} names no files of a release`);
  });
});

describe("publish-sdk.sh", () => {
  const publish = (view: string) =>
    runScript("publish-sdk.sh", [], { folder, cwd: ROOT, stubs: { npm: `if [ "$1" = view ]; then ${view}; fi` } });
  const published = (calls: readonly string[]) => calls.filter((call) => call.startsWith("npm publish"));

  it("publishes a version that npm does not have", async () => {
    const { code, calls } = await publish("echo 'npm error code E404' >&2; exit 1");
    expect(code).toBe(0);
    expect(calls[0]).toMatch(/^npm view @example\/monitor-sdk@\d+\.\d+\.\d+ version$/);
    expect(published(calls)).toEqual(["npm publish ./sdk"]);
  });

  it("publishes a package's next version, of which npm says nothing", async () => {
    expect(published((await publish("true")).calls)).toEqual(["npm publish ./sdk"]);
  });

  it("leaves one that is there", async () => {
    expect(await publish("echo 0.1.0")).toMatchObject({ code: 0, stdout: expect.stringContaining("is there already") });
    expect(published((await publish("echo 0.1.0")).calls)).toEqual([]);
  });

  it("publishes nothing where npm does not answer", async () => {
    const { code, calls } = await publish("echo 'npm error code E503' >&2; exit 1");
    expect(code).toBe(1);
    expect(published(calls)).toEqual([]);
  });
});
