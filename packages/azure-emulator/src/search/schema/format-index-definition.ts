import { hasFeature } from "../api-features.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import type { JsonObject } from "../json-object.ts";
import { isComplexType } from "./field-types.ts";
import type { SearchField } from "./index-field.ts";

/** An index as it is answered, with what the version has of it; what is answered can be sent again. */
export function formatIndexDefinition(
  { definition, etag }: SearchIndex,
  apiVersion: string,
): JsonObject {
  const { fields, permissionFilterOption, analysis, ...rest } = definition;
  const hasPermissions = hasFeature("permissionFilters", apiVersion);
  return {
    "@odata.etag": etag,
    ...rest,
    fields: fields.map((field) => formatField(field, hasPermissions)),
    ...(hasPermissions ? { permissionFilterOption } : {}),
    analyzers: analysis.analyzers,
    tokenizers: analysis.tokenizers.definitions,
    tokenFilters: analysis.tokenFilters.definitions,
    charFilters: analysis.charFilters.definitions,
    normalizers: analysis.normalizers,
    encryptionKey: null,
  };
}

function formatField(field: SearchField, hasPermissions: boolean): JsonObject {
  const { fields, permissionFilter, ...rest } = field;
  const { name, type } = rest;
  if (isComplexType(type)) {
    return { name, type, fields: fields.map((each) => formatField(each, hasPermissions)) };
  }
  return {
    ...rest,
    ...(hasPermissions ? { permissionFilter } : {}),
    vectorEncoding: null,
  };
}
