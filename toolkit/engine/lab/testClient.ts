/** Calls a lab's providers as the engine does, without the engine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";
import { connect, Empty, fromStruct, messages, type ProviderClient, toStruct } from "./grpc.ts";
import { type Lab, startLab } from "./lab.ts";
import type { Properties } from "./wire.ts";

/** One provider of a lab, over gRPC. */
export class TestClient {
  readonly #client: ProviderClient;
  readonly #type: string;

  constructor(lab: Lab, type: string) {
    const ports = new Map(lab.env.PULUMI_DEBUG_PROVIDERS?.split(",").map((pair) => pair.split(":") as [string, string]));
    this.#client = connect(Number(ports.get(type.split(":")[0] ?? "")));
    this.#type = type;
  }

  urn(name: string, stack = "dev"): string {
    return `urn:pulumi:${stack}::monitor::${this.#type}::${name}`;
  }

  async check(name: string, inputs: object, { olds, proposed }: { olds?: Properties; proposed?: string } = {}) {
    const request = new messages.CheckRequest();
    request.setUrn(this.urn(name));
    request.setNews(toStruct(inputs));
    if (olds) request.setOlds(toStruct(olds));
    if (proposed !== undefined) {
      const options = new messages.CheckRequest.AutonamingOptions();
      options.setProposedName(proposed);
      request.setAutonaming(options);
    }
    const response = await this.#call<InstanceType<typeof messages.CheckResponse>>("check", request);
    const failures = response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
    return { inputs: fromStruct(response.getInputs()), failures };
  }

  async diff(name: string, before: object, after: object, ignoreChanges: string[] = []) {
    const request = new messages.DiffRequest();
    request.setUrn(this.urn(name));
    request.setOldInputs(toStruct(before));
    request.setOlds(toStruct(before));
    request.setNews(toStruct(after));
    request.setIgnorechangesList(ignoreChanges);
    const response = await this.#call<InstanceType<typeof messages.DiffResponse>>("diff", request);
    const kinds = Object.entries(messages.PropertyDiff.Kind);
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
      detailed: Object.fromEntries(
        [...response.getDetaileddiffMap().entries()].map(([path, diff]) => [
          path,
          kinds.find(([, value]) => value === diff.getKind())?.[0],
        ]),
      ),
    };
  }

  async create(name: string, inputs: object, { preview = false, stack = "dev" } = {}) {
    const request = new messages.CreateRequest();
    request.setUrn(this.urn(name, stack));
    request.setProperties(toStruct(inputs));
    request.setPreview(preview);
    const response = await this.#call<InstanceType<typeof messages.CreateResponse>>("create", request);
    return { id: response.getId(), properties: fromStruct(response.getProperties()) };
  }

  async read(name: string, id: string) {
    const request = new messages.ReadRequest();
    request.setUrn(this.urn(name));
    request.setId(id);
    const response = await this.#call<InstanceType<typeof messages.ReadResponse>>("read", request);
    return { id: response.getId(), properties: fromStruct(response.getProperties()), inputs: fromStruct(response.getInputs()) };
  }

  async update(name: string, id: string, inputs: object, { preview = false } = {}): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setUrn(this.urn(name));
    request.setId(id);
    request.setNews(toStruct(inputs));
    request.setPreview(preview);
    return fromStruct((await this.#call<InstanceType<typeof messages.UpdateResponse>>("update", request)).getProperties());
  }

  async delete(name: string, id: string): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setUrn(this.urn(name));
    request.setId(id);
    await this.#call("delete", request);
  }

  async invoke(args: object): Promise<Properties> {
    const request = new messages.InvokeRequest();
    request.setTok(this.#type);
    request.setArgs(toStruct(args));
    return fromStruct((await this.#call<InstanceType<typeof messages.InvokeResponse>>("invoke", request)).getReturn());
  }

  async cancel(): Promise<void> {
    await this.#call("cancel", new Empty());
  }

  close(): void {
    this.#client.close();
  }

  #call<Response>(method: string, request: object): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#client[method]?.(request, (error, response) => (error ? reject(error) : resolve(response as Response)));
    });
  }
}

/** A lab of its own for each test of a file. */
export function useLab() {
  const used = {} as { folder: string; lab: Lab };
  const clients: TestClient[] = [];
  beforeEach(async () => {
    used.folder = mkdtempSync(path.join(tmpdir(), "monitor-lab-"));
    used.lab = await startLab({ folder: used.folder });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await used.lab.stop();
    rmSync(used.folder, { recursive: true });
  });
  return {
    get lab() {
      return used.lab;
    },
    get folder() {
      return used.folder;
    },
    /** A client of the provider of a type. */
    of(type: string): TestClient {
      const client = new TestClient(used.lab, type);
      clients.push(client);
      return client;
    },
    async restart(): Promise<void> {
      await used.lab.stop();
      used.lab = await startLab({ folder: used.folder });
    },
  };
}
