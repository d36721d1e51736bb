/**
 * The segments of a resource id, in lower case: ids are compared by segment, never by their text, or
 * `…/services/foo` would take in `…/services/foobar`.
 */
export function segmentsOf(resourceId: string): readonly string[] {
  return resourceId.toLowerCase().split("/").filter(Boolean);
}

/** Whether segments are those of a subscription, resource group or resource. */
export function isScope(segments: readonly string[]): boolean {
  const [subscriptions, , resourceGroups, , providers] = segments;
  if (subscriptions !== "subscriptions") return false;
  if (segments.length === 2) return true;
  if (resourceGroups !== "resourcegroups") return false;
  if (segments.length === 4) return true;
  return providers === "providers" && segments.length >= 8 && segments.length % 2 === 0;
}

/** Whether what is granted at a scope holds for a resource: for itself and all that lies in it. */
export function covers(scope: readonly string[], resource: readonly string[]): boolean {
  return scope.every((segment, index) => segment === resource[index]);
}
