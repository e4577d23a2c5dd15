/** Whether the programs that a deployment runs are here, and new enough. */
import { cannotTell, type DoctorContext, type Finding, failed, firstLine, ok, type Question } from "./check.ts";

/** The first that EKS's own guide asks for, by major version. https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html */
const AWS_CLI_AT_LEAST: Readonly<Record<number, string>> = { 1: "1.27.160", 2: "2.12.3" };
const AWS_CLI_INSTALL = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";
const PULUMI_INSTALL = "https://www.pulumi.com/docs/iac/download-install/";

export interface Versions {
  /** Of Node, running. */
  readonly node: string;
  /** Versions of Node that the project takes, as package.json has them. */
  readonly engines: string | undefined;
  /** Of the @pulumi/pulumi that drives the CLI. */
  readonly sdk: string;
}

export const toolQuestions = ({ run }: DoctorContext, versions: Versions): Question[] => [
  { what: "Node", ask: async () => nodeFinding(versions.node, versions.engines) },
  {
    what: "Pulumi CLI",
    ask: async (limit) => {
      const ran = await run("pulumi", ["version"], limit);
      if (ran === "not found") return failed("not on PATH", PULUMI_INSTALL);
      return ran.code === 0 ? pulumiFinding(firstLine(ran.stdout), versions.sdk) : cannotTell(firstLine(ran.stderr));
    },
  },
  {
    what: "AWS CLI",
    ask: async (limit) => {
      const ran = await run("aws", ["--version"], limit);
      if (ran === "not found") return failed("not on PATH; the cluster's credentials come from it", AWS_CLI_INSTALL);
      // Old ones say it on the error stream.
      return awsCliFinding(firstLine(ran.stdout) || firstLine(ran.stderr));
    },
  },
];

export function nodeFinding(node: string, engines: string | undefined): Finding {
  const found = parts(node);
  const least = /^>=\s*(\d+(?:\.\d+){0,2})$/.exec(engines ?? "")?.[1];
  if (!found || least === undefined) return cannotTell(`${bare(node)}; package.json takes ${engines ?? "any"}`);
  const text = `${bare(node)}, of at least ${least}`;
  return isAtLeast(found, parts(least)) ? ok(text) : failed(text, `install Node ${least} or newer: https://nodejs.org`);
}

/** The CLI drives the SDK's language host: one of the same major version, and not of an earlier minor one, understands it. */
export function pulumiFinding(cli: string, sdk: string): Finding {
  const [found, wanted] = [parts(cli), parts(sdk)];
  if (!found || !wanted) return cannotTell(`it says ${cli || "nothing"} of its version`);
  const least = `${wanted[0]}.${wanted[1]}`;
  const text = `${bare(cli)}, of at least ${least}`;
  return found[0] === wanted[0] && found[1] >= wanted[1]
    ? ok(text)
    : failed(`${text}, as @pulumi/pulumi ${sdk} is`, `install Pulumi ${sdk} or a later ${wanted[0]}: ${PULUMI_INSTALL}`);
}

export function awsCliFinding(said: string): Finding {
  const version = /^aws-cli\/(\S+)/.exec(said)?.[1] ?? "";
  const found = parts(version);
  if (!found) return cannotTell(`it says ${said || "nothing"} of its version`);
  const least = AWS_CLI_AT_LEAST[found[0]];
  if (least === undefined) return cannotTell(`${version}; known are versions ${Object.keys(AWS_CLI_AT_LEAST).join(" and ")}`);
  const text = `${version}, of at least ${least}`;
  return isAtLeast(found, parts(least)) ? ok(text) : failed(text, `install a newer one: ${AWS_CLI_INSTALL}`);
}

type Version = readonly [major: number, minor: number, patch: number];

const bare = (version: string): string => version.replace(/^v/, "");

function parts(version: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version);
  return match ? [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] : undefined;
}

function isAtLeast(found: Version, least: Version | undefined): boolean {
  const differs = least?.findIndex((part, index) => part !== found[index]) ?? -1;
  return differs === -1 || (found[differs] ?? 0) > (least?.[differs] ?? 0);
}
