/**
 * Runs the pack. Pulumi starts packs by `@pulumi/pulumi/cmd/run-policy-pack`, which it looks up from the pack's folder. The SDK's own
 * starts ts-node, whatever a pack is written in, and that ends on TypeScript 7, which has no compiler's API. A package finds itself by
 * its name (https://nodejs.org/api/packages.html#self-referencing-a-package-using-its-name), so under the SDK's name this one is found.
 */
import { register } from "tsx/esm/api";

register();
await import("./serve.ts");
