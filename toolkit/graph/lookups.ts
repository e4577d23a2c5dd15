/** Lookups (`aws.ec2.getVpc` and the like) while planning: answers that refuse to be asked for a key they lack. */
import * as pulumi from "@pulumi/pulumi";

type Invoke = (token: string, args: Record<string, unknown>, ...rest: unknown[]) => Promise<Record<string, unknown>>;
type InvokeOutput = (token: string, args: Record<string, unknown>, ...rest: unknown[]) => pulumi.Output<Record<string, unknown>>;

/** An answer whose missing keys throw, instead of being `undefined` and silently dropping the input they were meant for. */
function strict(token: string, answer: Record<string, unknown>): Record<string, unknown> {
  return new Proxy(answer, {
    get(target, key) {
      // Promises and Pulumi probe what they are given by these names.
      if (typeof key === "symbol" || key in target || key === "then" || key === "toJSON" || key.startsWith("__"))
        return target[key as string];
      throw new Error(
        `the offline answer of ${token} has no ${key}; it has ${Object.keys(target).sort().join(", ") || "nothing"}`,
      );
    },
  });
}

/** An answer of a lookup the table does not know: every key of it is unknown. */
const unknownAnswer = (): Record<string, unknown> =>
  new Proxy(
    {},
    { get: (_, key) => (typeof key === "symbol" || key === "then" || key.startsWith("__") ? undefined : pulumi.unknown) },
  );

/**
 * Replaces the SDK's lookup functions until the returned function is called.
 * @param knows whether the table has an answer for a token; those it lacks are reported to `onUnknown`.
 */
export function strictLookups(knows: (token: string) => boolean, onUnknown: (token: string) => void): () => void {
  const runtime = pulumi.runtime as unknown as { invoke: Invoke; invokeOutput: InvokeOutput };
  const { invoke, invokeOutput } = runtime;

  runtime.invoke = async (token, args, ...rest) => {
    if (knows(token)) return strict(token, await invoke(token, args, ...rest));
    onUnknown(token);
    return unknownAnswer();
  };
  runtime.invokeOutput = (token, args, ...rest) => {
    if (knows(token)) return invokeOutput(token, args, ...rest).apply((answer) => strict(token, answer));
    onUnknown(token);
    return pulumi.output(pulumi.unknown) as unknown as pulumi.Output<Record<string, unknown>>;
  };
  return () => Object.assign(runtime, { invoke, invokeOutput });
}
