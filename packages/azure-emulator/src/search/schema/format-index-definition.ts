import { isComplexType } from "./field-types.ts";
import type { SearchField } from "./index-field.ts";
import type { JsonObject } from "../json-object.ts";
import type { SearchIndex } from "../documents/search-index.ts";

/** An index as it is answered; what is answered can be sent again. */
export function formatIndexDefinition({ definition, etag }: SearchIndex): JsonObject {
  const { fields, ...rest } = definition;
  return {
    "@odata.etag": etag,
    ...rest,
    fields: fields.map(formatField),
    analyzers: [],
    tokenizers: [],
    tokenFilters: [],
    charFilters: [],
    normalizers: [],
    encryptionKey: null,
  };
}

function formatField({ fields, ...field }: SearchField): JsonObject {
  const { name, type } = field;
  if (isComplexType(type)) return { name, type, fields: fields.map(formatField) };
  return { ...field, normalizer: null, vectorEncoding: null, synonymMaps: [] };
}
