import { isScope, segmentsOf } from "./scope.ts";

/**
 * The segments of a scope.
 *
 * @throws TypeError for an id that is none of the management group, a subscription, resource group or
 *   resource, nor the root.
 */
export function requireScope(id: string): readonly string[] {
  const segments = segmentsOf(id);
  if (id.toLowerCase() === `/${segments.join("/")}` && isScope(segments)) return segments;
  throw new TypeError(
    `azure-emulator: "${id}" is no scope; name "/" or the id of the tenant's management group, a subscription, resource group or resource, as in "/subscriptions/<id>/resourceGroups/<name>"`,
  );
}
