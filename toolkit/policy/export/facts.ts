/** The facts that are committed, as generate.ts has found them. */
import { readFileSync } from "node:fs";
import type { Facts } from "./names.ts";

export const FACTS: Facts = JSON.parse(readFileSync(new URL("terraform.json", import.meta.url), "utf8"));
