/**
 * The lab for a person: `node --import tsx toolkit/engine/lab/main.ts FOLDER`. It makes FOLDER/project, a copy of this project that
 * the CLI may write into, says what a shell needs to meet the lab, and stays until it is interrupted.
 */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startLab } from "./lab.ts";
import { labProject } from "./project.ts";

const [given] = process.argv.slice(2);
if (given === undefined) {
  process.stderr.write("usage: node --import tsx toolkit/engine/lab/main.ts FOLDER\n");
  process.exit(2);
}
const folder = path.resolve(given);
const lab = await startLab({ folder });
const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
const lines = Object.entries(lab.env).map(([key, value]) => `export ${key}=${quoted(value)}`);
const file = path.join(folder, "env.sh");
const project = path.join(folder, "project");
if (!existsSync(project)) labProject(project);
writeFileSync(file, `${lines.join("\n")}\n`);
process.stdout.write(`${lines.join("\n")}\n`);
process.stdout.write(
  `# or, in another shell: . ${quoted(file)} && cd ${quoted(project)} && pulumi stack init dev && pulumi up\n`,
);

const end = () => void lab.stop().then(() => process.exit(0));
process.on("SIGINT", end);
process.on("SIGTERM", end);
