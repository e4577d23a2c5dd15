/** Keeps how far the offline plan was right, by stack and release, where a pipeline finds it. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { PlannedStack } from "../plan/plan.ts";
import { openProject } from "../plan/project.ts";
import { type Trust, trustOf } from "./trust.ts";

/** Beside the project, and never committed. */
const FOLDER = ".monitor/trust";

/** Holds a plan against the engine's events, and keeps what came of it. */
export function compareWithPlan(folder: string, { name, graph }: PlannedStack, events: readonly EngineEvent[]): Trust {
  const { root } = openProject(folder);
  const trust = trustOf(graph, events, root);
  const { release } = graph.outputs;
  // The shared stack runs no release.
  const file = path.join(
    openProject(folder).root,
    FOLDER,
    name,
    `${typeof release === "string" ? release.slice(0, 12) : "none"}.json`,
  );
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ version: 1, stack: name, release: release ?? null, ...trust }, null, 2)}\n`);
  return trust;
}
