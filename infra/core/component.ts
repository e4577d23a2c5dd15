import * as pulumi from "@pulumi/pulumi";

/**
 * Adjusts one inner resource before it is constructed: a pure function of its arguments and options. It runs the same offline
 * and under the engine. What it leaves out of its answer stays as it was.
 *
 * @example a VPC with address metrics, from the program: `transform: { vpc: (args) => ({ args: { ...args, enableNetworkAddressUsageMetrics: true } }) }`
 */
export type Transform<Args> = (
  args: Args,
  options: pulumi.CustomResourceOptions,
  name: string,
) => { args?: Args; options?: pulumi.CustomResourceOptions };

/** A transform for each inner resource of a component, by its key. */
export type Transforms<Children> = { readonly [Key in keyof Children]?: Transform<Children[Key]> };

/**
 * The base of every component: a type token under `monitor:`, and options for inner resources that carry the parent and the
 * caller's transform. `Children` maps the key of each inner resource to the type of its arguments.
 */
export abstract class Component<Children extends object = Record<never, never>> extends pulumi.ComponentResource {
  readonly #transforms: Transforms<Children>;

  protected constructor(
    type: `${string}:${string}`,
    name: string,
    args: { readonly transform?: Transforms<Children> | undefined },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(`monitor:${type}`, name, {}, opts);
    this.#transforms = args.transform ?? {};
  }

  /** Options for the inner resource of this key. */
  protected child(key: keyof Children, opts: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    const transform = this.#transforms[key];
    if (!transform) return { ...opts, parent: this };
    const apply: pulumi.ResourceTransformation = ({ name, props, opts: options }) => {
      const changed = transform(props as Children[typeof key], options, name);
      return { props: changed.args ?? props, opts: changed.options ?? options };
    };
    return { ...opts, parent: this, transformations: [apply, ...(opts.transformations ?? [])] };
  }
}
