import type { SearchIndex } from "../documents/search-index.ts";
import type { JsonObject } from "../json-object.ts";
import { checkSearchFilter } from "../query/search-filter.ts";
import { searchDocuments } from "../query/search-documents.ts";
import { parseSearchRequest } from "../query/search-request.ts";
import { semanticConfigurationOf } from "../query/semantic-ranking.ts";
import { isVectorType } from "../schema/field-types.ts";
import { leafFields, valuesAt } from "../schema/find-field.ts";
import type { KnowledgeSource } from "./knowledge-source.ts";
import type { SourceParameters } from "./retrieval-request.ts";

/** A document that a source has for a query. */
export interface FoundChunk {
  readonly docKey: string;
  readonly rerankerScore: number;
  /** What it says, in the members `title`, `terms` and `content`. */
  readonly passage: JsonObject;
  /** Its fields that the source gives with references. */
  readonly sourceData: JsonObject;
}

/** What a source has for one query. */
export interface SourceResult {
  readonly chunks: readonly FoundChunk[];
  /** How many more there were whose score was too low. */
  readonly dropped: number;
}

const maxFound = 50;

/**
 * The filter of a retrieval. Each part is read by itself before they are put together, so that none can
 * break out of its parentheses.
 *
 * @throws SearchError for a part that is no filter.
 */
export function sourceFilter(
  index: SearchIndex,
  { baseFilter }: KnowledgeSource,
  { filterAddOn }: SourceParameters,
): string | null {
  const parts = [baseFilter, filterAddOn].flatMap((part) => (part ? [part] : []));
  for (const part of parts) checkSearchFilter(part, index);
  if (parts.length < 2) return parts[0] ?? null;
  return parts.map((part) => `(${part})`).join(" and ");
}

/**
 * Puts a query to a source: full-text search, and by vector where the index can make vectors of texts, with
 * semantic ranking.
 *
 * @throws SearchError when the index has changed so that it cannot be asked.
 */
export function searchSource(
  index: SearchIndex,
  source: KnowledgeSource,
  {
    search,
    filter,
    rerankerThreshold,
    apiVersion,
    now,
  }: {
    readonly search: string;
    readonly filter: string | null;
    readonly rerankerThreshold: number;
    readonly apiVersion: string;
    /** Milliseconds since 1970. */
    readonly now: number;
  },
): SourceResult {
  const { name: semanticConfiguration, prioritizedFields } = semanticConfigurationOf(
    index.definition,
    { semanticConfiguration: source.semanticConfigurationName ?? undefined },
  );
  const vectorFields = vectorizedFields(index);
  const request = parseSearchRequest(
    {
      search,
      queryType: "semantic",
      semanticConfiguration,
      top: maxFound,
      ...(filter === null ? {} : { filter }),
      ...(source.searchFields.length > 0 ? { searchFields: source.searchFields.join(",") } : {}),
      ...(vectorFields.length > 0
        ? {
            vectorQueries: [
              { kind: "text", text: search, fields: vectorFields.join(","), k: maxFound },
            ],
          }
        : {}),
    },
    apiVersion,
  );
  const { page } = searchDocuments(index, request, now);
  const { titleField, prioritizedContentFields, prioritizedKeywordsFields } = prioritizedFields;
  const chunks = page.map((hit): FoundChunk => {
    const passage = Object.fromEntries(
      [
        ["title", textOf(hit, titleField ? [titleField] : [], " ")] as const,
        ["terms", textOf(hit, prioritizedKeywordsFields, ", ")] as const,
        ["content", textOf(hit, prioritizedContentFields, "\n")] as const,
      ].filter(([, text]) => text !== ""),
    );
    const docKey = String(hit[index.keyField]);
    return {
      docKey,
      rerankerScore: Number(hit["@search.rerankerScore"] ?? 0),
      passage,
      sourceData:
        source.sourceDataFields.length > 0
          ? Object.fromEntries(source.sourceDataFields.map((name) => [name, hit[name]]))
          : { id: docKey, ...passage },
    };
  });
  const good = chunks.filter((chunk) => chunk.rerankerScore >= rerankerThreshold);
  return { chunks: good, dropped: chunks.length - good.length };
}

/** What fields of a document say. */
function textOf(
  hit: JsonObject,
  fields: readonly { readonly fieldName: string }[],
  separator: string,
): string {
  return fields.flatMap(({ fieldName }) => valuesAt(hit, fieldName).map(String)).join(separator);
}

/** Vector fields that texts can be made vectors for. */
function vectorizedFields({
  definition: { fields, vectorSearch },
}: SearchIndex): readonly string[] {
  return leafFields(fields)
    .filter(({ field }) => {
      const profile = vectorSearch?.profiles.find(({ name }) => name === field.vectorSearchProfile);
      return isVectorType(field.type) && field.searchable && Boolean(profile?.vectorizer);
    })
    .map(({ path }) => path);
}
