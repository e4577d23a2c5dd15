/**
 * A process of its own that plans a project: asked on its standard input, it answers in lines of JSON on a pipe beside the standard ones,
 * which are the program's. Nothing of Pulumi's is loaded before it is settled whose SDK serves.
 */
import { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { ANSWER, type ChildMessage, type ChildRequest, packError } from "./childWire.ts";
import { openProject } from "./project.ts";
import { shareSdk } from "./sdk.ts";

const answer = new Socket({ fd: ANSWER, readable: false, writable: true });
const send = (message: ChildMessage): Promise<void> =>
  new Promise((resolve) => {
    answer.write(`${JSON.stringify(message)}\n`, () => resolve());
  });

// Opened now, the program's own streams are nothing that a later look could take for work it still waits for.
for (const stream of [process.stdout, process.stderr]) stream.write("");

/** What the program does after it is planned (a server, a timer) is none of ours: the process ends with the last word. */
async function end(message: ChildMessage): Promise<void> {
  await send(message);
  process.exit(0);
}

try {
  const request = JSON.parse(await text(process.stdin)) as ChildRequest;
  const project = openProject(request.folder);
  const sdk = shareSdk(project.root);
  if (request.siblings === null) {
    const { planStacks } = await import("./plan.ts");
    const onProgress = (stack: string, done: number, total: number) => void send({ kind: "progress", stack, done, total });
    for (const stack of await planStacks({ ...request, onProgress })) await send({ kind: "planned", stack, wanted: [] });
  } else {
    const { planForeign } = await import("./foreign.ts");
    for (const name of request.stacks) {
      const { stack, wanted } = await planForeign({ project, stack: name, siblings: request.siblings, sdk });
      await send({ kind: "planned", stack, wanted });
    }
  }
  await end({ kind: "done" });
} catch (error) {
  await end({ kind: "failed", error: packError(error) });
}
