import type { Certainty } from "../access/certainty.ts";

/** The ids of the management groups above a subscription, its id being in lower case. */
export type AncestorLookup = (subscriptionId: string) => readonly string[] | undefined;

/** Compares two ids as Azure does. */
export function isSameId(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && keyOf(left) === keyOf(right);
}

/** An id in the form in which ids are compared. */
export function keyOf(id: string): string {
  return `/${segmentsOf(id).join("/")}`;
}

/** The last segment, in its own case. */
export function nameOf(id: string): string {
  return id.split("/").findLast((segment) => segment !== "") ?? "";
}

/** The id of the subscription that something belongs to, in lower case. */
export function subscriptionOf(id: string): string | undefined {
  const [head, subscription] = segmentsOf(id);
  return head === "subscriptions" ? subscription : undefined;
}

/** The name of the resource group, in its own case. */
export function resourceGroupOf(id: string): string | undefined {
  const segments = id.split("/").filter((segment) => segment !== "");
  return segments[2]?.toLowerCase() === "resourcegroups" ? segments[3] : undefined;
}

/** The scope that an extension resource, as a role assignment, stands on. */
export function scopeOfExtension(id: string): string {
  const at = id.toLowerCase().lastIndexOf("/providers/microsoft.authorization/");
  return at <= 0 ? "/" : id.slice(0, at);
}

/** The id of what a child, as a subnet, belongs to. */
export function parentOf(id: string, levels = 1): string {
  return `/${id
    .split("/")
    .filter((segment) => segment !== "")
    .slice(0, -2 * levels)
    .join("/")}`;
}

/**
 * Whether a resource is within a scope: the root, a management group, a subscription, a resource group, a
 * resource or its child. By segment, as `rg-a` does not contain `rg-ab`; unknown when the management groups
 * above the resource are.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 */
export function isWithin(scope: string, resourceId: string, ancestors: AncestorLookup): Certainty {
  const outer = segmentsOf(scope);
  if (outer.length === 0) return "yes";
  const inner = segmentsOf(resourceId);
  if (isManagementGroup(outer)) {
    const subscription = subscriptionOf(resourceId);
    if (subscription === undefined) return isSameId(scope, resourceId) ? "yes" : "no";
    const above = ancestors(subscription);
    if (above === undefined) return "unknown";
    return above.some((id) => nameOf(id).toLowerCase() === outer[3]) ? "yes" : "no";
  }
  if (outer.length % 2 === 1) return "no";
  return outer.every((segment, index) => inner[index] === segment) ? "yes" : "no";
}

/** How wide a scope is. */
export function levelOf(
  scope: string,
): "root" | "management group" | "subscription" | "resource group" | "resource" {
  const segments = segmentsOf(scope);
  if (segments.length === 0) return "root";
  if (isManagementGroup(segments)) return "management group";
  if (segments.length === 2) return "subscription";
  return segments.length === 4 && segments[2] === "resourcegroups" ? "resource group" : "resource";
}

function isManagementGroup(segments: readonly string[]): boolean {
  return (
    segments.length === 4 &&
    segments[0] === "providers" &&
    segments[1] === "microsoft.management" &&
    segments[2] === "managementgroups"
  );
}

function segmentsOf(id: string): string[] {
  return id
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "");
}
