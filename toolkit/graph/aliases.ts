/** What a resource was called before. https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/ */
import type * as rpc from "@pulumi/pulumi/proto/alias_pb.js";
import { STACK_TYPE } from "./graph.ts";

/** The URN that an alias stands for: what it leaves open is as the resource has it. */
export function aliasUrn(alias: rpc.Alias, urn: string): string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const [prefix = "", project = "", types = "", name = ""] = urn.split("::");
  const chain = types.split("$");
  const type = spec.getType() || chain.at(-1);
  return [
    spec.getStack() ? `urn:pulumi:${spec.getStack()}` : prefix,
    spec.getProject() || project,
    [...parentChain(spec, chain), type].join("$"),
    spec.getName() || name,
  ].join("::");
}

/** Types of the components around it; the stack is none. */
function parentChain(spec: rpc.Alias.Spec, own: readonly string[]): readonly string[] {
  if (spec.getNoparent()) return [];
  const [, , types = ""] = spec.getParenturn().split("::");
  if (types === "") return own.slice(0, -1);
  return types === STACK_TYPE ? [] : types.split("$");
}
