/** A graph's resources as the tree of components they belong to. */
import { byText, type Graph, type Resource, STACK_TYPE } from "../graph/graph.ts";
import { groupBy } from "../graph/values.ts";

export interface Branch {
  readonly component: Resource;
  /** Components directly inside. */
  readonly branches: readonly Branch[];
  /** Resources directly inside that a provider keeps. */
  readonly leaves: readonly Resource[];
  /** Resources that a provider keeps, anywhere inside. */
  readonly count: number;
}

/** Whether a resource is one that a deployment makes: no component, provider or reference to another stack. */
export const isDeployed = ({ type, custom }: Resource): boolean =>
  custom && !type.startsWith("pulumi:providers:") && type !== "pulumi:pulumi:StackReference";

/** In the order the program creates them: the order it was written to be read in. */
const byLine = (a: Resource, b: Resource): number =>
  byText(a.source?.file ?? "", b.source?.file ?? "") || (a.source?.line ?? 0) - (b.source?.line ?? 0) || byText(a.urn, b.urn);

/** The stack as a branch; its direct resources are its leaves. */
export function treeOf(graph: Graph): Branch {
  const children = groupBy(graph.resources, ({ parent }) => parent ?? "");
  const branch = (component: Resource): Branch => {
    const inside = (children.get(component.urn) ?? []).sort(byLine);
    const branches = inside.filter(({ custom }) => !custom).map(branch);
    const leaves = inside.filter(isDeployed);
    return { component, branches, leaves, count: leaves.length + branches.reduce((sum, { count }) => sum + count, 0) };
  };
  const stack = graph.resources.find(({ type }) => type === STACK_TYPE);
  if (!stack) throw new Error(`${graph.stack} has no stack resource`);
  return branch(stack);
}

/** A type's own name, without package and module: `aws:ec2/vpc:Vpc` is `Vpc`. */
export const shortType = (type: string): string => type.split(":").pop() ?? type;
