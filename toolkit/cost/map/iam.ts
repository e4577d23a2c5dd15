/** IAM costs nothing. https://aws.amazon.com/iam/faqs/ */
import type { Service } from "./mapper.ts";

const FREE = "IAM is free";

export const iam: Service = {
  name: "IAM",
  priced: {},
  free: Object.fromEntries(
    ["instanceProfile:InstanceProfile", "openIdConnectProvider:OpenIdConnectProvider", "policy:Policy", "role:Role"]
      .concat(["rolePolicy:RolePolicy", "rolePolicyAttachment:RolePolicyAttachment", "user:User", "group:Group"])
      .map((type) => [`aws:iam/${type}`, FREE]),
  ),
};
