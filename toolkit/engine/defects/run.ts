/**
 * Plants each defect in a copy of the program and writes who noticed into docs/defects.md. Takes most of an hour.
 *
 *     node --import tsx toolkit/engine/defects/run.ts              all, and writes the table
 *     node --import tsx toolkit/engine/defects/run.ts "a wrong"    those whose name has this in it, and only says it
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DEFECTS, type Defect } from "./list.ts";
import { compiler, failingTests, plan } from "./offline.ts";
import { type Grounds, labTold, prepare } from "./onLab.ts";
import { copyProgram, plant } from "./program.ts";
import { type Result, reportText } from "./report.ts";

const TABLE = path.resolve(import.meta.dirname, "../../../docs/defects.md");

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const [wanted = ""] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), "monitor-defects-"));
const started = Date.now();
try {
  const grounds = await prepare(folder, copyProgram(path.join(folder, "undisturbed")));
  const before = await undisturbed(grounds);
  const results: Result[] = [];
  for (const defect of DEFECTS.filter(({ name }) => name.includes(wanted))) {
    const result = await examine(defect, grounds, before);
    results.push(result);
    say(JSON.stringify({ ...result, defect: defect.name }));
  }
  const date = new Date(started).toISOString().slice(0, 10);
  const text = reportText(results, { date, minutes: Math.round((Date.now() - started) / 60_000) });
  if (wanted === "") writeFileSync(TABLE, text);
  else process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Tests that fail without a defect say nothing. @throws Error where the compiler or the plan has something to say */
async function undisturbed({ project }: Grounds): Promise<ReadonlySet<string>> {
  const said = (await compiler(project)) ?? (await plan(project));
  if (said !== null) throw new Error(`the undisturbed program is not in order: ${said}`);
  const tests = await failingTests(project);
  for (const name of tests) say(`fails without a defect: ${name}`);
  return new Set(tests);
}

async function examine(defect: Defect, grounds: Grounds, before: ReadonlySet<string>): Promise<Result> {
  const project = copyProgram(path.join(folder, "defective"), grounds.project);
  try {
    plant(project, defect);
    const planned = await plan(project);
    return {
      defect,
      compiler: await compiler(project),
      plan: planned,
      tests: (await failingTests(project)).filter((name) => !before.has(name)),
      // A plan that works, but not twice alike, does not keep `up` from going on.
      lab: planned === null || planned.startsWith("not the same") ? await labTold(grounds, project, defect.stack ?? "dev") : null,
    };
  } finally {
    rmSync(project, { recursive: true });
  }
}
