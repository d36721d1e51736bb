import { hasFeature } from "../api-features.ts";
import type { IndexStore } from "../documents/index-store.ts";
import { membersOf } from "../objects/object-members.ts";
import { parseObjectName } from "../objects/object-name.ts";
import { createObjectStore, type ObjectStore } from "../objects/object-store.ts";
import { invalidRequest, SearchError } from "../search-error.ts";

/** Another name of an index. */
export interface Alias {
  readonly name: string;
  /** The one index that it stands for. */
  readonly indexes: readonly [string];
}

const where = "alias";

/** A service without aliases. */
export function createAliasStore(
  serviceName: string,
  indexes: Pick<IndexStore, "list">,
): ObjectStore<Alias> {
  return createObjectStore({
    kind: "alias",
    serviceName,
    parse: (value, apiVersion) => parseAlias(value, apiVersion, indexes),
  });
}

/**
 * Reads a definition.
 *
 * @see https://learn.microsoft.com/azure/search/search-how-to-alias
 * @throws SearchError for one that the service would not take.
 */
function parseAlias(value: unknown, apiVersion: string, indexes: Pick<IndexStore, "list">): Alias {
  const raw = membersOf(value, ["name", "indexes"], { where, type: "SearchAlias", apiVersion });
  const name = parseObjectName(raw["name"], { where, kind: "Alias" });
  const targets: readonly unknown[] = Array.isArray(raw["indexes"]) ? raw["indexes"] : [];
  const [target] = targets;
  if (targets.length !== 1 || typeof target !== "string") {
    throw invalidRequest(where, "An alias must map to exactly one index.");
  }
  const known = new Set(indexes.list().map(({ definition }) => definition.name));
  if (known.has(name)) {
    throw invalidRequest(where, `The alias '${name}' has the name of an index.`);
  }
  if (!known.has(target)) {
    throw invalidRequest(where, `The index '${target}' that the alias maps to does not exist.`);
  }
  return { name, indexes: [target] };
}

/** The index that a name stands for: its own, or that of an alias where the version has such. */
export function resolveAlias(
  name: string,
  aliases: ObjectStore<Alias>,
  apiVersion: string,
): string {
  const alias = hasFeature("aliases", apiVersion) ? aliases.find(name) : undefined;
  return alias?.value.indexes[0] ?? name;
}

/** @throws SearchError for an index that has aliases: they would lead nowhere. */
export function requireNoAlias(indexName: string, aliases: ObjectStore<Alias>): void {
  const names = aliases
    .list()
    .filter(({ value }) => value.indexes.includes(indexName))
    .map(({ value }) => `'${value.name}'`);
  if (names.length === 0) return;
  throw new SearchError(
    400,
    `The index '${indexName}' cannot be deleted while these aliases map to it: ${names.join(", ")}. Delete them or map them to another index first.`,
  );
}
