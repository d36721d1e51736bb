/** What some versions of the data plane have and others have not. */
export type SearchFeature =
  | "aliases"
  /** `permissionFilterOption` of an index and `permissionFilter` of a field. */
  | "permissionFilters"
  /** The header `x-ms-query-source-authorization`. */
  | "userTokens"
  /** The header `x-ms-enable-elevated-read`. */
  | "elevatedReads"
  | "knowledgeBases"
  /** Messages, reasoning efforts and output modes, where a model takes part. */
  | "knowledgeModels"
  /** A filter that belongs to a knowledge source. */
  | "baseFilters"
  /** `maxOutputSize` of a retrieval, which was given its unit later. */
  | "outputSizes"
  /** `maxOutputDocuments` of a retrieval. */
  | "outputDocuments"
  /** `unit` of the split skill, and the tokenizer of its pages. */
  | "tokenPages";

/** Previews before the one in which knowledge bases and elevated reads came. */
const earlyPreviews = [
  "2024-03-01-preview",
  "2024-05-01-preview",
  "2024-09-01-preview",
  "2024-11-01-preview",
  "2025-03-01-preview",
  "2025-05-01-preview",
  "2025-08-01-preview",
];
const latePreviews = ["2025-11-01-preview", "2026-05-01-preview", "2026-08-01-preview"];
const permissionPreviews = ["2025-05-01-preview", "2025-08-01-preview", ...latePreviews];

const versions: Readonly<Record<SearchFeature, readonly string[]>> = {
  aliases: [...earlyPreviews, ...latePreviews, "2026-04-01", "2026-10-01"],
  permissionFilters: permissionPreviews,
  userTokens: [...permissionPreviews, "2026-10-01"],
  elevatedReads: [...latePreviews, "2026-10-01"],
  knowledgeBases: [...latePreviews, "2026-04-01", "2026-10-01"],
  knowledgeModels: [...latePreviews, "2026-10-01"],
  baseFilters: ["2026-05-01-preview", "2026-08-01-preview", "2026-10-01"],
  outputSizes: ["2025-11-01-preview"],
  outputDocuments: ["2026-10-01"],
  tokenPages: [
    ...earlyPreviews.slice(earlyPreviews.indexOf("2024-09-01-preview")),
    ...latePreviews,
  ],
};

/**
 * Whether a version has something.
 *
 * @see https://learn.microsoft.com/azure/search/search-api-versions
 */
export function hasFeature(feature: SearchFeature, apiVersion: string): boolean {
  return versions[feature].includes(apiVersion);
}
