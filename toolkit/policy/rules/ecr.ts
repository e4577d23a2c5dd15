/** ECR: what images are, and who may have them. */
import type { Json, Resource } from "../../graph/graph.ts";
import { eachStatement, isOpen } from "../document.ts";
import { companion, either, fields, isTrue, itemsAt, mostlyProduction, onlyProduction, says, unknownAt } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, kept, type Outcome, type Rule } from "../rule.ts";

const REPOSITORY = { service: "ECR", of: ["aws:ecr/repository:Repository"] } as const;

/** Whether a registry scans the images of all its repositories when they arrive, or all the time. */
const scansAll = (registry: Resource): Outcome =>
  says(registry, "rules", (value) => {
    const rules = [value ?? []].flat().map(fields);
    const filters = rules.flatMap((rule) => (rule.scanFrequency === "MANUAL" ? [] : [rule.repositoryFilters ?? []].flat()));
    return filters.some((one) => fields(one as Json).filter === "*") ? null : "does not scan its images";
  });

export const ECR: readonly Rule[] = [
  {
    ...REPOSITORY,
    id: "ecr-immutable",
    title: "a tag means one image for ever",
    severity: mostlyProduction("medium"),
    reason: "Where a tag can be moved, what was tested is not what runs.",
    remedy: "set imageTagMutability to IMMUTABLE",
    reference: `${SECURITY_HUB}/ecr-controls.html#ecr-2`,
    peers: ["CKV_AWS_51"],
    judge: (repository) =>
      says(repository, "imageTagMutability", (value) =>
        typeof value === "string" && value.startsWith("IMMUTABLE") ? null : "lets tags be moved",
      ),
  },
  {
    ...REPOSITORY,
    id: "ecr-scan",
    title: "images are searched for known holes when they arrive",
    severity: "medium",
    reason: "Without a scan nobody is told what an image brings along.",
    remedy: "set imageScanningConfiguration.scanOnPush: true",
    reference: `${SECURITY_HUB}/ecr-controls.html#ecr-1`,
    peers: ["CKV_AWS_163", "CIS EKS 5.1.1"],
    judge: (repository, world) => {
      const own = isTrue(repository, "imageScanningConfiguration.scanOnPush", "does not scan its images");
      const registry = world.ofType("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration").map(scansAll);
      return either(own, ...registry);
    },
  },
  {
    ...REPOSITORY,
    id: "ecr-own-key",
    title: "images are encrypted with a key of KMS",
    severity: onlyProduction("low"),
    reason: "Only a key of one's own can be withdrawn, and shows who used it.",
    remedy: "set encryptionConfigurations with encryptionType KMS (the repository is made anew)",
    reference: `${SECURITY_HUB}/ecr-controls.html#ecr-5`,
    peers: ["CKV_AWS_136"],
    judge: (repository) => {
      const items = itemsAt(repository, "encryptionConfigurations");
      if (items === null) return unknownAt("encryptionConfigurations");
      const [first] = items;
      if (!first) return broken("is encrypted with AWS's key", { path: "encryptionConfigurations" });
      return says(repository, `${first.path}.encryptionType`, (value) =>
        typeof value === "string" && value.startsWith("KMS") ? null : "is encrypted with AWS's key",
      );
    },
  },
  {
    service: "ECR",
    of: ["aws:ecr/repositoryPolicy:RepositoryPolicy"],
    id: "ecr-private",
    title: "images are for those who are named",
    severity: "high",
    reason: "Whoever pulls an image has the code in it; whoever pushes one runs theirs.",
    remedy: "name accounts or roles under Principal",
    reference: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    peers: ["CKV_AWS_32", "CIS EKS 5.1.2"],
    judge: (policy) => eachStatement(policy, "policy", (one) => (isOpen(one) ? "is for anybody" : null)),
  },
  {
    ...REPOSITORY,
    id: "ecr-lifecycle",
    title: "old images go",
    severity: "low",
    reason: "Images that nobody deletes are paid for, and can be run with all their known holes.",
    remedy: "add aws.ecr.LifecyclePolicy",
    reference: `${SECURITY_HUB}/ecr-controls.html#ecr-3`,
    peers: [],
    judge: (repository, world) =>
      companion(repository, world, {
        ...{ types: ["aws:ecr/lifecyclePolicy:LifecyclePolicy"], input: "repository", named: "name" },
        ...{ judge: () => kept, missing: "keeps every image for ever" },
      }),
  },
];
