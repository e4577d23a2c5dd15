import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { TABLE } from "./index.ts";

const PACKAGES = path.resolve(import.meta.dirname, "../../../node_modules/@pulumi");
const ref = (at: string) => `<${at}>`;

/** The SDK's own file for a type: `aws:ec2/vpc:Vpc` is in @pulumi/aws/ec2/vpc.js. */
function sdkFile(token: string, extension: "js" | "d.ts"): string {
  const [pkg = "", module = ""] = token.split(":");
  const file = path.join(PACKAGES, pkg, `${module.replace("index/", "")}.${extension}`);
  expect(existsSync(file), file).toBe(true);
  return readFileSync(file, "utf8");
}

const ours = (token: string) => token.startsWith("pulumi-nodejs:");

describe("the table of outputs", () => {
  it.each(Object.keys(TABLE.resources).filter((token) => !ours(token)))("%s: names outputs that the SDK declares", (token) => {
    const source = sdkFile(token, "js");
    const entry = TABLE.resources[token];
    const names = [...Object.keys(entry?.outputs?.({ name: "x", inputs: {}, ref }) ?? {}), ...(entry?.secret ?? [])];
    for (const name of names) expect(source).toContain(`resourceInputs["${name}"]`);
  });

  it.each(Object.keys(TABLE.lookups).filter((token) => token !== "kubernetes:yaml:decode"))(
    "%s: names keys that the SDK declares",
    (token) => {
      const source = sdkFile(token, "d.ts");
      const answer = TABLE.lookups[token]?.({ args: {}, ref, config: {}, assume: () => {} }) ?? {};
      for (const name of Object.keys(answer)) expect(source).toMatch(new RegExp(`readonly ${name}\\??:`));
    },
  );
});
