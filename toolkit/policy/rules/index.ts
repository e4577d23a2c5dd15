/** Every rule there is, by service. */
import type { Rule } from "../rule.ts";
import { ALB } from "./alb.ts";
import { ATLAS } from "./atlas.ts";
import { CLOUDFLARE } from "./cloudflare.ts";
import { CLOUDFRONT } from "./cloudfront.ts";
import { DNS } from "./dns.ts";
import { EC2 } from "./ec2.ts";
import { ECR } from "./ecr.ts";
import { EKS } from "./eks.ts";
import { ELASTICACHE } from "./elasticache.ts";
import { ENVIRONMENT } from "./environment.ts";
import { IAM } from "./iam.ts";
import { IAM_TRUST } from "./iamTrust.ts";
import { KMS } from "./kms.ts";
import { KUBERNETES } from "./kubernetes.ts";
import { LAMBDA } from "./lambda.ts";
import { LOGS } from "./logs.ts";
import { MESSAGES } from "./messages.ts";
import { NETWORK } from "./network.ts";
import { PINECONE } from "./pinecone.ts";
import { RDS } from "./rds.ts";
import { S3 } from "./s3.ts";
import { SECRETS } from "./secrets.ts";
import { WAF } from "./waf.ts";

export const RULES: readonly Rule[] = [
  ...[...ALB, ...CLOUDFRONT, ...WAF, ...DNS],
  ...[...NETWORK, ...EC2, ...EKS, ...KUBERNETES],
  ...[...ELASTICACHE, ...RDS, ...S3, ...ATLAS, ...PINECONE],
  ...[...IAM_TRUST, ...IAM, ...KMS, ...SECRETS, ...ECR],
  ...[...LAMBDA, ...MESSAGES, ...LOGS],
  ...[...CLOUDFLARE, ...ENVIRONMENT],
];
