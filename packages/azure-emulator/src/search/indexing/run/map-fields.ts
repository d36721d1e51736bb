import { isJsonObject, showJson, type JsonObject } from "../../json-object.ts";
import type { SearchIndex } from "../../documents/search-index.ts";
import { parseBatch } from "../../documents/index-batch.ts";
import { SearchError } from "../../search-error.ts";
import type { Indexer } from "../definitions/indexer.ts";
import { documentKeyField, type SourceDocument } from "../source/source-document.ts";
import { ItemFailure } from "./item-failure.ts";
import { applyMappingFunction, encodeUrlToken, type MappingFunction } from "./mapping-function.ts";

/** What becomes of a source's fields. */
export interface MappedFields {
  /** By the fields of the index, the key included. */
  readonly fields: JsonObject;
  readonly key: string;
  /** The fields of the source, and what they were mapped to: where enrichment begins. */
  readonly document: JsonObject;
}

/**
 * Maps the fields of a source to those of an index: by mappings first, then by names. Of blobs without a
 * mapping for the key it is made of the address.
 *
 * @throws ItemFailure for a function that does not fit a value, and a key that is missing or wrong.
 */
export function mapFields(
  source: SourceDocument,
  { fieldMappings }: Indexer,
  index: SearchIndex,
): MappedFields {
  const fields: Record<string, unknown> = {};
  const isMapped = new Set<string>();
  for (const { sourceFieldName, targetFieldName, mappingFunction } of fieldMappings) {
    isMapped.add(fold(sourceFieldName));
    const target = index.definition.fields.find(({ name }) => fold(name) === fold(targetFieldName));
    const value = sourceValue(source, sourceFieldName);
    if (!target || value === undefined) continue;
    fields[target.name] = convert(mappingFunction, value, targetFieldName);
  }
  const byName = new Map(Object.entries(source).map(([name, value]) => [fold(name), value]));
  for (const { name, type } of index.definition.fields) {
    const isTaken = Object.hasOwn(fields, name) || isMapped.has(fold(name));
    const value = byName.get(fold(name));
    if (isTaken || value === undefined) continue;
    fields[name] = type === "Edm.String" ? textOf(value) : value;
  }
  const key = keyOf(fields, source, index);
  const mapped = { ...fields, [index.keyField]: key };
  return { fields: mapped, key, document: { ...source, ...mapped } };
}

/**
 * Applies a function to a value, if there is one.
 *
 * @throws ItemFailure for a value that it does not fit.
 */
export function convert(
  mappingFunction: MappingFunction | null,
  value: unknown,
  field: string,
): unknown {
  if (!mappingFunction) return value;
  try {
    return applyMappingFunction(mappingFunction, value);
  } catch (error) {
    throw new ItemFailure("DocumentParsing", "Could not parse document.", {
      details: `Could not apply mapping function '${mappingFunction.name}' to field '${field}'. ${String(error instanceof Error ? error.message : error)}`,
    });
  }
}

/** Names are the same in capitals, and fields of an index have no dashes. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** A field of the source, or what lies in one by a path that begins with a slash. */
function sourceValue(source: SourceDocument, name: string): unknown {
  if (!name.startsWith("/")) {
    return Object.entries(source).find(([each]) => fold(each) === fold(name))?.[1];
  }
  let found: unknown = source;
  for (const part of name.slice(1).split("/")) {
    if (Array.isArray(found)) found = found[Number(part)];
    else found = isJsonObject(found) ? found[part] : undefined;
  }
  return found;
}

function textOf(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function keyOf(fields: JsonObject, source: SourceDocument, index: SearchIndex): string {
  const { keyField } = index;
  const given = fields[keyField];
  // what the storage says of a blob has signs that no key can have
  const isStorage = /^metadata_storage_/i.test(keyField) && source[keyField] === given;
  const path = source[documentKeyField] ?? source["metadata_storage_path"];
  const key = given === undefined || isStorage ? encodeUrlToken(showJson(given ?? path)) : given;
  try {
    parseBatch({ value: [{ [keyField]: key }] }, index);
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    throw new ItemFailure("DocumentParsing", "Could not parse document.", {
      details: error.detail?.message.replace(/^0: /, "") ?? error.message,
    });
  }
  return showJson(key);
}
