import { planStacks } from "../plan/plan.ts";
import { UsageError } from "../plan/project.ts";
import { previewJson } from "../report/previewJson.ts";
import { previewMarkdown } from "../report/previewMarkdown.ts";
import { previewText } from "../report/previewText.ts";
import type { Paint } from "../report/terminal.ts";

export const PREVIEW_FORMATS = ["text", "json", "markdown", "html"] as const;
export type PreviewFormat = (typeof PREVIEW_FORMATS)[number];

export interface PreviewRequest {
  readonly folder: string;
  readonly stacks: readonly string[];
  readonly format: PreviewFormat;
  readonly resources: boolean;
  readonly paint: Paint;
  readonly onProgress?: (stack: string, done: number, total: number) => void;
}

/** Plans stacks offline and says what they would hold. Exit code 0 whatever it finds. */
export async function preview({ folder, stacks, format, resources, paint, onProgress }: PreviewRequest): Promise<string> {
  const planned = await planStacks({ folder, stacks, ...(onProgress && { onProgress }) });
  switch (format) {
    case "text":
      return previewText(planned, { paint, resources });
    case "json":
      return previewJson(planned);
    case "markdown":
      return previewMarkdown(planned);
    case "html": {
      // Laying out pictures is worth loading only for those who look at one.
      const { previewHtml } = await import("../report/html/page.ts");
      return previewHtml(planned);
    }
    default:
      throw new UsageError(`unknown format ${format satisfies never}`);
  }
}
