// Loaded by Pulumi's dynamic-provider process, which knows no TypeScript: tsx reads the provider's own module.
const { require: load } = require("tsx/cjs/api");
// Where this is set, the client prints every request with the key.
delete process.env.PINECONE_DEBUG_CURL;
exports.provider = () => new (load("./provider.ts", __filename).PineconeIndexProvider)();
