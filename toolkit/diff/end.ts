/** What becomes of a resource that is deleted or made anew: whether the engine does it at all, in which order, and what is lost. */
import type { Resource } from "../graph/graph.ts";
import { type Change, type RiskLevel, subjectOf } from "./change.ts";
import type { Pair } from "./match.ts";
import { givenName } from "./names.ts";
import type { Verdict } from "./operation.ts";
import { stopOf } from "./serving.ts";
import { keptBy } from "./stateful.ts";
import { shown } from "./words/units.ts";

export interface End {
  readonly level: RiskLevel;
  readonly dataLoss: string | null;
  readonly downtime: string | null;
  readonly words: readonly string[];
}

const NONE: End = { level: "none", dataLoss: null, downtime: null, words: [] };

export function endOf(change: Pick<Change, "operation" | "before" | "after">, verdict: Verdict): End {
  const { operation, before, after } = change;
  if ((operation !== "replace" && operation !== "delete") || !before?.custom) return NONE;
  const { isNewUrn, goesWith } = verdict;
  // Of what goes because another does, too, the engine asks the state alone.
  const isDeleted = operation === "delete" || isNewUrn || goesWith;
  // "We do allow unprotecting and replacing to happen in a single update cycle": `generateStepsFromDiff` in
  // https://github.com/pulumi/pulumi/blob/v3.255.0/pkg/resource/deploy/step_generator.go. A deletion asks the state alone.
  const isRefused = before.options.protect && (isDeleted || after?.options.protect === true);
  const isFirst = after !== null && isFirstDeleted({ before, after }, verdict);
  const taken = operation === "replace" && isNewUrn ? takenName(before, after) : undefined;
  const { type } = subjectOf(change);
  const kept = keptBy(type);
  // The old one goes by what the state says of it. https://github.com/pulumi/pulumi/issues/13428
  const isRetained = before.options.retainOnDelete;
  const stop = isRetained || taken !== undefined ? null : stopOf(type, operation, isFirst);
  const least = stop === null && taken === undefined ? "none" : "medium";
  const level = kept ? (isRetained && operation === "delete" ? "medium" : kept.level) : least;
  const lost = kept ? lossText(kept.data, { operation, isRetained }) : null;
  const refused = "protected, so that the engine refuses";
  return {
    level,
    dataLoss: lost === null || !isRefused ? lost : `${lost}; ${refused}`,
    downtime: stop,
    words: [
      ...(isRefused && lost === null ? [refused] : []),
      ...(isFirst ? ["deleted before the new one is made"] : []),
      ...(taken === undefined
        ? []
        : [`the old one has the name ${shown(taken)} until it is gone: the new one is refused, or goes with it`]),
      ...(isRetained && lost === null ? ["the old one stays in the cloud, and the engine forgets it"] : []),
      ...(!isRetained && after?.options.retainOnDelete
        ? ["retainOnDelete counts from the next deployment on: this one deletes the old one"]
        : []),
    ],
  };
}

function lossText(
  data: string,
  { operation, isRetained }: { operation: "delete" | "replace"; isRetained: boolean },
): string | null {
  if (!isRetained) return `lost: ${data}`;
  return operation === "delete" ? null : "the new one is empty; the old one stays in the cloud, and the engine forgets it";
}

/** Of AWS, those that are deleted first whatever their name: `DeleteBeforeReplace` in pulumi-aws's resource_overrides.go. */
const FIRST: ReadonlySet<string> = new Set([
  ...["aws:apigateway/integration:Integration", "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"],
  ...["aws:ec2/securityGroupRule:SecurityGroupRule", "aws:ec2transitgateway/vpcAttachment:VpcAttachment"],
  ...["aws:ecr/lifecyclePolicy:LifecyclePolicy", "aws:efs/mountTarget:MountTarget", "aws:iam/accountAlias:AccountAlias"],
  ...["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "aws:iam/policyAttachment:PolicyAttachment"],
  ...["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/userPolicyAttachment:UserPolicyAttachment"],
]);

/**
 * Whether the old one is deleted before there is a new one: as the option says, else as the provider does. AWS: whatever name the program
 * gives, `nameRequiresDeleteBeforeReplace` in https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/schema.go;
 * Kubernetes: a name that stays, `Diff` in https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/provider.go.
 * Where it is for another provider, the engine does not ask.
 */
export function isFirstDeleted({ before, after }: Pick<Pair, "before" | "after">, verdict: Verdict): boolean {
  if (verdict.operation !== "replace" || verdict.isNewUrn) return false;
  if (verdict.goesWith) return true;
  const { options, type } = after;
  if (options.deleteBeforeReplace !== null) return options.deleteBeforeReplace;
  if (verdict.isByProvider || type.startsWith("kubernetes:helm.sh/")) return false;
  const name = givenName(after);
  if (type.startsWith("kubernetes:")) return name !== undefined && name === givenName(before);
  return FIRST.has(type) || (type.startsWith("aws:") && name !== undefined);
}

/** Of AWS, what may share a name with others, or is named within what it belongs to. */
const NOT_UNIQUE = /^aws:(apigateway|apigatewayv2|appsync|cognito|ec2)\/|(Policy|Target|Permission):/;

/** A name that both have in the cloud, so that there cannot be both at once; undefined where the provider makes one up. */
function takenName(before: Resource, after: Resource | null): string | undefined {
  const isUnique = after !== null && /^(aws|kubernetes):/.test(after.type) && !NOT_UNIQUE.test(after.type);
  const name = isUnique ? givenName(after) : undefined;
  return name === givenName(before) ? name : undefined;
}
