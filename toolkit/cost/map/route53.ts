/** Route 53: zones, queries, health checks. https://aws.amazon.com/route53/pricing/ */
import { HOURS_PER_MONTH } from "../money.ts";
import { aws, fixed, GLOBAL, metered } from "./draft.ts";
import { type Mapper, per, type Service, used } from "./mapper.ts";
import { CostsNothing } from "./reader.ts";

const sku = aws("route53", GLOBAL);

const record: Mapper = (inputs, use, { find }) => {
  const targets = inputs.references("aliases").map(find);
  // An alias of another record is asked for at that record's price.
  if (inputs.has("aliases") && !targets.some((it) => it?.type === "aws:route53/record:Record"))
    throw new CostsNothing("queries of an alias to an AWS resource are free");
  return (
    [
      ["standard", "Standard queries", "queries.standard", "monthlyStandardQueries"],
      ["latency", "Latency based routing queries", "queries.latency", "monthlyLatencyBasedQueries"],
      ["geo", "Geo DNS queries", "queries.geo", "monthlyGeoQueries"],
    ] as const
  ).map(([key, name, price, figure]) => metered(key, name, sku(price), per(used(use, figure), 1e6), "1M queries"));
};

const healthCheck: Mapper = (inputs, use) => {
  const isOutside = typeof use.endpointType === "string" && use.endpointType.replace("_", "-").toLowerCase() === "non-aws";
  const where = isOutside ? "non-aws" : "aws";
  const type = inputs.text("type") ?? "";
  const options = [
    type.startsWith("HTTPS"),
    type.endsWith("STR_MATCH"),
    inputs.number("requestInterval") === 10,
    inputs.is("measureLatency"),
  ].filter(Boolean).length;
  const optional = sku(`health-check.option.${where}`);
  return [
    fixed("check", "Health check", sku(`health-check.${where}`), 1, "months"),
    ...(options > 0 ? [fixed("options", "Optional features", optional, options, "months")] : []),
  ];
};

export const route53: Service = {
  name: "Route 53",
  priced: {
    "aws:route53/zone:Zone": () => [fixed("zone", "Hosted zone", sku("hosted-zone"), 1, "months")],
    "aws:route53/record:Record": record,
    "aws:route53/healthCheck:HealthCheck": healthCheck,
    "aws:route53/resolverEndpoint:ResolverEndpoint": (inputs, use, { region }) => {
      const resolver = aws("route53", region);
      const count = inputs.list("ipAddresses").length;
      const queries = per(used(use, "monthlyQueries"), 1e6);
      return [
        fixed("hours", "Resolver endpoints", resolver("resolver.endpoint"), HOURS_PER_MONTH, "hours", { count }),
        metered("queries", "DNS queries", resolver("resolver.queries"), queries, "1M queries"),
      ];
    },
  },
};
