/** The AWS Price List over the network, through AWS's own client. */
import { GetProductsCommand, PricingClient, type PricingClientConfig } from "@aws-sdk/client-pricing";
import { UsageError } from "../../../plan/project.ts";
import type { GetProducts } from "./catalogue.ts";

/** The list is served from a few regions and tells the prices of all. https://docs.aws.amazon.com/general/latest/gr/billing.html */
const ENDPOINT_REGION = "us-east-1";
/** A refresh asks some hundred questions in a row, more than the service likes; the client waits longer each time it is turned away. */
const ATTEMPTS = 10;

/**
 * @param config for tests: another endpoint, other credentials
 * @throws UsageError when it is asked without credentials, or with such as may not ask
 */
export function awsProducts(config: PricingClientConfig = {}): GetProducts {
  const client = new PricingClient({ region: ENDPOINT_REGION, maxAttempts: ATTEMPTS, ...config });
  return async (input) => {
    try {
      return await client.send(new GetProductsCommand({ ...input, FormatVersion: "aws_v1", MaxResults: 100 }));
    } catch (error) {
      throw told(error as Error);
    }
  };
}

const SIGN_IN = "aws sso login, or set AWS_PROFILE, or use --from FOLDER with recorded answers";

function told(error: Error): Error {
  switch (error.name) {
    case "CredentialsProviderError":
      return new UsageError("no AWS credentials; the price books are as they were", SIGN_IN);
    case "ExpiredTokenException":
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
      return new UsageError(`AWS does not take the credentials (${error.name}); the price books are as they were`, SIGN_IN);
    case "AccessDeniedException":
      return new UsageError("the credentials may not read the AWS Price List", "allow them pricing:GetProducts on resource *");
    case "ThrottlingException":
      return new UsageError(`the AWS Price List turned us away ${ATTEMPTS} times in a row`, "try again in some minutes");
    default:
      return new UsageError(
        `the AWS Price List did not answer: ${error.name}: ${error.message}`,
        "the price books are as they were",
      );
  }
}
