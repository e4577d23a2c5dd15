import { Session } from "../engine/session.ts";
import { outputsJson, outputsText } from "../report/outputsText.ts";
import type { Paint } from "../report/terminal.ts";

export interface OutputsRequest {
  readonly folder: string;
  readonly stack: string;
  readonly format: "text" | "json";
  readonly paint: Paint;
}

/** What a deployed stack tells others: its hosts, names and addresses. A secret is never shown. */
export async function outputs({ folder, stack, format, paint }: OutputsRequest): Promise<string> {
  const session = await Session.open({ folder, stack });
  const found = await session.outputs();
  return format === "json" ? outputsJson(found) : outputsText(found, paint);
}
