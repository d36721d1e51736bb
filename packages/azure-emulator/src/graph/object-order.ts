import type { DirectoryObject } from "./directory-objects.ts";
import { GraphError } from "./graph-error.ts";

/** An `$orderby` that was read. */
export interface ObjectOrder {
  readonly property: string;
  /** As `Array.prototype.sort` takes it. */
  compare(this: void, a: DirectoryObject, b: DirectoryObject): number;
}

const sortable: ReadonlySet<string> = new Set(["displayName", "userPrincipalName"]);

/**
 * Reads an `$orderby` of one property.
 *
 * @throws GraphError for a property that lists are not sorted by.
 */
export function parseObjectOrder(source: string): ObjectOrder {
  const [, property = "", direction = "asc"] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(source) ?? [];
  if (!sortable.has(property)) {
    throw new GraphError(400, "Request_UnsupportedQuery", "Unsupported Query.");
  }
  const sign = direction === "desc" ? -1 : 1;
  const keyOf = ({ [property]: value }: DirectoryObject) =>
    typeof value === "string" ? value.toLowerCase() : "";
  return { property, compare: (a, b) => sign * keyOf(a).localeCompare(keyOf(b), "en") };
}
