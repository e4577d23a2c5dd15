import type { Problem } from "../../infra/config/problem.ts";
import type { StackFile } from "./project.ts";

/** Problems in the configuration of any stack that was to be planned. Nothing was planned. */
export class InvalidConfig extends Error {
  override readonly name = "InvalidConfig";
  readonly files: readonly { readonly file: StackFile; readonly problems: readonly Problem[] }[];

  constructor(files: InvalidConfig["files"]) {
    super("the configuration has problems; nothing was planned");
    this.files = files;
  }
}
