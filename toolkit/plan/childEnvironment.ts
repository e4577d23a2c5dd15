/**
 * The environment that a program is planned in. Planning asks nothing of a cloud, so a program gets no credentials: the one that is
 * planned may be somebody's proposal. This keeps secrets from a program that prints or uses its environment; it is no wall around one
 * that reads files.
 */

/** Whose variables are credentials, or lead to some, or (GitHub's files) are read by what runs after. */
const FAMILIES =
  /^(AWS|AZURE|ARM|GOOGLE|GCP|GCLOUD|CLOUDSDK|CLOUDFLARE|CF|MONGODB|ATLAS|PINECONE|OPENAI|ANTHROPIC|GITHUB|GITLAB|ACTIONS|RUNNER|CI_JOB|VAULT|KUBECONFIG|DIGITALOCEAN|DOCKER|NPM)(_|$)/i;
/** What says where, not who. */
const HARMLESS = /^(AWS_REGION|AWS_DEFAULT_REGION|CLOUDSDK_COMPUTE_REGION)$/;
const SECRET_NAME =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE|SIGNING|AUTH|COOKIE|WEBHOOK|DSN|JWT|CREDS|_KEY$|_PAT$/i;
/** A URL with a password in it. */
const SECRET_VALUE = /:\/\/[^/\s:@]*:[^/\s@]+@/;

const isWithheld = ([name, value = ""]: [name: string, value?: string]): boolean =>
  !HARMLESS.test(name) && (FAMILIES.test(name) || SECRET_NAME.test(name) || SECRET_VALUE.test(value));

export const childEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter((variable) => !isWithheld(variable)));

/** What to add to a failure that names variables which are there, and were not handed on. */
export function withheldHint(failure: string, environment: NodeJS.ProcessEnv): string {
  const named = Object.entries(environment).filter(
    (variable) => isWithheld(variable) && new RegExp(`\\b${variable[0].replace(/\W/g, "\\$&")}\\b`).test(failure),
  );
  return named.length === 0
    ? ""
    : `\nPrograms are planned without credentials: ${named.map(([name]) => name).join(", ")} was not handed on`;
}
