/**
 * Writes the table of rules into docs/policy.md:
 *
 *     node --import tsx toolkit/policy/table.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { DOCUMENT, withTable } from "./tableText.ts";

writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, "utf8")));
