import type * as pulumi from "@pulumi/pulumi";

/** Tags that every resource of a stack carries. */
export type Tags = Readonly<Record<string, string>>;

/**
 * Puts the stack's tags, and a Name, on every AWS resource that takes tags, so that no component can forget to. Tags set on the
 * resource itself win. Generated AWS classes list `tags` and `tagsAll` among their properties exactly where tags are taken.
 */
export const tagging =
  (tags: Tags): pulumi.ResourceTransformation =>
  ({ name, props, opts }) =>
    "tags" in props && "tagsAll" in props
      ? { props: { ...props, tags: { Name: name, ...tags, ...props.tags } }, opts }
      : undefined;
