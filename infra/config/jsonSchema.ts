/** The JSON Schema of `Pulumi.STACK.yaml`, for editors; `pnpm schema` writes it, and the reference of all settings. */
import { z } from "zod";
import { SCHEMAS } from "./schema/index.ts";

type Json = Record<string, unknown>;

/** `{"secure": "…"}`: how Pulumi writes an encrypted value. */
const ENCRYPTED: Json = {
  type: "object",
  properties: { secure: { type: "string", description: "Ciphertext, written by pulumi config set --secret." } },
  required: ["secure"],
  additionalProperties: false,
};

/** The schema of the `config` block for one kind of stack, its keys in the project's namespace. */
function configBlock(project: string, schema: z.ZodObject): Json {
  const { properties, required } = z.toJSONSchema(schema, { io: "input", override: onlyEncrypted }) as {
    properties: Json;
    required?: string[];
  };
  const prefixed = (key: string) => `${project}:${key}`;
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [prefixed(key), value])),
    required: (required ?? []).map(prefixed),
    // Keys of providers, such as cloudflare:apiToken, stand beside ours; ours are all listed.
    patternProperties: { [`^(?!${project}:)`]: true },
    additionalProperties: false,
  };
}

const onlyEncrypted = ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: Json }) => {
  if (z.globalRegistry.get(zodSchema)?.secret !== true) return;
  const { description } = jsonSchema;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  Object.assign(jsonSchema, ENCRYPTED, description === undefined ? {} : { description });
};

export function stackJsonSchema(project: string): Json {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Pulumi.STACK.yaml of ${project}`,
    type: "object",
    properties: {
      config: {
        description: "The stack's configuration.",
        if: { properties: { [`${project}:kind`]: { const: "shared" } }, required: [`${project}:kind`] },
        // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
        then: configBlock(project, SCHEMAS.shared),
        else: configBlock(project, SCHEMAS.environment),
      },
      encryptionsalt: { type: "string", description: "Written by Pulumi's passphrase provider." },
      secretsprovider: { type: "string", description: "Who encrypts secrets, for example awskms://alias/monitor-state." },
      encryptedkey: { type: "string", description: "Written by Pulumi's cloud secrets providers." },
      environment: { description: "Pulumi ESC environments." },
    },
    required: ["config"],
    additionalProperties: false,
  };
}
