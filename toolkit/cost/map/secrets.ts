/** Secrets Manager and Parameter Store. https://aws.amazon.com/secrets-manager/pricing/ https://aws.amazon.com/systems-manager/pricing/ */
import { HOURS_PER_MONTH } from "../money.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Mapper, per, type Service, used } from "./mapper.ts";
import { CostsNothing, NotTold } from "./reader.ts";

const secret: Mapper = (_inputs, use, { region }) => {
  const sku = aws("secretsmanager", region);
  const requests = per(used(use, "monthlyRequests"), 1e4);
  return [
    fixed("secret", "Secret", sku("secret"), 1, "months"),
    metered("requests", "API requests", sku("api-requests"), requests, "10k requests"),
  ];
};

const THROUGHPUTS = ["standard", "advanced", "higher"];

const parameter: Mapper = (inputs, use, { region }) => {
  const tier = (inputs.text("tier") ?? "standard").toLowerCase();
  if (tier === "standard") throw new CostsNothing("standard parameters are free");
  const throughput = typeof use.apiThroughputLimit === "string" ? use.apiThroughputLimit.toLowerCase() : tier;
  if (!THROUGHPUTS.includes(throughput) && throughput !== tier)
    throw new NotTold(`apiThroughputLimit is ${JSON.stringify(throughput)}; there are ${THROUGHPUTS.join(", ")}`);
  const sku = aws("ssm", region);
  const hours = used(use, "parameterStorageHrs") ?? HOURS_PER_MONTH;
  const interactions = per(used(use, "monthlyApiInteractions"), 1e4);
  return [
    fixed("storage", "Parameter storage (advanced)", sku("parameter.advanced.storage"), hours, "hours"),
    metered("api", `API interactions (${throughput})`, sku("parameter.advanced.api"), interactions, "10k interactions"),
  ];
};

const activation: Mapper = (inputs, use, { region }) => {
  const byLimit = (inputs.number("registrationLimit") ?? 1) > 1000 ? "advanced" : "standard";
  const tier = typeof use.instanceTier === "string" ? use.instanceTier.toLowerCase() : byLimit;
  if (tier !== "advanced") throw new CostsNothing("up to 1,000 managed instances are free");
  const hours = per(used(use, "instances"), 1 / HOURS_PER_MONTH);
  return [metered("instances", "On-prem managed instances (advanced)", aws("ssm", region)("instance.advanced"), hours, "hours")];
};

export const secrets: Service = {
  name: "Secrets",
  priced: {
    "aws:secretsmanager/secret:Secret": secret,
    "aws:ssm/parameter:Parameter": parameter,
    "aws:ssm/activation:Activation": activation,
  },
  free: {
    "aws:secretsmanager/secretVersion:SecretVersion": "a value of a secret; the secret is priced",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "who may read a secret; the secret is priced",
  },
};
