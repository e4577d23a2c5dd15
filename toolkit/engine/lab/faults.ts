/** Makes calls fail, hang or take long, as clouds do. */
import type { LabCall, Method } from "./store.ts";

export interface FaultRule {
  readonly method: Method;
  /** @default every type */
  readonly type?: string;
  /** Logical name. @default every name */
  readonly name?: string;
  /** Which of the calls that match, counted from 1. @default all of them */
  readonly nth?: number;
  /**
   * `fail`: an error; `hang`: no answer, until the rule is taken back, the engine cancels or goes away; `throttle`: an answer that
   * comes late, because the provider retries by itself.
   */
  readonly how: "fail" | "hang" | "throttle";
  /** `after`: the cloud has done what it was asked, and only the answer is missing. @default before */
  readonly when?: "before" | "after";
  /** What a failure says. @default InternalError: … */
  readonly message?: string;
  /** How late a throttled answer is, in milliseconds. @default 1000 */
  readonly delay?: number;
  /** Whether calls of a preview count. @default false */
  readonly preview?: boolean;
}

interface Active {
  readonly rule: FaultRule;
  seen: number;
  readonly takenBack: Promise<void>;
}

export class Faults {
  readonly #active = new Set<Active>();

  add(rule: FaultRule): () => void {
    let release = () => {};
    const takenBack = new Promise<void>((resolve) => {
      release = resolve;
    });
    const active: Active = { rule, seen: 0, takenBack };
    this.#active.add(active);
    return () => {
      this.#active.delete(active);
      release();
    };
  }

  /**
   * Runs a call under the rules that concern it.
   * @param gone settles when nobody waits for the answer any more
   */
  async around<T>(call: LabCall, gone: Promise<void>, work: () => T | Promise<T>): Promise<T> {
    const due = [...this.#active].filter(
      (active) => matches(active.rule, call) && [undefined, ++active.seen].includes(active.rule.nth),
    );
    const suffer = async (when: "before" | "after") => {
      for (const { rule, takenBack } of due.filter(({ rule }) => (rule.when ?? "before") === when)) {
        if (rule.how === "fail")
          throw new Error(rule.message ?? `InternalError: the lab lets ${call.method} of ${call.name} fail`);
        const end = rule.how === "hang" ? takenBack : new Promise<void>((resolve) => setTimeout(resolve, rule.delay ?? 1000));
        await Promise.race([
          end,
          gone.then(() => {
            throw new Error(`RequestCanceled: ${call.method} of ${call.name} was cancelled`);
          }),
        ]);
      }
    };
    await suffer("before");
    const answer = await work();
    await suffer("after");
    return answer;
  }
}

const matches = (rule: FaultRule, call: LabCall) =>
  rule.method === call.method &&
  (rule.type ?? call.type) === call.type &&
  (rule.name ?? call.name) === call.name &&
  (rule.preview === true || !call.preview);
