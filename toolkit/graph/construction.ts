/** What is known of a resource the moment its constructor runs, before anything is registered: its URN, its outputs' names, its line. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { type Source, STACK_TYPE } from "./graph.ts";

export interface Construction {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | null;
  /** The class, as written in the program. */
  readonly className: string;
  readonly custom: boolean;
  /** Everything the class declares, inputs and outputs alike; what the program set has a value. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly source: Source | null;
}

/** The engine's URN: a child's type is prefixed by its parents' types, the stack's left out. */
export function urnOf(stack: string, project: string, type: string, name: string, parent: string | null): string {
  const parentType = parent?.split("::")[2];
  const qualified = parentType === undefined || parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

export class Constructions {
  readonly byUrn = new Map<string, Construction>();
  readonly duplicates: [first: Construction, second: Construction][] = [];
  readonly #urns = new WeakMap<pulumi.Resource, string>();
  readonly #stack: string;
  readonly #project: string;
  readonly #root: string;
  readonly #sources: boolean;

  constructor(stack: string, project: string, root: string, sources: boolean) {
    this.#stack = stack;
    this.#project = project;
    this.#root = root;
    this.#sources = sources;
    // Resources hold what transforms them, and functions that become Lambdas may hold resources.
    Object.assign(this.observe, { doNotCapture: true });
  }

  /** A stack transformation: it runs last, in each resource's constructor, and changes nothing. */
  readonly observe: pulumi.ResourceTransformation = ({ resource, type, name, props, opts }) => {
    const parent = opts.parent ? (this.#urns.get(opts.parent) ?? null) : this.stackUrn;
    const urn = urnOf(this.#stack, this.#project, type, name, parent);
    this.#urns.set(resource, urn);
    const construction: Construction = {
      urn,
      type,
      name,
      parent,
      className: resource.constructor.name,
      custom: pulumi.CustomResource.isInstance(resource),
      props,
      source: this.#sources ? callSite(resource, this.observe, this.#root) : null,
    };
    const first = this.byUrn.get(urn);
    if (first) this.duplicates.push([first, construction]);
    else this.byUrn.set(urn, construction);
    return undefined;
  };

  /** Lookups have no URN of their own; this one names them among those that have. */
  urnOfLookup(token: string, name: string): string {
    return urnOf(this.#stack, this.#project, token, name, null);
  }

  get stackUrn(): string {
    return urnOf(this.#stack, this.#project, STACK_TYPE, `${this.#project}-${this.#stack}`, null);
  }
}

/**
 * The line that constructs a resource: the first frame above its own constructors that is not in a package. A class adds one
 * constructor frame for each class it extends.
 */
function callSite(resource: object, above: object, root: string): Source | null {
  let constructors = 0;
  for (let at = Object.getPrototypeOf(resource); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) constructors++;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = constructors + 6;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, above as (...args: never[]) => unknown);
  Error.stackTraceLimit = stackTraceLimit;
  return framesOf(holder.stack ?? "", root, constructors)[0]?.source ?? null;
}

export interface Frame {
  readonly source: Source;
  /** The class whose constructor this frame is. */
  readonly constructs: string | undefined;
}

/** Before all else stands where an error of syntax is. */
const SYNTAX_AT = /^(?:file:)?\/[^()\n]*:\d+(?=\n)/;

/** The frames of a stack that lie in the program, innermost first, as lines of its own source; `skip` leaves out the first ones. */
export function framesOf(stack: string, root: string, skip = 0): Frame[] {
  const lines = stack.replace(SYNTAX_AT, "at $&:1").split("\n");
  const frames = lines.filter((line) => /^\s*at /.test(line));
  return frames.slice(skip).flatMap((line): Frame[] => {
    const [, what = "", file, row] = /^\s*at (?:(.*?) \()?((?:file:)?\/[^()]*?):(\d+):\d+\)?$/.exec(line) ?? [];
    if (file === undefined || file.includes("/node_modules/") || isMachinery(file)) return [];
    const relative = path.relative(root, file.startsWith("file:") ? fileURLToPath(file) : file);
    return [
      { source: { file: relative.split(path.sep).join("/"), line: Number(row) }, constructs: /^new (\w+)$/.exec(what)?.[1] },
    ];
  });
}

/** Files of the toolkit itself, which stand between a program and its error; its tests are programs. */
const TOOLKIT = `${path.dirname(import.meta.dirname)}/`;
/** And what stands between a program and every module that it asks for. */
const LOADER = path.resolve(TOOLKIT, "../stacks/lean.ts");
const isMachinery = (file: string): boolean => (file.includes(TOOLKIT) && !file.endsWith(".test.ts")) || file.endsWith(LOADER);
