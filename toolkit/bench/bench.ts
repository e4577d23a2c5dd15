/**
 * `pnpm bench [previews] [cost] [policy] [diff] [review] [engine]`: how long things take and how much memory, from cold processes, each beside what Pulumi does by itself
 * in the same run. Machines are noisy, so each row is the median of several runs, in turns, and the ratio is what counts.
 */
import { cpus } from "node:os";
import { today } from "../today.ts";
import { comparisons } from "./diffs.ts";
import { inTurns, keep, type Results, table } from "./measure.ts";
import { policyCases, ruling } from "./policies.ts";
import { PREVIEWS } from "./previews.ts";
import { COSTS, pricing } from "./pricing.ts";
import { reviewCases } from "./reviews.ts";
import { missingEngine, startCases, upCases } from "./underEngine.ts";

const say = (text: string) => process.stdout.write(text);

const SECTIONS: Readonly<Record<string, () => Promise<void>>> = {
  async previews() {
    const results = await inTurns(PREVIEWS);
    say(`${table("case (cold process)", "mocks", PREVIEWS, results)}\n`);
    keep("preview", results);
  },
  async cost() {
    const results = await inTurns(COSTS);
    say(`${table("case (cold process)", "previews", COSTS, results)}\n`);
    for (const copies of [1, 5, 41]) {
      const { resources, lines, first, runs } = await pricing(copies);
      const [least = 0, , middle = 0, , most = 0] = [...runs].sort((a, b) => a - b).map(Math.round);
      say(
        `priced ${resources} resources, ${lines} lines: ${middle} ms (${least}–${most}); the first time ${Math.round(first)} ms\n`,
      );
    }
    keep("cost", results);
  },
  async policy() {
    const { cases, skipped, end } = policyCases();
    if (skipped !== undefined) say(`skipped: ${skipped}\n`);
    const results = await inTurns(cases).finally(end);
    say(`${table("case (cold process)", "the peer", cases, results)}\n`);
    for (const copies of [1, 5, 46]) {
      const { resources, judged, first, runs } = await ruling(copies);
      const [least = 0, , middle = 0, , most = 0] = [...runs].sort((a, b) => a - b).map(Math.round);
      say(
        `judged ${resources} resources ${judged} times: ${middle} ms (${least}–${most}); the first time ${Math.round(first)} ms\n`,
      );
    }
    keep("policy", results);
  },
  async diff() {
    for (const copies of [4, 40])
      for (const { name, resources, changes, runs } of await comparisons(copies)) {
        const [least = 0, , middle = 0, , most = 0] = [...runs].sort((a, b) => a - b).map(Math.round);
        say(`compared ${resources} resources with ${resources}, ${name}: ${changes} changes, ${middle} ms (${least}–${most})\n`);
      }
  },
  async review() {
    const { cases, end } = reviewCases();
    const results = await inTurns(cases).finally(end);
    say(`${table("case (cold process)", "a preview", cases, results)}\n`);
    keep("review", results);
  },
  async engine() {
    const missing = missingEngine();
    if (missing !== undefined) {
      say(`skipped: the program's start and up, which need the engine: ${missing}\n`);
      return;
    }
    const { cases, skipped, end } = await startCases();
    if (skipped !== undefined) say(`skipped: Pulumi's default configuration: ${skipped}\n`);
    const starts: Results = await inTurns(cases).finally(end);
    say(`${table("program's start to its first resource", "the default", cases, starts)}\n`);
    const up = upCases();
    const ups = await inTurns(up);
    say(`${table("up, on pretended clouds", "plain", up, ups)}\n`);
    keep("engine", new Map([...starts, ...ups]));
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  process.stderr.write(`no ${unknown.join(", no ")}; there is ${Object.keys(SECTIONS).join(" and ")}\n`);
  process.exit(2);
}
for (const [name, measure] of Object.entries(SECTIONS)) if (wanted.length === 0 || wanted.includes(name)) await measure();
say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${today()}\n`);
