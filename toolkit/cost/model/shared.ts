/** The stack that all environments share: registry, state, the Cloudflare zone. */
import type { Resource } from "../../graph/graph.ts";
import type { Use } from "../map/mapper.ts";
import type { SharedAt } from "./assumptions.ts";
import { type Facts, input } from "./facts.ts";
import { bucketDays } from "./situation.ts";
import { DAYS_PER_MONTH, GB } from "./units.ts";

/** Reads and writes of the state bucket for one deployment or preview: locks, checkpoints, history. */
const STATE_WRITES = 20;
const STATE_READS = 20;

export function sharedUse(resource: Resource, at: SharedAt, facts: Facts): Use {
  switch (resource.type) {
    case "aws:ecr/repository:Repository":
      return { storageGb: (imagesKept(resource, facts) * at.imageBytes) / GB };
    case "aws:s3/bucket:Bucket": {
      const days = bucketDays(facts, resource, "noncurrentVersionExpiration") ?? DAYS_PER_MONTH;
      return {
        standard: {
          storageGb: (at.deploysPerMonth * at.stateBytes * (days / DAYS_PER_MONTH)) / GB,
          monthlyTier1Requests: at.deploysPerMonth * STATE_WRITES,
          monthlyTier2Requests: at.deploysPerMonth * STATE_READS,
        },
      };
    }
    case "aws:kms/key:Key":
      return { monthlyRequests: at.deploysPerMonth * (STATE_READS + STATE_WRITES) };
    case "monitor:shared:Zone":
      return { plan: at.cloudflarePlan };
    default:
      return {};
  }
}

/** As many as the repository's lifecycle policy keeps; it is always full. */
function imagesKept(repository: Resource, facts: Facts): number {
  const policy = facts
    .all("aws:ecr/lifecyclePolicy:LifecyclePolicy")
    .find((each) => each.name === repository.name && each.parent === repository.parent);
  const text = policy && input(policy, "policy");
  if (typeof text !== "string") return 1;
  const { rules = [] } = JSON.parse(text) as { rules?: { selection?: { countType?: string; countNumber?: number } }[] };
  return rules.find(({ selection }) => selection?.countType === "imageCountMoreThan")?.selection?.countNumber ?? 1;
}
