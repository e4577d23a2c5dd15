/**
 * Writes terraform.json: under which names Terraform's AWS provider knows what Pulumi's does. To run when a type joins the table of
 * outputs, or a provider is renewed:
 *
 *     cd "$(mktemp -d)" && npm pack @cdktf/provider-aws@21.22.1 && tar xzf *.tgz
 *     node --import tsx toolkit/policy/export/generate.ts FOLDER/package && pnpm format
 *
 * The declarations of both SDKs name every argument; this matches them, and tells which have no match: those are newer than the
 * declarations, or given back by the provider, and go by Pulumi's name in snake case.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TYPES as PRICED } from "../../cost/cases/types.ts";
import { byText, jsonText } from "../../graph/graph.ts";
import { TABLE } from "../../graph/outputs/index.ts";
import { today } from "../../today.ts";
import { RULES } from "../rules/index.ts";
import { type Facts, snakeCase, type TypeFacts } from "./names.ts";

/** Types whose name in Terraform does not follow from Pulumi's: those of the priced cases, and a few. */
const TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(PRICED).map(([terraform, pulumi]) => [pulumi, terraform])),
  "aws:cloudtrail/trail:Trail": "aws_cloudtrail",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "aws_iam_openid_connect_provider",
  "aws:rds/instance:Instance": "aws_db_instance",
  "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
};

/** Arguments whose name does not follow from Pulumi's, or stands in a firewall's `statement`, which Terraform's SDK leaves open. */
const NAMES: Readonly<Record<string, string>> = {
  asnLists: "asn_list",
  headers: "headers",
  managedRuleGroupConfigs: "managed_rule_group_configs",
  "aws:cloudwatch/metricAlarm:MetricAlarm.name": "alarm_name",
  "aws:lambda/function:Function.code": "filename",
  "aws:lambda/function:Function.name": "function_name",
  "aws:lambda/permission:Permission.function": "function_name",
  "aws:sns/topicSubscription:TopicSubscription.topic": "topic_arn",
};

interface Field {
  readonly name: string;
  /** Text of its TypeScript type. */
  readonly type: string;
}

type Interfaces = ReadonlyMap<string, readonly Field[]>;

const FIELD = /^\s*(?:readonly )?(\w+)\??: ((?:[^;{]|\{[^}]*\})*);/gm;
const bare = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, "");

/** The interfaces of a Pulumi declaration file, with a prefix to their names. */
function pulumiInterfaces(code: string, prefix: string): [string, Field[]][] {
  return [...bare(code).matchAll(/^ *(?:export )?interface (\w+) \{\n([\s\S]*?)^ {0,4}\}\n/gm)].map(
    ([, name = "", body = ""]) => [
      prefix + name,
      [...body.matchAll(FIELD)].map(([, field = "", type = ""]) => ({ name: field, type })),
    ],
  );
}

/** `inputs.lb.ListenerDefaultAction` and all the others. */
function pulumiInputs(sdk: string): Interfaces {
  const code = readFileSync(path.join(sdk, "types/input.d.ts"), "utf8");
  const spaces = [...code.matchAll(/^export declare namespace (\w+) \{\n([\s\S]*?)^\}\n/gm)];
  return new Map(spaces.flatMap(([, space, body = ""]) => pulumiInterfaces(body, `inputs.${space}.`)));
}

/** The interfaces of a Terraform resource: its documentation links carry the provider's own names. */
function terraformInterfaces(code: string): Interfaces {
  return new Map(
    [...code.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}\n/gm)].map(([, name = "", body = ""]) => [
      name,
      [...body.matchAll(/#(\w+) \w+#\1\}(?:(?!\*\/)[\s\S])*\*\/\s*readonly \w+\??: ((?:[^;{]|\{[^}]*\})*);/g)].map(
        ([, field = "", type = ""]) => ({ name: field, type }),
      ),
    ]),
  );
}

/** The Terraform type: named after module and resource, or the resource alone. */
function terraformType(token: string, cdktf: string): string {
  const [, module = "", name = ""] = /^aws:(\w+)\/(\w+):/.exec(token) ?? [];
  const guesses = TYPES[token] === undefined ? [`aws_${module}_${snakeCase(name)}`, `aws_${snakeCase(name)}`] : [TYPES[token]];
  const type = guesses.find((guess) => existsSync(declaration(guess, cdktf)));
  if (type === undefined) throw new Error(`${token}: Terraform has none of ${guesses.join(", ")}; name it in TYPES`);
  return type;
}

const declaration = (type: string, cdktf: string): string =>
  path.join(cdktf, "lib", type.replace(/^aws_/, "").replaceAll("_", "-"), "index.d.ts");

/** `lb/listener` of `aws:lb/listener:Listener`. */
const fileOf = (token: string): string => token.split(":")[1] ?? "";

/** Forms that a plural may have in the singular. */
const singulars = (name: string): string[] => [
  name,
  name.replace(/ies$/, "y"),
  name.replace(/(s|x|ch|sh)es$/, "$1"),
  name.replace(/s$/, ""),
];

function typeFacts(token: string, { sdk, cdktf, inputs }: { sdk: string; cdktf: string; inputs: Interfaces }): TypeFacts {
  const terraform = terraformType(token, cdktf);
  const theirs = terraformInterfaces(readFileSync(declaration(terraform, cdktf), "utf8"));
  const args = new Map(pulumiInterfaces(readFileSync(path.join(sdk, `${fileOf(token)}.d.ts`), "utf8"), ""));
  const top = [...theirs.keys()][0];
  const names = new Map<string, string>();
  const maps = new Set<string>();
  const texts = new Set<string>();
  const unmatched: string[] = [];
  const walk = (ours: readonly Field[], their: readonly Field[] | null, at: string, seen: ReadonlySet<string>): void => {
    for (const { name, type } of ours) {
      const plain = snakeCase(name);
      const found =
        their === null
          ? openName(name, type)
          : (singulars(plain).find((guess) => their.some((field) => field.name === guess)) ?? NAMES[`${at}.${name}`]);
      if (found === undefined) {
        unmatched.push(`${at}.${name}`);
        continue;
      }
      if (names.has(name) && names.get(name) !== found)
        throw new Error(`${token}: ${name} is ${names.get(name)}, and at ${at} ${found}`);
      names.set(name, found);
      if (/PolicyDocument|pulumi\.asset\./.test(type)) {
        texts.add(name);
        continue;
      }
      if (/\[key: string\]/.test(type)) maps.add(name);
      const [block] = /inputs\.[\w.]+/.exec(type) ?? [];
      const below = block === undefined ? undefined : inputs.get(block);
      if (block === undefined || below === undefined || seen.has(block)) continue;
      const said = their?.find((field) => field.name === found)?.type ?? "any";
      const interfaceName = /^(\w+)/.exec(said)?.[1] ?? "";
      walk(below, theirs.get(interfaceName) ?? null, `${at}.${name}`, new Set([...seen, block]));
    }
  };
  walk(args.get(`${token.split(":")[2]}Args`) ?? [], theirs.get(top ?? "") ?? [], token, new Set());
  for (const one of unmatched) console.warn(`no name for ${one}`);
  const odd = [...names].filter(([name, their]) => their !== snakeCase(name)).sort(([a], [b]) => byText(a, b));
  return { terraform, names: Object.fromEntries(odd), maps: [...maps].sort(byText), texts: [...texts].sort(byText) };
}

/** Where Terraform's SDK leaves a block open: lists of blocks are named in the singular. */
const openName = (name: string, type: string): string =>
  NAMES[name] ?? (/inputs\.[\w.]+>?\[\]|inputs\.[\w.]+>\[\]/.test(type) ? snakeCase(name).replace(/s$/, "") : snakeCase(name));

/** What the stacks hold: the plan needs no line in the table for a resource that nothing refers to. */
const plannedTypes = (): string[] =>
  ["dev", "prod", "shared", "staging"].flatMap((stack) =>
    Object.keys(JSON.parse(readFileSync(`toolkit/plan/testdata/${stack}.json`, "utf8")).counts),
  );

const versionOf = (folder: string): string => JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version;

const [cdktf] = process.argv.slice(2);
if (cdktf === undefined) throw new Error("usage: generate.ts FOLDER, the unpacked @cdktf/provider-aws");
const sdk = path.resolve("node_modules/@pulumi/aws");
const inputs = pulumiInputs(sdk);
const provider = /providers\/hashicorp\/aws\/([\d.]+)\//.exec(readFileSync(declaration("aws_lb", cdktf), "utf8"))?.[1];
/** What the rules judge, but for second versions: they name one argument twice. */
const judged = RULES.flatMap(({ of }) => of).filter((token) => !/V2:/.test(token));
const tokens = [...new Set([...Object.keys(TABLE.resources), ...plannedTypes(), ...Object.values(PRICED), ...judged])]
  // What is priced may be a case's own, which no provider has.
  .filter((token) => token.startsWith("aws:") && existsSync(path.join(sdk, `${fileOf(token)}.d.ts`)));
const facts: Facts = {
  source: `Terraform's AWS provider ${provider} as declared by @cdktf/provider-aws ${versionOf(cdktf)}, and @pulumi/aws ${versionOf(sdk)}`,
  asOf: today(),
  types: Object.fromEntries(tokens.map((token) => [token, typeFacts(token, { sdk, cdktf, inputs })])),
};
writeFileSync(new URL("terraform.json", import.meta.url), jsonText(facts));
