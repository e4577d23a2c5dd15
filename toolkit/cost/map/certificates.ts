/** Certificates, public and private. https://aws.amazon.com/certificate-manager/pricing/ https://aws.amazon.com/private-ca/pricing/ */
import type { Draft } from "../line.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Mapper, type Service, used } from "./mapper.ts";
import { CostsNothing } from "./reader.ts";

const certificate: Mapper = (inputs, _use, { region }) => {
  if (!inputs.has("certificateAuthorityArn")) throw new CostsNothing("public certificates of ACM are free");
  return [fixed("certificate", "Certificate", aws("acm", region)("private-cert"), 1, "requests")];
};

/** What an authority issues in a month gets cheaper in steps. */
const STEPS: readonly { name: string; from: number; to: number; sku: string }[] = [
  { name: "first 1K", from: 0, to: 1000, sku: "private-cert" },
  { name: "next 9K", from: 1000, to: 10_000, sku: "private-cert.next-9k" },
  { name: "over 10K", from: 10_000, to: Number.POSITIVE_INFINITY, sku: "private-cert.over-10k" },
];

const authority: Mapper = (inputs, use, { region }) => {
  const sku = aws("acm", region);
  const issued = used(use, "monthlyRequests");
  if (inputs.text("usageMode")?.toUpperCase() === "SHORT_LIVED_CERTIFICATE") {
    const name = "Private certificate authority (short-lived certificate mode)";
    const certificates = sku("private-cert.short-lived");
    return [
      fixed("authority", name, sku("private-ca.short-lived"), 1, "months"),
      metered("certificates", "Certificates (short-lived)", certificates, issued ?? null, "requests"),
    ];
  }
  const step = ({ name, sku: price }: (typeof STEPS)[number], quantity: number | null): Draft =>
    metered(`certificates-${price}`, `Certificates (${name})`, sku(price), quantity, "requests");
  return [
    fixed("authority", "Private certificate authority", sku("private-ca"), 1, "months"),
    ...STEPS.flatMap((it, index) => {
      if (issued === undefined) return index === 0 ? [step(it, null)] : [];
      const quantity = Math.min(issued, it.to) - it.from;
      return quantity > 0 ? [step(it, quantity)] : [];
    }),
  ];
};

export const certificates: Service = {
  name: "Certificates",
  priced: {
    "aws:acm/certificate:Certificate": certificate,
    "aws:acmpca/certificateAuthority:CertificateAuthority": authority,
  },
  free: { "aws:acm/certificateValidation:CertificateValidation": "waits for a certificate; nothing of AWS's" },
};
