/** `pnpm schema`: writes what follows from the schema. A test checks that what is committed is exactly this. */
import { writeFileSync } from "node:fs";
import { stackJsonSchema } from "./jsonSchema.ts";
import { referenceText } from "./reference.ts";

const PROJECT = "monitor";

export const GENERATED: readonly { readonly file: URL; readonly text: () => string }[] = [
  { file: new URL("./stack.schema.json", import.meta.url), text: () => `${JSON.stringify(stackJsonSchema(PROJECT), null, 2)}\n` },
  { file: new URL("../../docs/config.md", import.meta.url), text: () => referenceText(PROJECT) },
];

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const { file, text } of GENERATED) writeFileSync(file, text());
}
