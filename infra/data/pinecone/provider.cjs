// Loaded by Pulumi's dynamic-provider process, which knows no TypeScript: tsx reads the provider's own module.
const { require: load } = require("tsx/cjs/api");
exports.provider = () => new (load("./provider.ts", __filename).PineconeIndexProvider)();
