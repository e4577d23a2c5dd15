/** Response headers of the two sites, as pure data. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/creating-response-headers-policies.html */
import type * as aws from "@pulumi/aws";

const TWO_YEARS = 63_072_000;

/**
 * Browsers keep a list of domains that are HTTPS alone, whole ones with all below; being on it is hard to undo, and a matter for whoever
 * has the domain. Below one, `preload` asks for nothing. https://hstspreload.org
 */
const common = ({ preload }: { readonly preload: boolean }) => ({
  strictTransportSecurity: { override: true, accessControlMaxAgeSec: TWO_YEARS, includeSubdomains: true, preload },
  contentTypeOptions: { override: true },
  referrerPolicy: { override: true, referrerPolicy: "strict-origin-when-cross-origin" },
});

/** The dashboard talks to its own host only, and is framed by nobody. */
export const dashboardHeaders = ({
  host,
  zone,
}: {
  readonly host: string;
  readonly zone: string;
}): aws.cloudfront.ResponseHeadersPolicyArgs => ({
  comment: "Dashboard",
  securityHeadersConfig: {
    ...common({ preload: host !== zone }),
    frameOptions: { override: true, frameOption: "DENY" },
    contentSecurityPolicy: {
      override: true,
      contentSecurityPolicy: [
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self' 'unsafe-inline'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].join("; "),
    },
  },
});

/** The SDK is loaded by other people's pages, with or without `crossorigin`. */
export const sdkHeaders = (): aws.cloudfront.ResponseHeadersPolicyArgs => ({
  comment: "SDK",
  securityHeadersConfig: common({ preload: true }),
  corsConfig: {
    originOverride: true,
    accessControlAllowCredentials: false,
    accessControlAllowOrigins: { items: ["*"] },
    accessControlAllowMethods: { items: ["GET", "HEAD", "OPTIONS"] },
    accessControlAllowHeaders: { items: ["*"] },
    accessControlMaxAgeSec: 86_400,
  },
  customHeadersConfig: { items: [{ header: "Cross-Origin-Resource-Policy", value: "cross-origin", override: true }] },
});
