import type { AnalysisSettings } from "../analysis/analysis-settings.ts";
import {
  elementTypeOf,
  isComplexType,
  isTextType,
  isVectorType,
  simpleTypes,
} from "./field-types.ts";
import { isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { hasFeature } from "../api-features.ts";
import { parsePermissionFilter, type PermissionFilter } from "../permissions/permission-filter.ts";
import { invalidRequest, notEmulated, unknownMember } from "../search-error.ts";
import { parseSynonymMapNames } from "../synonyms/synonym-map-names.ts";

/** A field of an index, with all of its attributes. */
export interface SearchField {
  readonly name: string;
  /** As in `Edm.String` or `Collection(Edm.Single)`. */
  readonly type: string;
  readonly key: boolean;
  readonly searchable: boolean;
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly facetable: boolean;
  /** Whether answers may hold it. */
  readonly retrievable: boolean;
  readonly stored: boolean;
  /** Names of analyzers; `null` where the field has none of its own. */
  readonly analyzer: string | null;
  readonly indexAnalyzer: string | null;
  readonly searchAnalyzer: string | null;
  /** Name of the normalizer that its values are compared by; `null` where they are as they stand. */
  readonly normalizer: string | null;
  /** Numbers in a vector; `null` for everything else. */
  readonly dimensions: number | null;
  readonly vectorSearchProfile: string | null;
  /** Names of synonym maps; one at most. */
  readonly synonymMaps: readonly string[];
  /** What it tells of who may read the document; `null` for nothing. */
  readonly permissionFilter: PermissionFilter | null;
  /** Of complex types; empty for the others. */
  readonly fields: readonly SearchField[];
}

const flags = [
  "key",
  "searchable",
  "filterable",
  "sortable",
  "facetable",
  "retrievable",
  "stored",
] as const;

const names = [
  "analyzer",
  "indexAnalyzer",
  "searchAnalyzer",
  "normalizer",
  "vectorSearchProfile",
] as const;

const members: ReadonlySet<string> = new Set([
  "name",
  "type",
  "fields",
  "dimensions",
  "synonymMaps",
  "vectorEncoding",
  ...flags,
  ...names,
]);

const maxDepth = 10;
const maxDimensions = 4096;

/**
 * Reads the fields of a definition, and fills in what REST takes for granted.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/indexes/create
 * @throws SearchError for fields that the service would not take.
 */
export function parseFields(
  value: unknown,
  { apiVersion, analysis }: Pick<Place, "apiVersion" | "analysis">,
): readonly SearchField[] {
  const fields = parseList(value, { apiVersion, analysis, depth: 1, isInCollection: false });
  const keys = fields.filter(({ key }) => key);
  if (keys.length !== 1) {
    throw invalidRequest(
      "index",
      `Found ${keys.length} key fields in the index. Each index must have exactly one key field.`,
    );
  }
  return fields;
}

interface Place {
  readonly apiVersion: string;
  /** What fields may name. */
  readonly analysis: AnalysisSettings;
  readonly depth: number;
  /** Whether a collection of complex values is around. */
  readonly isInCollection: boolean;
}

function parseList(value: unknown, place: Place): readonly SearchField[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalidRequest("index", "The 'fields' property must be a list of at least one field.");
  }
  const fields = value.map((field: unknown) => parseField(field, place));
  const seen = new Set<string>();
  for (const { name } of fields) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) {
      throw invalidRequest("index", `Duplicate field name '${name}'. Field names must be unique.`);
    }
    seen.add(folded);
  }
  return fields;
}

function parseField(value: unknown, place: Place): SearchField {
  if (!isJsonObject(value)) throw invalidRequest("index", "A field must be an object.");
  const raw = value;
  const { name, type } = raw;
  if (typeof name !== "string" || !/^[a-z]\w{0,127}$/i.test(name) || /^azuresearch/i.test(name)) {
    throw invalidRequest(
      "index",
      `Invalid field name '${showJson(name)}'. Field names must start with a letter, contain only letters, digits, or underscore (_), and must not start with 'azureSearch'.`,
    );
  }
  for (const member of Object.keys(raw)) {
    if (members.has(member)) continue;
    if (member === "permissionFilter" && hasFeature("permissionFilters", place.apiVersion))
      continue;
    throw unknownMember("index", member, { type: "Field", apiVersion: place.apiVersion });
  }
  if (typeof type !== "string" || !isFieldType(type)) {
    throw invalidRequest("index", `The field '${name}' has an unknown type '${showJson(type)}'.`);
  }
  if (isPresent(raw["vectorEncoding"])) throw notEmulated("vector encodings");
  const field = {
    name,
    type,
    ...attributesOf(raw, name, type, place),
    ...analyzersOf(raw, name, place),
    normalizer: normalizerOf(raw["normalizer"] ?? null, name, place),
    ...vectorOf(raw, name, type),
    synonymMaps: parseSynonymMapNames(raw["synonymMaps"], name),
    permissionFilter: parsePermissionFilter(raw["permissionFilter"], name),
    fields: subFieldsOf(raw, name, type, place),
  };
  checkField(field, raw, place);
  return field;
}

function isFieldType(type: string): boolean {
  const element = elementTypeOf(type) ?? type;
  return simpleTypes.has(element) || element === "Edm.ComplexType" || isVectorType(type);
}

function attributesOf(
  raw: JsonObject,
  name: string,
  type: string,
  { isInCollection }: Place,
): Pick<SearchField, (typeof flags)[number]> {
  const isCollection = elementTypeOf(type) !== undefined;
  const isVector = isVectorType(type);
  const isPlain = !isVector && !isComplexType(type);
  const flag = (member: (typeof flags)[number], standard: boolean): boolean => {
    const value = raw[member] ?? standard;
    if (typeof value === "boolean") return value;
    throw invalidRequest("index", `The property '${member}' of field '${name}' must be a Boolean.`);
  };
  return {
    key: flag("key", false),
    searchable: flag("searchable", isVector || isTextType(type)),
    // of what is complex its parts say it, and any and all lead there
    filterable: flag("filterable", isPlain || isComplexType(type)),
    sortable: flag("sortable", isPlain && !isCollection && !isInCollection),
    facetable: flag("facetable", isPlain && !type.includes("Edm.GeographyPoint")),
    retrievable: flag("retrievable", !isVector),
    stored: flag("stored", true),
  };
}

function analyzersOf(
  raw: JsonObject,
  name: string,
  { analysis }: Place,
): Pick<SearchField, "analyzer" | "indexAnalyzer" | "searchAnalyzer"> {
  const analyzer = (member: "analyzer" | "indexAnalyzer" | "searchAnalyzer"): string | null => {
    const value = raw[member] ?? null;
    if (value === null || (typeof value === "string" && analysis.hasAnalyzer(value))) return value;
    throw invalidRequest(
      "index",
      `The field '${name}' names an analyzer '${showJson(value)}' that does not exist.`,
    );
  };
  const found = {
    analyzer: analyzer("analyzer"),
    indexAnalyzer: analyzer("indexAnalyzer"),
    searchAnalyzer: analyzer("searchAnalyzer"),
  };
  const { indexAnalyzer, searchAnalyzer } = found;
  const isPair = (indexAnalyzer === null) === (searchAnalyzer === null);
  if (isPair && (found.analyzer === null || indexAnalyzer === null)) return found;
  throw invalidRequest(
    "index",
    `The field '${name}' must have either 'analyzer', or both 'indexAnalyzer' and 'searchAnalyzer'.`,
  );
}

function normalizerOf(value: unknown, name: string, { analysis }: Place): string | null {
  if (value === null || (typeof value === "string" && analysis.normalizer(value))) return value;
  throw invalidRequest(
    "index",
    `The field '${name}' names a normalizer '${showJson(value)}' that does not exist.`,
  );
}

function vectorOf(
  raw: JsonObject,
  name: string,
  type: string,
): Pick<SearchField, "dimensions" | "vectorSearchProfile"> {
  const { dimensions = null, vectorSearchProfile = null } = raw;
  if (!isVectorType(type)) {
    if (dimensions === null && vectorSearchProfile === null) {
      return { dimensions, vectorSearchProfile };
    }
    throw invalidRequest(
      "index",
      `The field '${name}' of type '${type}' cannot have 'dimensions' or 'vectorSearchProfile'.`,
    );
  }
  const isSize = Number.isInteger(dimensions) && Number(dimensions) >= 2;
  if (!isSize || Number(dimensions) > maxDimensions || typeof vectorSearchProfile !== "string") {
    throw invalidRequest(
      "index",
      `The vector field '${name}' must have 'dimensions' from 2 to ${maxDimensions} and a 'vectorSearchProfile'.`,
    );
  }
  return { dimensions: Number(dimensions), vectorSearchProfile };
}

function subFieldsOf(
  raw: JsonObject,
  name: string,
  type: string,
  { depth, isInCollection, ...place }: Place,
): readonly SearchField[] {
  if (!isComplexType(type)) {
    const { fields } = raw;
    if (!isPresent(fields) || (Array.isArray(fields) && fields.length === 0)) return [];
    throw invalidRequest("index", `The field '${name}' of type '${type}' cannot have sub-fields.`);
  }
  if (depth >= maxDepth) {
    throw invalidRequest("index", `Fields can be nested up to ${maxDepth} levels.`);
  }
  return parseList(raw["fields"], {
    ...place,
    depth: depth + 1,
    isInCollection: isInCollection || elementTypeOf(type) !== undefined,
  });
}

/** What attributes must not be combined; the explicit ones, for the implied ones fit. */
function checkField(field: SearchField, raw: JsonObject, { depth, isInCollection }: Place): void {
  const { name, type } = field;
  const refuse = (attribute: string): Error =>
    invalidRequest("index", `The field '${name}' of type '${type}' cannot be ${attribute}.`);
  const isComplex = isComplexType(type);
  const isVector = isVectorType(type);
  if (field.key && (type !== "Edm.String" || depth > 1 || !field.retrievable)) {
    throw invalidRequest(
      "index",
      `The key field '${name}' must be a retrievable top-level field of type 'Edm.String'.`,
    );
  }
  if (isComplex && flags.some((flag) => flag !== "retrievable" && raw[flag] === true)) {
    throw refuse("key, searchable, filterable, sortable, facetable or stored");
  }
  if (field.searchable && !isVector && !isTextType(type)) throw refuse("searchable");
  if (isVector && !field.searchable) throw refuse("anything but searchable");
  if (isVector && (field.filterable || field.facetable)) throw refuse("filterable or facetable");
  if (field.sortable && (elementTypeOf(type) !== undefined || isInCollection)) {
    throw refuse("sortable");
  }
  if (field.facetable && type.includes("Edm.GeographyPoint")) throw refuse("facetable");
  if (!field.stored && !isVector) throw refuse("unstored");
  if (!field.stored && field.retrievable) throw refuse("retrievable without being stored");
  const hasAnalyzer = field.analyzer !== null || field.indexAnalyzer !== null;
  if (hasAnalyzer && (!field.searchable || isVector)) {
    throw invalidRequest(
      "index",
      `The field '${name}' has an analyzer but is not searchable text.`,
    );
  }
  const isCompared = field.filterable || field.sortable || field.facetable;
  if (field.normalizer !== null && (!isTextType(type) || !isCompared)) {
    throw invalidRequest(
      "index",
      `The field '${name}' has a normalizer but is not filterable, sortable or facetable text.`,
    );
  }
  if (field.synonymMaps.length > 0 && (!field.searchable || isVector)) {
    throw invalidRequest(
      "index",
      `The field '${name}' has a synonym map but is not searchable text.`,
    );
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
