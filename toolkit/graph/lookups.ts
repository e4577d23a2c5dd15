/** Lookups (`aws.ec2.getVpc` and the like) while planning: answers that refuse to be asked for a key they lack. */
import * as pulumi from "@pulumi/pulumi";
import { standIn } from "./standIns.ts";
import { unknownValue } from "./unknown.ts";

type Answer = Record<string, unknown>;
type Invoke<T> = (token: string, args: Answer, ...rest: unknown[]) => T;

interface Runtime {
  invoke: Invoke<Promise<Answer>>;
  invokeOutput: Invoke<pulumi.Output<Answer>>;
  invokeSingle: Invoke<Promise<unknown>>;
  invokeSingleOutput: Invoke<pulumi.Output<unknown>>;
  call: Invoke<pulumi.Output<unknown>>;
}

export interface Lookups {
  /** Whether there is an answer for a token. */
  readonly knows: (token: string) => boolean;
  /** Keys that the answer has, though nothing is known of them. */
  readonly unknownKeys: (token: string) => readonly string[];
  /** Told of each answer that is unknown; of a key of one, where the others are known. */
  readonly onUnknown: (token: string, key: string | null) => void;
  /** How an unknown part of an answer reads within a text. */
  readonly inText: (token: string, path: string) => string;
}

// Promises and Pulumi probe what they are given by these names.
const isProbe = (key: string | symbol): key is symbol =>
  typeof key === "symbol" || key === "then" || key === "toJSON" || key.startsWith("__");

const unknownOutput = <T>(): pulumi.Output<T> => pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;

/** Replaces the SDK's lookup functions until the returned function is called. */
export function strictLookups({ knows, unknownKeys, onUnknown, inText }: Lookups): () => void {
  const runtime = pulumi.runtime as unknown as Runtime;
  const { invoke, invokeOutput, invokeSingle, invokeSingleOutput } = runtime;

  /** An answer whose missing keys throw, instead of being `undefined` and silently dropping the input they were meant for. */
  const strict = (token: string, answer: Answer): Answer =>
    new Proxy(answer, {
      get(target, key) {
        if (isProbe(key) || key in target) return target[key as string];
        if (unknownKeys(token).includes(key)) {
          onUnknown(token, key);
          return unknownValue((path) => inText(token, path), key);
        }
        throw new Error(
          `the offline answer of ${token} has no ${key}; it has ${Object.keys(target).sort().join(", ") || "nothing"}`,
        );
      },
    });

  return standIn(runtime, {
    invoke: async (token, args, ...rest) => {
      if (knows(token)) return strict(token, await invoke(token, args, ...rest));
      onUnknown(token, null);
      return unknownValue((path) => inText(token, path)) as Answer;
    },
    invokeOutput: (token, args, ...rest) => {
      if (knows(token)) return invokeOutput(token, args, ...rest).apply((answer) => strict(token, answer));
      onUnknown(token, null);
      return unknownOutput();
    },
    invokeSingle: async (token, args, ...rest) => {
      if (knows(token)) return invokeSingle(token, args, ...rest);
      onUnknown(token, null);
      return unknownValue((path) => inText(token, path));
    },
    invokeSingleOutput: (token, args, ...rest) => {
      if (knows(token)) return invokeSingleOutput(token, args, ...rest);
      onUnknown(token, null);
      return unknownOutput();
    },
    // Methods of components, which run in another process.
    call: (token) => {
      onUnknown(token, null);
      return unknownOutput();
    },
  });
}
