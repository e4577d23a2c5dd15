/** How long a preview takes, beside the bare program under Pulumi's own mocks. */
import { type Case, measureNode } from "./measure.ts";

const HERE = "toolkit/bench";
const ALL = ["shared", "dev", "staging", "prod"];

const node = (name: string, runs: number, args: readonly string[], against?: string): Case => ({
  ...{ name, runs, measure: () => measureNode(args) },
  ...(against !== undefined && { against }),
});

const synthetic = (count: number, runs: number): Case[] => [
  node(`${count} resources, mocks`, runs, [`${HERE}/synthetic.ts`, `${count}`, "mocks"]),
  node(`${count} resources, plan`, runs, [`${HERE}/synthetic.ts`, `${count}`, "plan"], `${count} resources, mocks`),
];

const preview = (...stacks: string[]) => ["toolkit/cli.ts", "preview", ...stacks, "-o", "/dev/null"];

export const PREVIEWS: readonly Case[] = [
  node("prod, bare under mocks", 5, [`${HERE}/bareMocks.ts`, "prod"]),
  node("prod, monitor preview", 5, preview("prod"), "prod, bare under mocks"),
  node("all four, bare under mocks", 5, [`${HERE}/bareMocks.ts`, ...ALL]),
  node("all four, monitor preview", 5, preview(), "all four, bare under mocks"),
  ...synthetic(100, 3),
  ...synthetic(1_000, 3),
  ...synthetic(10_000, 1),
];
