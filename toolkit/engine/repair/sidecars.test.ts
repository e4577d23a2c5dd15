import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderOf, mendSidecars, mendState } from "./sidecars.ts";

const WHOLE = '{"user.content_type":"text/plain","user.metadata":null,"md5":"OzlezTdL0CXEYmoWqXZ/Hg=="}\n';

describe("a state in a folder", () => {
  let folder: string;
  const at = (file: string) => path.join(folder, ".pulumi/stacks/monitor", file);
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-sidecars-"));
    mkdirSync(path.join(folder, ".pulumi/stacks/monitor"), { recursive: true });
    for (const file of ["prod.json", "prod.json.bak", "dev.json"]) writeFileSync(at(file), "");
    for (const file of ["prod.json.attrs", "prod.json.bak.attrs", "dev.json.attrs"]) writeFileSync(at(file), WHOLE);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["empty", ""],
    ["cut off", WHOLE.slice(0, 40)],
  ])("loses attributes that are %s, and nothing else", (_, content) => {
    writeFileSync(at("prod.json.attrs"), content);
    expect(mendSidecars(folder)).toEqual([at("prod.json.attrs")]);
    expect(existsSync(at("prod.json.attrs"))).toBe(false);
    for (const file of ["prod.json", "prod.json.bak", "prod.json.bak.attrs", "dev.json.attrs"]) {
      expect(existsSync(at(file)), file).toBe(true);
    }
    expect(mendSidecars(folder)).toEqual([]);
  });

  it("is left alone where nothing is wrong, or where there is none yet", () => {
    expect(mendSidecars(folder)).toEqual([]);
    expect(mendSidecars(path.join(folder, "elsewhere"))).toEqual([]);
  });

  it("is found where the project keeps it, and a person is told", async () => {
    writeFileSync(at("prod.json.attrs"), "");
    const project = path.join(folder, "project");
    mkdirSync(project);
    writeFileSync(path.join(project, "index.ts"), "");
    writeFileSync(path.join(project, "Pulumi.yaml"), `name: monitor\nruntime: nodejs\nbackend: { url: "file://.." }\n`);
    const notes: string[] = [];
    await mendState(project, { PULUMI_BACKEND_URL: "s3://bucket" }, (note) => notes.push(note));
    expect(notes).toEqual([]);
    await mendState(project, {}, (note) => notes.push(note));
    expect(notes).toEqual(["an engine was killed while it wrote prod.json: the half of prod.json.attrs is taken away"]);
    writeFileSync(at("dev.json.attrs"), "{");
    await mendState(project, { PULUMI_BACKEND_URL: pathToFileURL(folder).href }, (note) => notes.push(note));
    expect(existsSync(at("dev.json.attrs"))).toBe(false);
  });

  it("is named as the CLI reads it", () => {
    expect(folderOf("file:///var/state?metadata=skip", "/project")).toBe("/var/state");
    expect(folderOf("file://~", "/project")).toBe(homedir());
    expect(folderOf("file://~/state", "/project")).toBe(path.join(homedir(), "state"));
    expect(folderOf("file://./state", "/project")).toBe("/project/state");
    expect(folderOf("https://api.pulumi.com", "/project")).toBeUndefined();
    expect(folderOf(undefined, "/project")).toBeUndefined();
  });
});
