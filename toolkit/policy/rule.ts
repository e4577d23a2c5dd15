/**
 * What a rule is. A rule looks at one resource at a time, with the whole graph around it, and says whether it is kept, broken, or whether
 * the plan cannot tell. Pure: the same rules judge an offline plan, another revision's plan, and what Pulumi's engine is about to do.
 */
import type { Profile, Severity } from "../../infra/config/schema/policy.ts";
import type { Resource } from "../graph/graph.ts";
import type { World } from "./world.ts";

export type { Profile, Severity };

/** How bad breaking a rule is: everywhere the same, or by the kind of environment. `off`: nothing is asked there. */
export type Severities = Severity | Readonly<Record<Profile, Severity | "off">>;

export type Outcome =
  | { readonly kind: "kept" }
  | {
      readonly kind: "broken";
      /** What is the matter, with the value: `admits TLS 1.0 (ELBSecurityPolicy-2016-08)`. */
      readonly message: string;
      readonly path: string | null;
      /** Where another remedy fits than the rule's own. */
      readonly remedy: string | null;
    }
  | {
      readonly kind: "cannotTell";
      /** What the plan does not know: `its policy is not known before deployment`. */
      readonly message: string;
      readonly path: string | null;
    };

export interface Rule {
  /** `alb-tls`: the service, then what is asked. Waivers name it; it never changes. */
  readonly id: string;
  /** As people call it: `ALB`, `S3`, `Kubernetes`. */
  readonly service: string;
  /** What is so where the rule is kept: `listeners accept TLS 1.2 and newer alone`. */
  readonly title: string;
  readonly severity: Severities;
  /** What comes of breaking it, in a sentence. */
  readonly reason: string;
  /** What to change: a configuration key (`monitor:logs.retention`) or the code. */
  readonly remedy: string;
  /** Page of the vendor or benchmark it rests on. */
  readonly reference: string;
  /** Ids under which others ask the same: `CKV_AWS_103`, `CIS EKS 5.4.2`, `kube-score container-resources`. None: ours alone. */
  readonly peers: readonly string[];
  /** Types it looks at; the stack's own (`pulumi:pulumi:Stack`) for what is asked of a whole environment. */
  readonly of: readonly string[];
  /** Null: the rule does not apply to this one. */
  readonly judge: (resource: Resource, world: World) => Outcome | readonly Outcome[] | null;
}

/** In `of`: every resource, whatever its type. */
export const EVERY_TYPE = "*";

export const kept: Outcome = { kind: "kept" };

export const broken = (
  message: string,
  { path = null, remedy = null }: { path?: string; remedy?: string } | Where = {},
): Outcome => ({
  ...{ kind: "broken", message },
  ...{ path, remedy },
});

export const cannotTell = (message: string, { path = null }: { path?: string } | Where = {}): Outcome => ({
  ...{ kind: "cannotTell", message },
  path,
});

type Where = { readonly path?: null; readonly remedy?: null };
