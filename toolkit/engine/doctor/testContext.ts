/** A machine on which nothing is missing, for tests to take things away from. */
import type { DoctorContext, Ran } from "./check.ts";

const said = (stdout: unknown): Ran => ({
  code: 0,
  stdout: typeof stdout === "string" ? stdout : JSON.stringify(stdout),
  stderr: "",
});
export const refused = (stderr: string, code = 1): Ran => ({ code, stdout: "", stderr });

const quota = (code: string, value: number) => [`--quota-code ${code}`, said({ Quota: { Value: value } })] as const;

/** What commands answer, by a part of their line; the first that matches counts. */
const HEALTHY: readonly (readonly [part: string, ran: Ran | "not found"])[] = [
  ["pulumi version", said("v3.255.0\n")],
  ["pulumi whoami", said({ user: "ann", url: "s3://monitor-state" })],
  ["pulumi stack ls", said([{ name: "dev" }, { name: "prod" }])],
  ["aws --version", said("aws-cli/2.31.4 Python/3.13.7 Linux/6.1 exe/x86_64\n")],
  ["aws sts", said({ Account: "111122223333", Arn: "arn:aws:sts::111122223333:assumed-role/monitor-ci-deploy-prod/ann" })],
  ["aws ec2 describe-regions", said({ Regions: [{ RegionName: "us-east-1", OptInStatus: "opt-in-not-required" }] })],
  [
    "aws ec2 describe-vpcs",
    said({
      Vpcs: [
        {},
        {
          Tags: [
            { Key: "app", Value: "monitor" },
            { Key: "environment", Value: "prod" },
          ],
        },
      ],
    }),
  ],
  ["aws ec2 describe-addresses", said({ Addresses: [{}] })],
  quota("L-F678F1CE", 5),
  quota("L-0263D0A3", 5),
  quota("L-1216C47A", 64),
  quota("L-34B43A08", 32),
  quota("L-B99A9384", 1000),
];

export interface Changes {
  readonly stack?: string | null;
  readonly folder?: string;
  /** Commands that answer otherwise, by a part of their line. */
  readonly answers?: Readonly<Record<string, Ran | "not found" | "never">>;
  readonly env?: NodeJS.ProcessEnv;
  readonly fetch?: typeof fetch;
  readonly limit?: () => AbortSignal;
  /** Filled with the lines of the commands that were run. */
  readonly lines?: string[];
}

const ENV = {
  PULUMI_BACKEND_URL: "s3://monitor-state?region=us-east-1",
  PULUMI_CONFIG_PASSPHRASE: "canary-passphrase",
  CLOUDFLARE_API_TOKEN: "canary-cloudflare",
  MONGODB_ATLAS_PUBLIC_KEY: "canary-atlas-public",
  MONGODB_ATLAS_PRIVATE_KEY: "canary-atlas-private",
  PINECONE_API_KEY: "canary-pinecone",
};

export const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

export function machine({
  stack = "prod",
  folder = ".",
  answers = {},
  env = {},
  lines = [],
  ...edges
}: Changes = {}): DoctorContext {
  const table = [...Object.entries(answers), ...HEALTHY];
  return {
    ...{ stack, folder, env: { ...ENV, ...env } },
    run: async (command, args) => {
      const line = [command, ...args].join(" ");
      lines.push(line);
      const ran = table.find(([part]) => line.includes(part))?.[1];
      if (ran === undefined) throw new Error(`nobody expected ${line}`);
      return ran === "never" ? new Promise(() => {}) : ran;
    },
    fetch: edges.fetch ?? (async () => json(200, { success: true, result: { status: "active" } })),
    limit: edges.limit ?? (() => new AbortController().signal),
  };
}
