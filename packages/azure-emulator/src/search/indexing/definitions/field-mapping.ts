import { isJsonObject, showJson, type JsonObject } from "../../json-object.ts";
import { invalidRequest } from "../../search-error.ts";
import { isMappingFunction, type MappingFunction } from "../run/mapping-function.ts";
import { readDefinition, type DefinitionKind } from "./read-definition.ts";

/** Where a field of the index comes from. */
export interface FieldMapping {
  /** A field of the source, or a path into the enriched document. */
  readonly sourceFieldName: string;
  readonly targetFieldName: string;
  readonly mappingFunction: MappingFunction | null;
}

/** @throws SearchError for one that the service would not take, or a function that it does not have. */
export function parseFieldMapping(value: unknown, kind: DefinitionKind): FieldMapping {
  return readDefinition(value, { ...kind, type: "FieldMapping" }, (read) => {
    const sourceFieldName = read.text("sourceFieldName");
    return {
      sourceFieldName,
      targetFieldName: read.optionalText("targetFieldName") ?? sourceFieldName,
      mappingFunction: functionIn(read.raw("mappingFunction"), kind),
    };
  });
}

function functionIn(value: unknown, { where }: DefinitionKind): MappingFunction | null {
  if (value === undefined) return null;
  const { name, parameters = null }: JsonObject = isJsonObject(value) ? value : {};
  if (typeof name !== "string" || !isMappingFunction(name)) {
    throw invalidRequest(where, `The mapping function '${showJson(name)}' is not supported.`);
  }
  if (parameters !== null && !isJsonObject(parameters)) {
    throw invalidRequest(where, `The parameters of '${name}' must be an object.`);
  }
  return { name, parameters };
}
