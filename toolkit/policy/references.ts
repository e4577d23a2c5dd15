/** Pages that many rules rest on. */

/** AWS's own benchmark, by service: `${SECURITY_HUB}/elb-controls.html#elb-4`. */
export const SECURITY_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide";

/** How EKS is run well, by AWS; the CIS benchmark of EKS asks the same. */
export const EKS_GUIDE = "https://docs.aws.amazon.com/eks/latest";

export const IAM_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
