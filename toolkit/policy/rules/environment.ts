/** Rules about an environment as a whole, which no scanner asks: what it may cost, whose it is, and how it comes back. */
import type { Json, Resource } from "../../graph/graph.ts";
import { STACK_TYPE } from "../../graph/graph.ts";
import { all, isHidden, isSet, itemsAt, mostlyProduction, onlyProduction, unknownAt } from "../judge.ts";
import { broken, cannotTell, EVERY_TYPE, kept, type Outcome, type Rule } from "../rule.ts";
import { read, type World } from "../world.ts";
import { ENVIRONMENT_RECOVERY } from "./environmentRecovery.ts";
import { ENVIRONMENT_SECRETS } from "./environmentSecrets.ts";
import { ENVIRONMENT_TAGS } from "./environmentTags.ts";

const SERVICE = "Environment";

const ROUTE = "aws:ec2/route:Route";
const TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const INDEX = "pulumi-nodejs:dynamic/monitor:PineconeIndex";
const BUDGET = "aws:budgets/budget:Budget";

/** What an account or a zone has once, with the inputs that say which one it is. */
const SINGLETONS: Readonly<Record<string, readonly string[]>> = {
  "aws:ebs/encryptionByDefault:EncryptionByDefault": ["region"],
  "aws:ecr/repository:Repository": ["name", "region"],
  "aws:guardduty/detector:Detector": ["region"],
  "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": [],
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ["url"],
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": ["accountId"],
  "cloudflare:index/ruleset:Ruleset": ["zoneId", "phase"],
  "cloudflare:index/zoneSetting:ZoneSetting": ["zoneId", "settingId"],
};

/** Packages that rules are about, and those that make nothing outside of the program. */
const KNOWN_PACKAGES = new Set([
  ...["aws", "cloudflare", "kubernetes", "mongodbatlas", "pulumi"],
  ...["archive", "null", "random", "std", "time", "tls"],
]);

/** Which one it is, and in whose eyes: providers are of an account and a region. */
const identity = ({ type, provider, inputs }: Resource): readonly (Json | undefined)[] => [
  ...(SINGLETONS[type] ?? []).map((key) => inputs[key]),
  provider,
];

const isEnvironment = ({ config }: World): boolean => config.kind === "environment";

const OWN: readonly Rule[] = [
  {
    id: "env-budget",
    ...{ service: SERVICE, of: [STACK_TYPE] },
    title: "the environment has a budget",
    severity: mostlyProduction("medium"),
    reason: "Without one the bill is the first to say that something went wrong.",
    remedy: "set monitor:budget.monthlyUsd (monitor cost says what is typical); in other programs add aws.budgets.Budget",
    reference: "docs/cost.md",
    peers: [],
    judge: (_, world) => {
      if (world.config.kind === "shared") return null;
      const { monthlyUsd } = (world.config.budget ?? {}) as { readonly monthlyUsd?: Json };
      return Number(monthlyUsd) > 0 || world.ofType(BUDGET).length > 0 ? kept : broken("has no budget");
    },
  },
  {
    id: "env-nat-zones",
    ...{ service: SERVICE, of: [ROUTE, TABLE] },
    title: "each zone goes out through a NAT gateway of its own",
    severity: onlyProduction("medium"),
    reason: "When one zone goes down, the others lose their way out with it; and every byte pays for crossing zones.",
    remedy: "set monitor:network.nat to per-zone; in other programs add a NAT gateway and a route table for each zone",
    reference: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    peers: [],
    judge: (route, world) => {
      // Routes stand beside their table, or inside it.
      const inside = route.type === TABLE ? itemsAt(route, "routes") : [{ value: route.inputs }];
      if (inside === null) return unknownAt("routes");
      if (!inside.some(({ value }) => (value as { natGatewayId?: Json } | null)?.natGatewayId !== undefined)) return null;
      const [gateway] = world
        .pointedAtBy(route, route.type === TABLE ? "routes" : "natGatewayId")
        .filter(({ type }) => type === "aws:ec2/natGateway:NatGateway");
      const [own] = gateway ? world.pointedAtBy(gateway, "subnetId") : [];
      const tables = route.type === TABLE ? [route] : world.pointedAtBy(route, "routeTableId");
      const subnets = tables
        .flatMap((table) => world.pointingAt(table, ASSOCIATION, "routeTableId"))
        .flatMap((association) => world.pointedAtBy(association, "subnetId"));
      if (!own || tables.length === 0) return cannotTell("which zones it serves is not known before deployment");
      const zone = read(own, "availabilityZone");
      return all(
        subnets.map((subnet): Outcome => {
          const other = read(subnet, "availabilityZone");
          if (!zone.known || !other.known || isHidden(zone.value) || isHidden(other.value))
            return cannotTell(`which zone ${subnet.name} is in is not known before deployment`);
          return zone.value === other.value
            ? kept
            : broken(`leads ${subnet.name} (${String(other.value)}) out through ${String(zone.value)}`);
        }),
      );
    },
  },
  {
    id: "env-account",
    ...{ service: SERVICE, of: ["pulumi:providers:aws"] },
    title: "the program refuses other AWS accounts than its own",
    severity: { production: "medium", staging: "medium", development: "low" },
    reason: "With another profile in the shell, the environment is made in whatever account that is.",
    remedy: "set allowedAccountIds on the provider (monitor:aws.accountId)",
    reference: "https://www.pulumi.com/registry/packages/aws/api-docs/provider/#allowedaccountids_nodejs",
    peers: [],
    judge: (provider) => isSet(provider, "allowedAccountIds", "takes whatever account the credentials are of"),
  },
  {
    id: "env-planned",
    ...{ service: SERVICE, of: [EVERY_TYPE] },
    title: "the plan knows all that the program makes",
    severity: { production: "medium", staging: "low", development: "low" },
    reason:
      "What is made by a component of another package, or by code that waits for a cloud, is not in the plan: no rule looks at it.",
    remedy: "hold it to the rules as a policy pack, which sees all (docs/engine.md), and waive this for it by name",
    reference: "docs/programs.md",
    peers: [],
    judge: (resource, world) => {
      // What another stack hands over are values: rules see where they are unknown.
      if (resource.type === STACK_REFERENCE) return null;
      const whys = world.untold(resource);
      return whys.length === 0 ? kept : cannotTell(whys.join("; "));
    },
  },
  {
    id: "env-packages",
    ...{ service: SERVICE, of: [STACK_TYPE] },
    title: "rules know the packages that the program uses",
    severity: "low",
    reason: "No rule looks at what the others make: without findings it is not without faults.",
    remedy: "hold what they make to checks of its own, and waive this for as long as that is done",
    reference: "docs/policy.md",
    peers: [],
    judge: (_, { graph }) => {
      const strange = new Map<string, number>();
      for (const { type, custom } of graph.resources) {
        const [name = ""] = type.split(":");
        if (custom && !KNOWN_PACKAGES.has(name) && type !== INDEX) strange.set(name, (strange.get(name) ?? 0) + 1);
      }
      const counts = [...strange].map(([name, count]) => `${name} (${count})`);
      return counts.length === 0 ? kept : cannotTell(`no rule is about what the program makes of ${counts.join(", ")}`);
    },
  },
  {
    id: "env-singletons",
    ...{ service: SERVICE, of: Object.keys(SINGLETONS) },
    title: "what an account or a zone has once belongs to no environment, and is there once",
    severity: "high",
    reason: "Two stacks that own the same thing set it back and forth; the one that is destroyed takes it from the other.",
    remedy: "move it to the shared stack (stacks/shared.ts), and read it from there; in other programs keep one of the two",
    reference: "https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences",
    peers: [],
    judge: (resource, world) => {
      if (isEnvironment(world)) return broken("is there once for all environments, and this is one of them");
      const own = identity(resource);
      // Named by the cloud, by what else this stack makes, or by Pulumi: nobody else's.
      if (own.some(isHidden) || (SINGLETONS[resource.type]?.[0] === "name" && resource.inputs.name === undefined)) return null;
      const twin = world.ofType(resource.type).find((other) => other !== resource && `${identity(other)}` === `${own}`);
      return twin ? broken(`is the same as ${twin.name}`) : kept;
    },
  },
];

export const ENVIRONMENT: readonly Rule[] = [...OWN, ...ENVIRONMENT_TAGS, ...ENVIRONMENT_SECRETS, ...ENVIRONMENT_RECOVERY];
