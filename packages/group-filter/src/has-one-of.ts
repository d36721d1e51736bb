import { any, constant, searchIn, type Filter } from "@entrim/odata-filter";
import { delimiter } from "./group-id.ts";

/**
 * Whether a field holds at least one of the ids. Always a positive `any`: its negation, or an `all`, would
 * be met by every document whose field is empty. Of no ids a field holds none.
 */
export function hasOneOf(field: string, ids: readonly string[]): Filter {
  if (ids.length === 0) return constant(false);
  return any(field, "g", searchIn("g", ids, delimiter));
}
