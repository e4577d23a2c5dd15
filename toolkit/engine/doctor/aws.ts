/** Whether AWS lets this stack in: the account, the region, the quotas. */
import type { StackConfig } from "../../../infra/config/schema/index.ts";
import { type CloudQuestion, cannotTell, type DoctorContext, type Finding, failed, firstLine, ok } from "./check.ts";
import { heldByOthers, type Need, needsOf, quotaFinding } from "./quotas.ts";

export interface Target {
  readonly project: string;
  readonly stack: string;
  readonly config: StackConfig;
}

/** The account, answered before anything else is asked of it. */
export const accountQuestion = (context: DoctorContext, { config }: Target): CloudQuestion => ({
  provider: "aws",
  what: "AWS account",
  ask: async (limit) => {
    const { accountId } = config.aws;
    const remedy = `give credentials for account ${accountId}: AWS_PROFILE, or aws sso login`;
    const said = await aws(context, ["sts", "get-caller-identity"], limit);
    if ("found" in said) return said.reason === "refused" ? failed(said.found, remedy) : cannotTell(said.found);
    const { Account: account, Arn: arn } = said.answer as { Account: string; Arn: string };
    const found = `${account}, as ${arn.split(":").slice(5).join(":")}`;
    return account === accountId ? ok(found) : failed(`${found}; the stack is for ${accountId}`, remedy);
  },
});

/** @param quotas whether to ask for room for more */
export function regionQuestions(context: DoctorContext, target: Target, quotas: boolean): CloudQuestion[] {
  const { config } = target;
  const { region } = config.aws;
  return [
    { provider: "aws", what: "AWS region", ask: (limit) => regionFinding(context, region, limit) },
    ...(config.kind === "environment" && quotas ? needsOf(config) : []).map(
      (need): CloudQuestion => ({ provider: "aws", what: need.what, ask: (limit) => askQuota(context, target, need, limit) }),
    ),
  ];
}

async function regionFinding(context: DoctorContext, region: string, limit: AbortSignal): Promise<Finding> {
  // A region that is not enabled cannot be asked itself; this one always is.
  const command = ["ec2", "describe-regions", "--all-regions", "--region-names", region, "--region", "us-east-1"];
  const said = await aws(context, command, limit);
  if ("found" in said) return cannotTell(`${region}; ${said.found}`);
  const status = (said.answer as { Regions?: { OptInStatus?: string }[] }).Regions?.[0]?.OptInStatus;
  if (status === undefined) return cannotTell(`${region}; AWS does not say whether it is enabled`);
  return status === "not-opted-in"
    ? failed(
        `${region} is not enabled for the account`,
        `aws account enable-region --region-name ${region}; it takes minutes to hours`,
      )
    : ok(`${region} is enabled`);
}

async function askQuota(context: DoctorContext, target: Target, need: Need, limit: AbortSignal): Promise<Finding> {
  const { region } = target.config.aws;
  const ask = (command: readonly string[]) => aws(context, [...command, "--region", region], limit);
  const which = ["--service-code", need.service, "--quota-code", need.code];
  const [applied, listed] = await Promise.all([
    ask(["service-quotas", "get-service-quota", ...which]),
    need.held && ask(need.held.command),
  ]);
  // One that was never raised may have no value of its own.
  const quota =
    "found" in applied && /NoSuchResource/.test(applied.found)
      ? await ask(["service-quotas", "get-aws-default-service-quota", ...which])
      : applied;
  const value = "answer" in quota ? (quota.answer as { Quota?: { Value?: number } }).Quota?.Value : undefined;
  const items = listed && "answer" in listed ? (listed.answer as Record<string, unknown[]>)[need.held?.list ?? ""] : undefined;
  const because =
    [quota, listed].map((said) => (said && "found" in said ? said.found : "")).find(Boolean) ?? "AWS gives no value";
  return quotaFinding(need, region, value, items && heldByOthers(items, target.project, target.stack), because);
}

type Said = { readonly answer: unknown } | { readonly found: string; readonly reason: "refused" | "not asked" };

const NO_NETWORK = /could not connect|endpoint ?connection|connect timeout|read timeout|name resolution|proxy|ssl validation/i;

/** Asks AWS through its CLI. */
async function aws({ run }: DoctorContext, command: readonly string[], limit: AbortSignal): Promise<Said> {
  const ran = await run("aws", [...command, "--output", "json"], limit);
  if (ran === "not found") return { found: "there is no AWS CLI to ask", reason: "not asked" };
  if (ran.code === 0) return { answer: JSON.parse(ran.stdout) };
  const found = firstLine(ran.stderr).replace(/^An error occurred \((\w+)\) when calling the (\w+) operation: /, "$1: ");
  return { found, reason: NO_NETWORK.test(found) ? "not asked" : "refused" };
}
