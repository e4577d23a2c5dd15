/** ECR. https://aws.amazon.com/ecr/pricing/ */
import { aws, metered } from "./draft.ts";
import { per, type Service, used } from "./mapper.ts";

export const ecr: Service = {
  name: "ECR",
  priced: {
    "aws:ecr/repository:Repository": (_inputs, use, { region }) => [
      metered("storage", "Storage", aws("ecr", region)("storage"), per(used(use, "storageGb")), "GB"),
    ],
  },
  free: {
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "removes old images; the storage is priced",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "who may pull; the storage is priced",
  },
};
