/** Alert e-mail, which the API hands to a mail server: Amazon SES where that is the server. https://aws.amazon.com/ses/pricing/ */
import { per, type Service, used } from "./mapper.ts";

/** `email-smtp.us-east-1.amazonaws.com`. https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html */
const SES = /^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$/;

export const ses: Service = {
  name: "E-mail",
  priced: {
    "monitor:workloads:ApiService": (_inputs, use) => {
      const { mailHost } = use;
      if (typeof mailHost !== "string") return [];
      const region = SES.exec(mailHost)?.[1];
      const mail = { key: "mail", name: `Alert e-mails through ${mailHost}`, unit: "1k e-mails", usage: true };
      const sku =
        region === undefined
          ? { vendor: mailHost, service: "smtp", region: "global", sku: "e-mails" }
          : { vendor: "aws", service: "ses", region, sku: "a-la-carte.outbound-recipients" };
      return [{ ...mail, sku, quantity: per(used(use, "monthlyEmails"), 1_000) }];
    },
  },
  free: { "monitor:workloads:ApiService": "it sends no e-mail; its pods are paid for with the nodes" },
};
