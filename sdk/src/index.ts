/** The global `monitor` of a page that loads the SDK. */
export { init } from "./init.ts";
