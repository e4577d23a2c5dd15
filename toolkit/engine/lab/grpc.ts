/** gRPC as Pulumi's SDK has it: its own copies of the libraries, so that messages are of the classes it knows. */
import { createRequire } from "node:module";
import type * as rpc from "@pulumi/pulumi/proto/provider_pb.js";
import type { Properties } from "./wire.ts";

interface Call {
  readonly request: unknown;
  on(event: "cancelled", listener: () => void): void;
  end?(): void;
}
type Done = (error: { code: number; details: string } | null, response?: unknown) => void;

interface Server {
  addService(service: object, implementation: Readonly<Record<string, (call: Call, done?: Done) => void>>): void;
  bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
  forceShutdown(): void;
}

type Struct = NonNullable<ReturnType<rpc.CheckRequest["getNews"]>>;

const ours = createRequire(import.meta.url);
const sdk = createRequire(ours.resolve("@pulumi/pulumi/package.json"));
const grpc = sdk("@grpc/grpc-js") as {
  Server: new (options: object) => Server;
  ServerCredentials: { createInsecure(): unknown };
  credentials: { createInsecure(): unknown };
};
const { ResourceProviderService, ResourceProviderClient } = ours("@pulumi/pulumi/proto/provider_grpc_pb.js") as {
  ResourceProviderService: Readonly<Record<string, object>>;
  ResourceProviderClient: new (address: string, credentials: unknown) => ProviderClient;
};
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript(properties: object): Struct };
};

export const messages = ours("@pulumi/pulumi/proto/provider_pb.js") as typeof rpc;
export const { PluginInfo } = ours("@pulumi/pulumi/proto/plugin_pb.js") as {
  PluginInfo: new () => { setVersion(version: string): void };
};
export const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object };

/** A client of one provider, for tests: each method takes a request and a callback. */
export type ProviderClient = {
  readonly [method: string]: (request: object, done: (error: Error | null, response: unknown) => void) => void;
} & { close(): void };

const UNKNOWN = 2;
const UNIMPLEMENTED = 12;

/** gRPC's limit is 4 MB; the engine lifts it too. */
const OPTIONS = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** Answers a call. `gone` settles when the caller has given up. */
export type Handler = (request: never, gone: Promise<void>) => object | Promise<object>;

/** Serves a provider on a free port of loopback; methods without a handler are unimplemented. */
export async function serve(
  handlers: Readonly<Record<string, Handler>>,
): Promise<{ readonly port: number; readonly stop: () => void }> {
  const server = new grpc.Server(OPTIONS);
  const implementation = Object.fromEntries(
    Object.keys(ResourceProviderService).map((method) => [
      method,
      (call: Call, done?: Done) => {
        const handler = handlers[method];
        if (!done) return call.end?.();
        if (!handler) return done({ code: UNIMPLEMENTED, details: `the lab has no ${method}` });
        const gone = new Promise<void>((resolve) => call.on("cancelled", resolve));
        void (async () => handler(call.request as never, gone))().then(
          (response) => done(null, response),
          (error: unknown) => done({ code: UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
        );
      },
    ]),
  );
  server.addService(ResourceProviderService, implementation);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, stop: () => server.forceShutdown() };
}

export const connect = (port: number): ProviderClient =>
  new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

/** Properties as a message holds them; what is undefined is absent. */
export const toStruct = (properties: object) => Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as object);

export const fromStruct = (struct: Struct | undefined): Properties => struct?.toJavaScript() ?? {};
