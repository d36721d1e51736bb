import { emulatorTenantId } from "../emulator-tenant.ts";

/**
 * The segments of a resource id, in lower case: ids are compared by segment, never by their text, or
 * `…/services/foo` would take in `…/services/foobar`.
 */
export function segmentsOf(resourceId: string): readonly string[] {
  return resourceId.toLowerCase().split("/").filter(Boolean);
}

/** The one management group: the tenant's root group, which holds the subscription. */
export const rootManagementGroup: string = `/providers/Microsoft.Management/managementGroups/${emulatorTenantId}`;

/** Whether segments are those of the root, the management group, a subscription, resource group or resource. */
export function isScope(segments: readonly string[]): boolean {
  if (segments.length === 0 || isManagementGroup(segments)) return true;
  const [subscriptions, , resourceGroups, , providers] = segments;
  if (subscriptions !== "subscriptions") return false;
  if (segments.length === 2) return true;
  if (resourceGroups !== "resourcegroups") return false;
  if (segments.length === 4) return true;
  return providers === "providers" && segments.length >= 8 && segments.length % 2 === 0;
}

/** Whether segments are those of the management group. */
export function isManagementGroup(segments: readonly string[]): boolean {
  return segments.join("/") === segmentsOf(rootManagementGroup).join("/");
}

/** The id of something that belongs to a scope, as in `providers/Microsoft.Authorization/…`. */
export function idWithin(scope: string, path: string): string {
  return scope === "/" ? `/${path}` : `${scope}/${path}`;
}

/** Whether what is granted at a scope holds for a resource: for itself and all that lies in it. */
export function covers(scope: readonly string[], resource: readonly string[]): boolean {
  if (isManagementGroup(scope) && resource[0] === "subscriptions") return true;
  return scope.every((segment, index) => segment === resource[index]);
}
