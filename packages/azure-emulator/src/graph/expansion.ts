import { GraphError } from "./graph-error.ts";
import type { Relation } from "./graph-path.ts";

/** An `$expand` that was read. */
export interface ObjectExpansion {
  readonly relation: Relation;
  /** Names of properties; `undefined` for all. */
  readonly select: readonly string[] | undefined;
}

const relations: readonly Relation[] = [
  "memberOf",
  "transitiveMemberOf",
  "members",
  "transitiveMembers",
];

/**
 * Reads an `$expand` of one relation, as in `members($select=id,displayName)`.
 *
 * @throws GraphError for anything else.
 */
export function parseExpansion(source: string): ObjectExpansion {
  const [, name, properties] = /^\s*(\w+)(?:\(\$select=([\w,\s]+)\))?\s*$/.exec(source) ?? [];
  const relation = relations.find((one) => one === name);
  if (relation) {
    return { relation, select: properties?.split(",").map((property) => property.trim()) };
  }
  throw new GraphError(
    400,
    "BadRequest",
    `Parsing OData Select, Filter and Expand failed: '${source}' is not expanded by the local Azure.`,
  );
}
