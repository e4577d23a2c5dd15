/** What a person does once the state is in its bucket. */
import { placeOf } from "../engine/doctor/check.ts";
import type { Paint } from "./terminal.ts";

export interface Bootstrapped {
  readonly stack: string;
  readonly url: string;
  /** `backend.url` in Pulumi.yaml. */
  readonly projectUrl: string | undefined;
  /** PULUMI_BACKEND_URL. */
  readonly environmentUrl: string | undefined;
}

export function bootstrapText({ stack, url, projectUrl, environmentUrl }: Bootstrapped, paint: Paint): string {
  const steps = [
    ...(environmentUrl && environmentUrl !== url ? ["unset PULUMI_BACKEND_URL, which would win over Pulumi.yaml"] : []),
    `commit Pulumi.yaml and Pulumi.${stack}.yaml, whose encryptionsalt belongs to the state`,
    "keep the passphrase where those who deploy find it: without it nobody reads the secrets in the state",
    `monitor up ${stack} must have nothing to do; then the environments: monitor up dev`,
  ];
  const yaml = projectUrl === url ? [] : ["", "Put this into Pulumi.yaml:", "", "    backend:", `      url: ${url}`];
  return [
    `${paint("green", "done")}: the state of ${stack} is in ${placeOf(url)}, and no more on this machine`,
    ...yaml,
    "",
    "Then:",
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    "",
  ].join("\n");
}
