import {
  analysisMembers,
  parseAnalysis,
  type AnalysisSettings,
} from "../analysis/analysis-settings.ts";
import { checkVectorFields } from "./check-vector-fields.ts";
import { parseFields, type SearchField } from "./index-field.ts";
import { hasFeature } from "../api-features.ts";
import { isJsonObject, showJson } from "../json-object.ts";
import { parseObjectName } from "../objects/object-name.ts";
import {
  checkPermissionFields,
  parsePermissionFilterOption,
} from "../permissions/permission-filter.ts";
import { invalidRequest, notEmulated, unknownMember } from "../search-error.ts";
import { parseScoringProfiles, type ScoringProfile } from "./scoring-profile.ts";
import { parseSemantic, type SemanticSettings } from "./semantic-settings.ts";
import { parseSimilarity, type Similarity } from "./similarity.ts";
import { parseSuggesters, type Suggester } from "./suggester.ts";
import { parseVectorSearch, type VectorSearch } from "./vector-search.ts";

/** An index as it was defined, with everything filled in. */
export interface IndexDefinition {
  readonly name: string;
  readonly description: string | null;
  readonly fields: readonly SearchField[];
  readonly suggesters: readonly Suggester[];
  readonly scoringProfiles: readonly ScoringProfile[];
  readonly defaultScoringProfile: string | null;
  readonly semantic: SemanticSettings | null;
  readonly vectorSearch: VectorSearch | null;
  readonly similarity: Similarity;
  /** Analyzers and normalizers, the index's own ones and those of the service. */
  readonly analysis: AnalysisSettings;
  /** Whether documents are answered to those only whom their permission fields name. */
  readonly permissionFilterOption: "enabled" | "disabled" | null;
  /** Given back as it is: it binds browsers only. */
  readonly corsOptions: unknown;
}

const members: ReadonlySet<string> = new Set([
  "@odata.context",
  "@odata.etag",
  "encryptionKey",
  "name",
  "description",
  "fields",
  "suggesters",
  "scoringProfiles",
  "defaultScoringProfile",
  "semantic",
  "vectorSearch",
  "similarity",
  "corsOptions",
  ...analysisMembers,
]);

/**
 * Reads a definition as `PUT /indexes('<name>')` takes it.
 *
 * @throws SearchError for one that the service would not take, or that names something not emulated.
 */
export function parseIndexDefinition(value: unknown, apiVersion: string): IndexDefinition {
  if (!isJsonObject(value)) {
    throw invalidRequest("index", "The body must be an index definition.");
  }
  const raw = value;
  for (const member of Object.keys(raw)) {
    if (members.has(member) || isPermissionOption(member, apiVersion)) continue;
    throw unknownMember("index", member, { type: "Index", apiVersion });
  }
  if ((raw["encryptionKey"] ?? null) !== null) throw notEmulated("'encryptionKey' in an index");
  const name = parseObjectName(raw["name"], { where: "index", kind: "Index" });
  const analysis = parseAnalysis(raw, apiVersion);
  const fields = parseFields(raw["fields"], { apiVersion, analysis });
  checkPermissionFields(fields);
  const description = raw["description"] ?? null;
  if (description !== null && typeof description !== "string") {
    throw invalidRequest("index", "The property 'description' must be a string.");
  }
  const vectorSearch = parseVectorSearch(raw["vectorSearch"] ?? null, apiVersion);
  checkVectorFields(fields, vectorSearch);
  const scoringProfiles = parseScoringProfiles(raw["scoringProfiles"] ?? [], fields, apiVersion);
  return {
    name,
    description,
    fields,
    suggesters: parseSuggesters(raw["suggesters"] ?? [], fields),
    scoringProfiles,
    defaultScoringProfile: defaultProfileOf(raw["defaultScoringProfile"] ?? null, scoringProfiles),
    semantic: parseSemantic(raw["semantic"] ?? null, fields),
    vectorSearch,
    similarity: parseSimilarity(raw["similarity"] ?? null),
    analysis,
    permissionFilterOption: parsePermissionFilterOption(raw["permissionFilterOption"]),
    corsOptions: raw["corsOptions"] ?? null,
  };
}

function isPermissionOption(member: string, apiVersion: string): boolean {
  return member === "permissionFilterOption" && hasFeature("permissionFilters", apiVersion);
}

function defaultProfileOf(name: unknown, profiles: readonly ScoringProfile[]): string | null {
  if (name === null) return null;
  if (typeof name === "string" && profiles.some((profile) => profile.name === name)) return name;
  throw invalidRequest("index", `The default scoring profile '${showJson(name)}' does not exist.`);
}
