/** `monitor export`: how it is called, and where it writes. */
import { type Command, Option } from "commander";
import type { Edge } from "./cliEngine.ts";
import { outOption } from "./cliOptions.ts";
import type { ExportFormat } from "./commands/export.ts";

interface Options {
  readonly format: ExportFormat;
  readonly out?: string;
}

export function addExportCommand(program: Command, edge: Edge): void {
  program
    .command("export")
    .summary("an environment in a form that other people's scanners read")
    .description(
      "Plans an environment offline and writes it as the JSON of a Terraform plan, for scanners of such plans, or its Kubernetes objects as " +
        "YAML. A Terraform plan has AWS's resources alone, and neither has what Helm installs: what is left out is told on the error stream.",
    )
    .argument("<environment>", "stack to export, by the name in Pulumi.NAME.yaml")
    .addOption(
      new Option("-f, --format <format>", "what to write").choices(["terraform-plan", "kubernetes"]).default("terraform-plan"),
    )
    .addOption(outOption())
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  monitor export prod -o prod.tfplan.json && checkov -f prod.tfplan.json --framework terraform_plan --skip-download",
        "  monitor export prod --format kubernetes | kube-score score -",
      ].join("\n"),
    )
    .action(async (stack: string, { format, out }: Options) => {
      const { exportStack } = await import("./commands/export.ts");
      const { text, unseen } = await exportStack({ folder: edge.folder(), stack, format });
      process.stderr.write(unseen.map((line) => `${line}\n`).join(""));
      edge.emit(text, out);
    });
}
