/** What other people's scanners say of the environments, and whether the export shows them what there is. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byText, type Graph } from "../../graph/graph.ts";
import { type PlannedStack, planStacks } from "../../plan/plan.ts";
import { CHECKOV, KUBE_SCORE } from "../../testServers.ts";
import { today } from "../../today.ts";
import { checkPolicy } from "../check.ts";
import { RULES } from "../rules/index.ts";
import { policySettings } from "../settings.ts";
import { ELSEWHERE, ELSEWHERE_ON_A_CLUSTER } from "./testElsewhere.ts";
import { around, type Mutant, mutated } from "./testMutants.ts";
import { AWS_MUTANTS } from "./testMutantsAws.ts";
import { KUBERNETES_MUTANTS } from "./testMutantsKubernetes.ts";
import { checkov, type Failures, kubeScore } from "./testPeers.ts";
import { type Failure, isWaived, PEER_WAIVERS } from "./waivers.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const STACKS = ["shared", "dev", "staging", "prod"];
const IS_SCANNERS = /^(CKV|kube-score )/;
/** More would say that a scanner is not heard at all. */
const MOST_WAIVERS = 10;

/** Checks that rules name as their twins and no export can show failing, and why. */
const NEVER_SEEN: Readonly<Record<string, string>> = {
  CKV_AWS_19: "S3 encrypts by itself",
  CKV_AWS_41: "looks at the settings of providers, which are no resources",
  CKV_AWS_233: "looks at lifecycle, which a plan does not have",
  CKV_AWS_304: "looks at rotations of secrets, of which the export has none",
  CKV_AWS_358: "looks at documents of Terraform's own",
  CKV_AWS_379: "reads documents as Terraform's sources have them, and not as a plan shows them",
  CKV_SECRET_2: "looks at files",
  CKV_SECRET_4: "looks at files",
  CKV_SECRET_13: "looks at files",
  CKV2_K8S_6: "takes the policies of all files together",
};

const idsOf = (failures: readonly Failure[]): string[] => [...new Set(failures.map(({ check }) => check))].sort(byText);

/** What fails in the second and did not in the first. */
function fresh(before: readonly Failure[], after: readonly Failure[]): string[] {
  const known = new Set(before.map(({ check, resource }) => `${check} ${resource}`));
  return idsOf(after.filter(({ check, resource }) => !known.has(`${check} ${resource}`)));
}

describe.skipIf(CHECKOV === undefined || KUBE_SCORE === undefined)("other people's scanners", () => {
  let folder: string;
  const stacks = new Map<string, PlannedStack>();
  const found = new Map<string, readonly Failure[]>();
  const homeOf = ({ stack = "prod" }: Pick<Mutant, "stack">): PlannedStack => stacks.get(stack) as PlannedStack;
  const prod = (): PlannedStack => homeOf({});
  const of = (name: string): readonly Failure[] => found.get(name) ?? [];
  const add = (failures: Failures): void => {
    for (const [name, some] of failures) found.set(name, [...of(name), ...some]);
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-peers-"));
    for (const stack of await planStacks({ folder: ROOT, stacks: STACKS })) stacks.set(stack.name, stack);
    const graphs = new Map([...stacks].map(([name, { graph }]) => [name, graph]));
    const withCluster = new Map([...graphs].filter(([name]) => name !== "shared"));
    const changed = (mutants: readonly Mutant[], part: (graph: Graph, of: string) => Graph): Map<string, Graph> =>
      new Map(
        mutants.flatMap((mutant) => {
          const { graph, name } = homeOf(mutant);
          const before = part(graph, mutant.of);
          return [
            [before === graph ? name : mutant.of, before],
            [nameOf(mutant), mutated(before, mutant)],
          ] as const;
        }),
      );
    const objects = new Map([
      ...withCluster,
      ["elsewhere", ELSEWHERE_ON_A_CLUSTER],
      ...changed(KUBERNETES_MUTANTS, (graph) => graph),
    ]);
    const answers = await Promise.all([
      checkov(new Map([...graphs, ["elsewhere", ELSEWHERE], ...changed(AWS_MUTANTS, around)]), "terraform_plan", folder),
      checkov(objects, "kubernetes", folder),
      kubeScore(objects, folder),
    ]);
    for (const answer of answers) add(answer);
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it("find nothing in prod that nobody answers for", () => {
    const waiving = { settings: policySettings(prod()), rules: RULES, today: today() };
    expect(of("prod").filter((failure) => !isWaived(failure, waiving))).toEqual([]);
  });

  it("are waived ten checks of prod at most, and none that passes", () => {
    const failed = idsOf(of("prod"));
    expect(failed.length).toBeLessThanOrEqual(MOST_WAIVERS);
    expect(failed).toEqual(expect.arrayContaining(PEER_WAIVERS.map(({ check }) => check)));
  });

  it.each([...STACKS, "elsewhere"])("say of %s what they said before", async (name) => {
    const lines = idsOf(of(name)).map(
      (check) =>
        `${check}  ${of(name)
          .filter((one) => one.check === check)
          .map(({ resource }) => resource)
          .sort(byText)
          .join(", ")}\n`,
    );
    await expect(lines.join("")).toMatchFileSnapshot(`testdata/${name}.txt`);
  });

  it.each(AWS_MUTANTS.map((mutant) => [nameOf(mutant), mutant] as const))("see that %s", (name, { fails, of: resource }) => {
    expect(fresh(of(resource), of(name))).toEqual([...fails].sort(byText));
  });

  it.each(KUBERNETES_MUTANTS.map((mutant) => [nameOf(mutant), mutant] as const))("see that %s", (name, { fails }) => {
    expect(fresh(of("prod"), of(name))).toEqual([...fails].sort(byText));
  });

  it("have been seen to find whatever our rules say that they ask", () => {
    const seen = new Set([...found.values()].flatMap(idsOf));
    const twins = RULES.flatMap(({ peers }) => peers.filter((peer) => IS_SCANNERS.test(peer)));
    const unseen = [...new Set(twins)].filter((twin) => !seen.has(twin));
    expect(unseen.sort(byText)).toEqual(Object.keys(NEVER_SEEN).sort(byText));
  });

  it("agree with our rules, but for what the page tells", async () => {
    const broken = (home: PlannedStack, graph: Graph): ReadonlySet<string> => {
      const settings = { ...policySettings(home), waivers: [] };
      const { findings } = checkPolicy({ graph, config: home.config, settings, rules: RULES, estimate: null, today: today() });
      return new Set(findings.map(({ rule, resource }) => `${rule} ${resource}`));
    };
    const whole = new Map([...stacks.values()].map((stack) => [stack.name, broken(stack, stack.graph)]));
    const lines = [
      ...differences("prod", ruleIds(whole.get("prod") ?? []), idsOf(of("prod"))),
      ...differences(
        "elsewhere",
        [ELSEWHERE, ELSEWHERE_ON_A_CLUSTER].flatMap((graph) => ruleIds(broken(prod(), graph))),
        idsOf(of("elsewhere")),
      ),
      ...[...AWS_MUTANTS, ...KUBERNETES_MUTANTS].flatMap((mutant) => {
        const home = homeOf(mutant);
        const now = [...broken(home, mutated(home.graph, mutant))].filter((key) => !whole.get(home.name)?.has(key));
        return differences(nameOf(mutant), ruleIds(now), mutant.fails);
      }),
    ];
    await expect(lines.join("")).toMatchFileSnapshot("testdata/differences.txt");
  });
});

/** By what it fails, which no two share. */
const nameOf = ({ fails }: Mutant): string => fails.join("+").replaceAll(" ", "-");

const ruleIds = (keys: Iterable<string>): string[] => [...new Set([...keys].map((key) => key.split(" ")[0] ?? ""))];

/** Where a rule of ours that has twins is broken and no twin fails, or a twin fails and all of our rules that ask the same are kept. */
function differences(where: string, broken: readonly string[], failed: readonly string[]): string[] {
  const asked = RULES.map(({ id, peers }) => ({ id, twins: peers.filter((peer) => IS_SCANNERS.test(peer)) }));
  const alone = asked.filter(
    ({ id, twins }) => twins.length > 0 && broken.includes(id) && !twins.some((twin) => failed.includes(twin)),
  );
  const unheard = failed.filter((check) => {
    const rules = asked.filter(({ twins }) => twins.includes(check));
    return rules.length > 0 && !rules.some(({ id }) => broken.includes(id));
  });
  return [
    ...alone.map(({ id, twins }) => `${where}: ${id} is broken, and ${twins.join(", ")} does not fail\n`),
    ...unheard.map((check) => `${where}: ${check} fails, and no rule with that twin is broken\n`),
  ];
}
