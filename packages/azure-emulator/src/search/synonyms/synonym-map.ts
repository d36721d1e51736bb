import type { JsonObject } from "../json-object.ts";
import { membersOf } from "../objects/object-members.ts";
import { parseObjectName } from "../objects/object-name.ts";
import { createObjectStore, type ObjectStore } from "../objects/object-store.ts";
import { invalidRequest } from "../search-error.ts";
import { parseSynonymRules, type SynonymRule } from "./synonym-rules.ts";

/** Words that queries take for one another. */
export interface SynonymMap {
  readonly name: string;
  /** The rules as they were sent. */
  readonly synonyms: string;
  readonly rules: readonly SynonymRule[];
}

const where = "synonymMap";

/** A service without synonym maps. */
export function createSynonymMapStore(serviceName: string): ObjectStore<SynonymMap> {
  return createObjectStore({ kind: "synonym map", serviceName, parse: parseSynonymMap });
}

/**
 * Reads a definition.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/synonym-maps/create
 * @throws SearchError for one that the service would not take.
 */
function parseSynonymMap(value: unknown, apiVersion: string): SynonymMap {
  const known = ["name", "format", "synonyms", "encryptionKey"];
  const raw = membersOf(value, known, { where, type: "SynonymMap", apiVersion });
  const { format, synonyms } = raw;
  const name = parseObjectName(raw["name"], { where, kind: "Synonym map" });
  if (format !== "solr") {
    throw invalidRequest(where, "The format of a synonym map must be 'solr'.");
  }
  if (typeof synonyms !== "string") {
    throw invalidRequest(where, "The property 'synonyms' must be a string of rules in lines.");
  }
  return { name, synonyms, rules: parseSynonymRules(synonyms) };
}

/** A synonym map as it is answered. */
export function formatSynonymMap({ name, synonyms }: SynonymMap): JsonObject {
  return { name, format: "solr", synonyms, encryptionKey: null };
}
