/** NAT gateways. https://aws.amazon.com/vpc/pricing/ */
import { HOURS_PER_MONTH } from "../money.ts";
import { per, type Service, used } from "./mapper.ts";

const SERVICE = { vendor: "aws", service: "nat-gateway" };

export const nat: Service = {
  name: "NAT gateway",
  priced: {
    "aws:ec2/natGateway:NatGateway": (_inputs, use, { region }) => [
      {
        ...{ key: "hours", name: "NAT gateway", sku: { ...SERVICE, region, sku: "nat.hour" } },
        ...{ quantity: HOURS_PER_MONTH, unit: "hours" },
      },
      {
        ...{ key: "data", name: "Data processed", sku: { ...SERVICE, region, sku: "nat.data" } },
        ...{ quantity: per(used(use, "monthlyDataProcessedGb")), unit: "GB", usage: true },
      },
    ],
  },
};
