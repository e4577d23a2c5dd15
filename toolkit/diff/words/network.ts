/** Who may reach whom: rules of security groups, access lists, load balancers, in words. */
import type { Json, Resource } from "../../graph/graph.ts";
import { fields, list } from "../../graph/values.ts";
import { arrow, inputsOf, type Saying, type Setting, type Subject, settings, type Teller } from "./saying.ts";
import { onOff, seconds, shown } from "./units.ts";

type Inputs = Resource["inputs"];

const EVERYBODY = new Set(["0.0.0.0/0", "::/0", "0.0.0.0", "*"]);
export const isEverybody = (value: Json | undefined): boolean => typeof value === "string" && EVERYBODY.has(value);

/** More of the internet than any private network has: those of IPv4 are a /8 at most, those of IPv6 a /7. */
export const isMuch = (value: Json | undefined): boolean =>
  typeof value === "string" && (/^[\d.]+\/[0-7]$/.test(value) || /^[\da-f:]*:[\da-f:]*\/[0-6]$/i.test(value));

/** One thing that a rule lets through: `443` from `0.0.0.0/0`. */
export interface Opening {
  readonly ports: string;
  readonly peer: string;
  readonly isPublic: boolean;
  /** Whether it is a good part of the internet, as `0.0.0.0/1` is. */
  readonly isMuch?: boolean;
  readonly isIn: boolean;
}

function ports({ fromPort, toPort, ipProtocol, protocol }: Inputs): string {
  const by = String(ipProtocol ?? protocol ?? "tcp");
  if (by === "-1" || by === "all") return "everything";
  if (/^(icmp|icmpv6|1|58)$/.test(by)) return by === "icmpv6" || by === "58" ? "ICMPv6" : "ICMP";
  if (Number(fromPort) === 0 && Number(toPort) === 65535) return `every port${by === "tcp" || by === "6" ? "" : `/${shown(by)}`}`;
  const range = fromPort === toPort ? shown(fromPort) : `${shown(fromPort)}–${shown(toPort)}`;
  return by === "tcp" || by === "6" ? range : `${range}/${shown(by)}`;
}

const PEERS = ["cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId", "sourceSecurityGroupId"] as const;
const PEER_LISTS = ["cidrBlocks", "ipv6CidrBlocks", "securityGroups", "prefixListIds"] as const;

function openings(rule: Inputs, isIn: boolean): Opening[] {
  const peers = [
    ...PEERS.flatMap((key) => rule[key] ?? []),
    ...PEER_LISTS.flatMap((key) => list(rule[key])),
    ...(rule.self === true ? ["the group itself"] : []),
  ];
  return peers.map((peer) => ({
    ports: ports(rule),
    peer: shown(peer),
    isPublic: isEverybody(peer),
    isMuch: isMuch(peer),
    isIn,
  }));
}

/** What is let through after and was not before, and the other way round. */
export function opened(before: readonly Opening[], after: readonly Opening[], tells: readonly string[]): Saying[] {
  const key = ({ ports: at, peer, isIn }: Opening): string => `${isIn}\n${at}\n${peer}`;
  const [was, is] = [new Set(before.map(key)), new Set(after.map(key))];
  return [
    ...after.filter((opening) => !was.has(key(opening))).map((opening) => opens(opening, tells)),
    ...before
      .filter((opening) => !is.has(key(opening)))
      .map((opening) => ({
        text: opening.isIn
          ? `closes ${opening.ports} from ${opening.peer}`
          : `may no longer reach ${opening.ports} at ${opening.peer}`,
        ...{ tells, level: "low" as const },
      })),
  ];
}

/** What the whole internet may reach is worth a look; so is everything but the web's own ports all the more. */
function opens({ ports: at, peer, isPublic, isMuch: isWide = false, isIn }: Opening, tells: readonly string[]): Saying {
  if (!isIn) return { text: `may reach ${at} at ${peer}`, tells, level: "low" };
  const text = `opens ${at} from ${peer}`;
  if (isPublic) return { text, tells, exposure: `opens ${at} to everybody (${peer})`, level: "high" };
  return isWide
    ? { text, tells, exposure: `opens ${at} to a good part of the internet (${peer})`, level: "high" }
    : { text, tells, level: "low" };
}

const RULE = ["ipProtocol", "protocol", "fromPort", "toPort", "self", ...PEERS, ...PEER_LISTS];

const rule =
  (isInOf: (inputs: Inputs) => boolean): Teller =>
  (subject) => {
    const { before, after } = inputsOf(subject);
    return opened(
      subject.before ? openings(before, isInOf(before)) : [],
      subject.after ? openings(after, isInOf(after)) : [],
      RULE,
    );
  };

const group: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const all = (inputs: Inputs): Opening[] => [
    ...list(inputs.ingress).flatMap((item) => openings(fields(item), true)),
    ...list(inputs.egress).flatMap((item) => openings(fields(item), false)),
  ];
  return opened(all(before), all(after), ["ingress", "egress"]);
};

/** Atlas lets in whom a project's list names, or who comes by a private link. https://www.mongodb.com/docs/atlas/security/ip-access-list/ */
const accessList: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const whom = (inputs: Inputs): string[] =>
    ["cidrBlock", "ipAddress", "awsSecurityGroup"].flatMap((key) => (inputs[key] === undefined ? [] : shown(inputs[key])));
  const [was, is] = [whom(before), whom(after)];
  const tells = ["cidrBlock", "ipAddress", "awsSecurityGroup"];
  return [
    ...is
      .filter((one) => !was.includes(one))
      .map(
        (one): Saying =>
          isEverybody(one)
            ? {
                text: `admits ${one} to the database`,
                tells,
                level: "high",
                exposure: "opens the database to everybody, with a password",
              }
            : { text: `admits ${one} to the database`, tells, level: "medium" },
      ),
    ...was.filter((one) => !is.includes(one)).map((one): Saying => ({ text: `admits ${one} no longer`, tells, level: "low" })),
  ];
};

const tls: Setting = {
  path: "sslPolicy",
  label: "TLS policy",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
  means: (_, after) =>
    after === undefined || /TLS13-1-[23]|TLS-1-2/.test(shown(after))
      ? {}
      : { level: "high", exposure: `admits old TLS (${shown(after)})` },
};

const listener = settings(
  {
    path: "protocol",
    label: "protocol",
    means: (before, after) =>
      after === "HTTP" && before !== undefined ? { level: "high", exposure: "speaks plain HTTP, without TLS" } : {},
  },
  tls,
  { path: "port", label: "port" },
);

const balancer: Teller = (subject) => [...publicBalancer(subject), ...balancerRest(subject)];

function publicBalancer(subject: Subject): Saying[] {
  const { before, after } = inputsOf(subject);
  const isPublic = (inputs: Inputs): boolean => inputs.internal !== true;
  if (!subject.after || (subject.before && isPublic(before) === isPublic(after))) return [];
  const text = subject.before ? arrow(isPublic(before) ? "public" : "internal", isPublic(after) ? "public" : "internal") : "";
  if (!isPublic(after)) return subject.before ? [{ text, tells: ["internal"], level: "low" }] : [];
  return [
    {
      text: text === "" ? "on the internet" : text,
      tells: ["internal"],
      level: "medium",
      exposure: "a load balancer on the internet",
    },
  ];
}

const balancerRest = settings(
  { path: "idleTimeout", label: "idle timeout", unit: seconds },
  {
    path: "enableDeletionProtection",
    label: "deletion protection",
    unit: onOff,
    means: (_, after) => ({ level: after === true ? "none" : "medium" }),
  },
);

/** What asks for credentials no longer, or never did. */
const callable =
  (path: string, exposure: string, isAsked: (inputs: Inputs) => boolean): Teller =>
  (subject) => {
    const { before, after } = inputsOf(subject);
    if (!subject.after || isAsked(after) || (subject.before && !isAsked(before))) return [];
    return [{ text: "callable by everybody", tells: [path], level: "high", exposure }];
  };
const functionUrl = callable(
  "authorizationType",
  "the function's URL asks for no credentials",
  ({ authorizationType }) => authorizationType !== "NONE",
);
/** That a new one is open is how most of them are; a browser asks for its OPTIONS without credentials. */
const route =
  (path: "authorization" | "authorizationType"): Teller =>
  (subject) =>
    subject.before
      ? callable(path, "the API asks for no credentials", (inputs) => {
          const { [path]: authorization = "NONE", apiKeyRequired, httpMethod } = inputs;
          return authorization !== "NONE" || apiKeyRequired === true || httpMethod === "OPTIONS";
        })(subject)
      : [];

/** Rules of a network's access list, which a subnet's traffic must pass. */
const accessRule: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const whom = (inputs: Inputs): Opening[] =>
    [inputs.cidrBlock, inputs.ipv6CidrBlock]
      .flatMap((peer) => peer ?? [])
      .filter(() => inputs.ruleAction === "allow")
      .map((peer) => ({
        ...{ ports: ports(inputs), peer: shown(peer), isIn: inputs.egress !== true },
        ...{ isPublic: isEverybody(peer), isMuch: isMuch(peer) },
      }));
  return opened(whom(before), whom(after), [...RULE, "cidrBlock", "ipv6CidrBlock", "ruleAction"]);
};

export const NETWORK: Readonly<Record<string, Teller>> = {
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule(() => true),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule(() => false),
  "aws:ec2/securityGroupRule:SecurityGroupRule": rule(({ type }) => type === "ingress"),
  "aws:ec2/securityGroup:SecurityGroup": group,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": group,
  "aws:ec2/networkAclRule:NetworkAclRule": accessRule,
  "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList": accessList,
  "aws:lb/loadBalancer:LoadBalancer": balancer,
  "aws:lb/listener:Listener": listener,
  "aws:lb/targetGroup:TargetGroup": settings(
    { path: "deregistrationDelay", label: "time to drain", unit: seconds },
    { path: "healthCheck.path", label: "health check" },
    { path: "healthCheck.interval", label: "health checked every", unit: seconds },
  ),
  "aws:lambda/functionUrl:FunctionUrl": functionUrl,
  "aws:apigateway/method:Method": route("authorization"),
  "aws:apigatewayv2/route:Route": route("authorizationType"),
};
