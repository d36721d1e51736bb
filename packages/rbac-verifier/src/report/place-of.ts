import { nameOf } from "../evidence/resource-id.ts";
import { typeOf } from "../evidence/to-arm-resource.ts";

/** Where a finding is, as a path: type and name of a resource, or host and path of an index. */
export function placeOf(resourceId: string): string {
  if (URL.canParse(resourceId)) {
    const { host, pathname } = new URL(resourceId);
    return `${host}${pathname}`;
  }
  return `${typeOf(resourceId) ?? "scope"}/${nameOf(resourceId) || "root"}`;
}
