/** Functions that stand in for those of Pulumi's SDK (or of JavaScript) while a program is planned. */

type Stood = object & { readonly captureReplacement?: () => unknown };

/**
 * Replaces functions until the returned function is called. What becomes of them in a function that is made a Lambda of is the function
 * itself, as if nothing stood in for it: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/closure/createClosure.ts
 */
export function standIn<T extends object>(target: T, standIns: Partial<T>): () => void {
  const own = Object.fromEntries(Object.keys(standIns).map((name) => [name, target[name as keyof T]]));
  for (const [name, stood] of Object.entries(standIns)) {
    const itself = own[name] as Stood;
    Object.assign(stood as Stood, { captureReplacement: itself.captureReplacement ?? (() => itself) });
  }
  Object.assign(target, standIns);
  return () => void Object.assign(target, own);
}
