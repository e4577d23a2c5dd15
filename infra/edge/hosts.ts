/**
 * The host that serves the SDK: `cdn-HOST`, at the label depth of the environment's own host, so that one wildcard covers both;
 * `cdn.ZONE` where the environment has the zone's apex.
 */
export function cdnHost({ host, zone }: { readonly host: string; readonly zone: string }): string {
  return host === zone ? `cdn.${zone}` : `cdn-${host}`;
}
