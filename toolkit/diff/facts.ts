/** What providers say of their types, read from `facts/facts.json`: which properties force a new resource, which lists have no order. */
import { readFileSync } from "node:fs";

interface FactFile {
  /** Where each package's facts come from. */
  readonly sources: {
    readonly [name: string]: { readonly version: string; readonly sdk: string; readonly read: string; readonly of: string };
  };
  /** Paths without list positions, separated by spaces. */
  readonly types: {
    readonly [type: string]: {
      /** A change there, or below, makes the resource anew; `#` at the end: only where an element comes or goes. */
      readonly replaces?: string;
      /** The provider may make it anew, by rules of its own. */
      readonly decides?: string;
      /** What stays as it is where the program no longer says anything: the provider chooses where nothing is said. */
      readonly kept?: string;
      /** Of those that make it anew, what stands where nothing is said: `targetType=instance`. */
      readonly defaults?: string;
      /** Lists whose order means nothing. */
      readonly sets?: string;
    };
  };
}

export interface TypeFacts {
  readonly replaces: ReadonlySet<string>;
  readonly decides: ReadonlySet<string>;
  readonly kept: ReadonlySet<string>;
  readonly defaults: ReadonlyMap<string, string>;
  readonly sets: ReadonlySet<string>;
}

let file: FactFile | undefined;
const cache = new Map<string, TypeFacts | null>();

export const factFile = (): FactFile => {
  file ??= JSON.parse(readFileSync(new URL("facts/facts.json", import.meta.url), "utf8")) as FactFile;
  return file;
};

/** Types whose sources declare nothing that could be read off. */
const OWN: FactFile["types"] = {
  // infra/data/pinecone/spec.ts, diffIndex
  "pulumi-nodejs:dynamic/monitor:PineconeIndex": { replaces: "indexName dimension metric cloud region" },
  // https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/helm_release.go
  "kubernetes:helm.sh/v3:Release": { replaces: "name namespace" },
  // https://github.com/mongodb/terraform-provider-mongodbatlas/tree/v2.16.0/internal/service/cloudprovideraccess
  "mongodbatlas:index/cloudProviderAccessSetup:CloudProviderAccessSetup": { replaces: "projectId providerName" },
  "mongodbatlas:index/cloudProviderAccessAuthorization:CloudProviderAccessAuthorization": { replaces: "projectId roleId" },
};

/** Modules of AWS's SDK that are others under another name. */
const SAME: Readonly<Record<string, string>> = { alb: "lb", applicationloadbalancing: "lb", elasticloadbalancingv2: "lb" };

/** What a type is known as in every table: `BucketV2` is a bucket, and `alb` is `lb`. */
export function knownAs(type: string): string {
  const [, module = "", rest = ""] = /^aws:(\w+)\/(.*)$/.exec(type) ?? [];
  if (module === "s3") return type.replace(/V2\b/g, "");
  return SAME[module] === undefined ? type : `aws:${SAME[module]}/${rest}`;
}

/** Null for a type that no table knows. */
export function factsOf(type: string): TypeFacts | null {
  const known = cache.get(type);
  if (known !== undefined) return known;
  const found = OWN[type] ?? factFile().types[type] ?? factFile().types[knownAs(type)];
  const paths = (text = ""): ReadonlySet<string> => new Set(text.split(" ").filter(Boolean));
  const facts = found
    ? {
        ...{ replaces: paths(found.replaces), decides: paths(found.decides), kept: paths(found.kept), sets: paths(found.sets) },
        defaults: new Map([...paths(found.defaults)].map((pair) => pair.split("=") as [string, string])),
      }
    : null;
  cache.set(type, facts);
  return facts;
}

/** A path without list positions: `rules[0].priority` as `rules.priority`. */
export const general = (path: string): string => path.replaceAll(/\[\d+\]/g, "");

/** Whether the path is the other one, or stands in it. */
export const isUnder = (path: string, above: string): boolean =>
  path === above || (path.startsWith(above) && /[.[]/.test(path[above.length] ?? ""));

/** Whether the path, or what it stands in, is among the paths. */
export function isWithin(paths: ReadonlySet<string>, path: string): boolean {
  if (paths.size === 0) return false;
  for (let at = general(path); at !== ""; at = at.replace(/(?:\.?[^.[\]]+|\[[^\]]*\])$/, "")) if (paths.has(at)) return true;
  return false;
}
