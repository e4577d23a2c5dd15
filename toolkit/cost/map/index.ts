/** Every type of resource that can be priced, or is known to cost nothing. A service is a file; a new one is added here. */
import { atlas } from "./atlas.ts";
import { certificates } from "./certificates.ts";
import { cloudflare } from "./cloudflare.ts";
import { cloudfront } from "./cloudfront.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { ebs } from "./ebs.ts";
import { ec2 } from "./ec2.ts";
import { ecr } from "./ecr.ts";
import { eks } from "./eks.ts";
import { elasticache } from "./elasticache.ts";
import { iam } from "./iam.ts";
import { kms } from "./kms.ts";
import { kubernetes } from "./kubernetes.ts";
import { lambda } from "./lambda.ts";
import { llm } from "./llm.ts";
import { loadBalancer } from "./loadBalancer.ts";
import { made } from "./made.ts";
import type { Mapper, Service } from "./mapper.ts";
import { messages } from "./messages.ts";
import { nat } from "./nat.ts";
import { networks } from "./network.ts";
import { pinecone } from "./pinecone.ts";
import { route53 } from "./route53.ts";
import { s3 } from "./s3.ts";
import { secrets } from "./secrets.ts";
import { ses } from "./ses.ts";
import { waf } from "./waf.ts";

const SERVICES: readonly Service[] = [
  atlas,
  cloudflare,
  kubernetes,
  llm,
  pinecone,
  ses,
  certificates,
  cloudfront,
  cloudwatch,
  ebs,
  ec2,
  ecr,
  eks,
  elasticache,
  iam,
  kms,
  lambda,
  loadBalancer,
  made,
  messages,
  nat,
  networks,
  route53,
  s3,
  secrets,
  waf,
];

export const PRICED: ReadonlyMap<string, { readonly service: string; readonly map: Mapper }> = new Map(
  SERVICES.flatMap(({ name, priced }) => Object.entries(priced).map(([type, map]) => [type, { service: name, map }] as const)),
);

export const FREE: ReadonlyMap<string, string> = new Map(SERVICES.flatMap(({ free = {} }) => Object.entries(free)));
