/** Which unknown outputs a value comes from: the SDK carries dependencies through unread, so an output can be named among them. */
import { byText } from "./graph.ts";

/** Marks, in a dependency, the output that the plan does not know: `urn`, NUL, `output`. The SDK hands dependencies through unread. */
export const OUTPUT_MARK = "\u0000";

/** The least that the SDK carries along as a dependency: a whole resource for each unknown output adds a quarter to what a plan takes. */
export const dependency = (urn: string) => ({
  __pulumiResource: true,
  __pulumiCustomResource: true,
  urn: { promise: async () => urn },
});

/** Dependencies as sorted URNs, with the unknown outputs among them apart, each as `output of NAME`. */
export function provenance(list: readonly string[]): { urns: string[]; outputs: string[] } {
  const marked = list.filter((urn) => urn.includes(OUTPUT_MARK)).map((urn) => urn.split(OUTPUT_MARK) as [string, string]);
  return {
    urns: [...new Set(list.map((urn) => urn.split(OUTPUT_MARK)[0] ?? urn))].sort(byText),
    outputs: [...new Set(marked.map(([urn, output]) => `${output} of ${urn.split("::").pop()}`))].sort(byText),
  };
}
