/** The pack as Pulumi's engine runs it: it notes each resource's inputs, and in the end judges them all. */
import { PolicyPack, type ReportViolation } from "@pulumi/policy";
import { today } from "../../today.ts";
import { checkPolicy } from "../check.ts";
import { RULES } from "../rules/index.ts";
import { policySettings } from "../settings.ts";
import { stackConfig } from "./config.ts";
import { EngineInputs, engineGraph, withRetained } from "./engineGraph.ts";
import { type Violation, violationsOf } from "./violations.ts";

const inputs = new EngineInputs();
// The package reads its version from where it runs, which not every language plugin has run it in: the project's folder may be that.
const folder = process.cwd();
process.chdir(import.meta.dirname);

/** The engine takes a violation's own name and level too; the package's declarations leave that out. */
type ReportAny = (violation: Violation) => void;

new PolicyPack("monitor", {
  policies: [
    {
      name: "inputs",
      description: "Notes what the program asks of each resource; changes nothing.",
      // Only what may remedy is told which inputs are secret, and only these are what the program has asked for: in the end there are outputs.
      enforcementLevel: "remediate",
      remediateResource: ({ urn, props }) => inputs.note(urn, props),
    },
    {
      name: "rules",
      description: "The rules of monitor policy.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report: ReportViolation) => {
        const shown = engineGraph(resources, inputs);
        const config = stackConfig(shown, { env: process.env, folder });
        const graph = withRetained(shown, config);
        const settings = policySettings({ name: graph.stack, config });
        const checked = checkPolicy({ graph, config, settings, rules: RULES, estimate: null, today: today() });
        for (const violation of violationsOf(checked)) (report as unknown as ReportAny)(violation);
      },
    },
  ],
});
