/** What several databases have in common. */
import type { Setting } from "./saying.ts";
import { onOff } from "./units.ts";

/** A protection that is switched off is worth a look. */
export const protection = (path: string, label: string): Setting => ({
  ...{ path, label, unit: onOff },
  means: (_, after) => (onOff(after) === "on" ? { level: "none" } : { level: "medium" }),
});

/** A time to think again that gets shorter. */
export const shorter: Setting["means"] = (before, after) => ({
  level: Number(after ?? 0) < Number(before ?? 0) ? "medium" : "low",
});
