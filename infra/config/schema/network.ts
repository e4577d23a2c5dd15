import { z } from "zod";
import { choice, cidr, text } from "./fields.ts";

/** Interface endpoints on offer; the S3 gateway endpoint is free and always there. */
export const INTERFACE_ENDPOINTS = [
  "ecr.api",
  "ecr.dkr",
  "sts",
  "logs",
  "secretsmanager",
  "sqs",
  "ec2",
  "elasticloadbalancing",
] as const;

export const network = z
  .strictObject({
    cidr: cidr("an IPv4 block with a prefix from /16 to /23, such as 10.10.0.0/16").describe(
      "Address range of the VPC, /16 to /23. Half goes to private subnets (nodes and pods), a quarter each to public and intra, each cut for the zones a to h. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    ),
    zones: z
      .array(text(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "availability zone names such as us-east-1a"), {
        error: "a list of 2 to 4 availability zones of the region",
      })
      .min(2, "a list of 2 to 4 availability zones: EKS, the load balancer and Multi-AZ caches need two")
      .max(4, "a list of 2 to 4 availability zones")
      .describe("Availability zones, by name, so that a later zone never moves an existing subnet."),
    nat: choice(["none", "one", "per-zone"]).describe(
      "How private subnets reach the internet: not at all, through one shared NAT gateway, or one in each zone (no zone depends on another).",
    ),
    interfaceEndpoints: z
      .array(choice(INTERFACE_ENDPOINTS), { error: `a list of ${INTERFACE_ENDPOINTS.join(", ")}` })
      .default([])
      .describe("AWS services reached privately instead of through NAT; each costs by the hour and zone."),
  })
  .describe("The VPC and its subnets.");
