/** What `pulumi preview` and `pulumi up` run, for whichever stack is chosen. */
export { program as default } from "./program.ts";
