/** What the real engine notices on pretended clouds: on empty ground, a second time, at the end, and over what is deployed. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Lab, startLab } from "../lab/lab.ts";
import { line, type Told } from "./offline.ts";
import { monitor, type Ran } from "./program.ts";

/** Labs to begin with. */
export interface Grounds {
  /** Nothing but the shared stack. */
  readonly empty: string;
  /** All environments as the undisturbed program makes them. */
  readonly deployed: string;
  /** Project whose stack files have the salts of both. */
  readonly project: string;
}

export interface LabTold {
  readonly where: "up" | "trust" | "again" | "destroy" | "over" | null;
  readonly told: Told;
}

/** Runs the commands against a lab on a folder. */
async function inLab<T>(
  folder: string,
  project: string,
  work: (command: (...args: string[]) => Promise<Ran>, lab: Lab) => Promise<T>,
): Promise<T> {
  const bin = path.join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  // Only that there is an AWS CLI is looked at.
  writeFileSync(path.join(bin, "aws"), "#!/bin/sh\necho aws-cli/2.31.0\n", { mode: 0o755 });
  const lab = await startLab({ folder });
  const env = { ...process.env, ...lab.env, PATH: `${bin}${path.delimiter}${lab.env.PATH}` };
  try {
    return await work((...args) => monitor(project, args, env), lab);
  } finally {
    await lab.stop();
  }
}

/** Deploys the undisturbed program. @throws Error where that fails */
export async function prepare(folder: string, project: string): Promise<Grounds> {
  const grounds = { empty: path.join(folder, "empty"), deployed: path.join(folder, "deployed"), project };
  const up = async (command: (...args: string[]) => Promise<Ran>, stack: string) => {
    const { code, stderr } = await command("up", stack, "--yes");
    if (code !== 0) throw new Error(`the undisturbed program cannot be deployed: ${stderr}`);
  };
  await inLab(grounds.empty, project, (command) => up(command, "shared"));
  cpSync(grounds.empty, grounds.deployed, { recursive: true });
  await inLab(grounds.deployed, project, async (command) => {
    for (const stack of ["dev", "prod"]) await up(command, stack);
  });
  return grounds;
}

/** @param project copy of the program with the defect in it */
export async function labTold({ empty, deployed }: Grounds, project: string, stack: string): Promise<LabTold> {
  const folder = path.join(project, ".lab");
  const on = async (ground: string, work: Parameters<typeof inLab<LabTold | null>>[2]) => {
    cpSync(ground, folder, { recursive: true });
    try {
      return await inLab(folder, project, work);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const alone = await on(empty, async (command, lab) => {
    const first = await command("up", stack, "--yes");
    if (first.code !== 0) return { where: "up", told: reason(first) };
    if (!/^the offline plan has all/m.test(first.stderr)) return { where: "trust", told: unlike(first) };
    const again = await command("up", stack, "--yes");
    if (again.code !== 0 || !again.stdout.startsWith("Nothing to do"))
      return { where: "again", told: line(again.stderr + again.stdout) };
    if (stack !== "dev") return null; // what is protected is not deleted
    const end = await command("destroy", stack, "--yes");
    if (end.code !== 0) return { where: "destroy", told: reason(end) };
    const left = lab.resources().filter(({ urn, name }) => urn.startsWith(`urn:pulumi:${stack}::`) && !isKept(name));
    return left.length === 0 ? null : { where: "destroy", told: line(`left behind: ${left.map(({ name }) => name).join(", ")}`) };
  });
  if (alone) return alone;
  const over = await on(deployed, async (command) => {
    const { code, ...said } = await command("up", stack, "--yes");
    return code === 0 ? null : { where: "over", told: reason({ code, ...said }) };
  });
  return over ?? { where: null, told: null };
}

/** The SDK's pinned files stay when all else goes: other people's pages name them. */
const isKept = (name: string): boolean => name.startsWith("sdk-files-v/");

/** What went wrong, without what was to be done before and what is to be done now. */
const reason = ({ stderr }: Ran): string => {
  const at = stderr.search(/^(the engine could not finish|this would lose|.+ cannot be planned|\d+ things? missing)/m);
  const lines = stderr.slice(Math.max(0, at)).split("\n");
  return line(lines.filter((text) => !/^(the engine could not finish|\s*→)/.test(text)).join("\n"));
};
const unlike = ({ stderr }: Ran): string => line(stderr.slice(Math.max(0, stderr.search(/^the offline plan has/m))));
