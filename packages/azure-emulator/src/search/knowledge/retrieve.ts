import { tokenPieces } from "../../openai/token-pieces.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import type { JsonObject } from "../json-object.ts";
import { SearchError } from "../search-error.ts";
import { fieldReference, type KnowledgeSource } from "./knowledge-source.ts";
import {
  defaultSourceParameters,
  type RetrievalRequest,
  type SourceParameters,
} from "./retrieval-request.ts";
import { searchSource, sourceFilter, type FoundChunk, type SourceResult } from "./search-source.ts";

/** What a retrieval works with. */
export interface RetrievalContext {
  readonly sources: readonly KnowledgeSource[];
  /** The documents of an index that the caller may see; throws a SearchError where there is none. */
  readonly indexOf: (name: string) => SearchIndex;
  readonly apiVersion: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A document that was found, and where. */
interface Reference extends FoundChunk {
  readonly source: string;
  /** The id of the activity that found it. */
  readonly activity: number;
  readonly parameters: SourceParameters;
}

/**
 * Asks every source every query: 206 when one of them cannot be asked.
 *
 * @see https://learn.microsoft.com/azure/search/agentic-retrieval-how-to-retrieve
 * @throws SearchError for a `filterAddOn` that is no filter of its source.
 */
export function retrieve(request: RetrievalRequest, context: RetrievalContext): Response {
  const activity: JsonObject[] = [];
  const found: Reference[] = [];
  for (const source of context.sources) {
    const parameters = request.sources.get(source.name) ?? defaultSourceParameters;
    const index = attempt(() => context.indexOf(source.searchIndexName));
    const filter = index instanceof SearchError ? null : sourceFilter(index, source, parameters);
    for (const search of request.queries) {
      const start = performance.now();
      const id = activity.length;
      const result =
        index instanceof SearchError
          ? index
          : attempt(() =>
              searchSource(index, source, {
                search,
                filter,
                rerankerThreshold: parameters.rerankerThreshold,
                apiVersion: context.apiVersion,
                now: context.now(),
              }),
            );
      activity.push({
        type: "searchIndex",
        id,
        knowledgeSourceName: source.name,
        queryTime: new Date(context.now()).toISOString(),
        ...outcomeOf(result),
        elapsedMs: Math.ceil(performance.now() - start),
        searchIndexArguments: {
          search,
          filter,
          sourceDataFields: source.sourceDataFields.map(fieldReference),
          searchFields: source.searchFields.map(fieldReference),
          semanticConfigurationName: source.semanticConfigurationName,
        },
      });
      if (result instanceof SearchError) continue;
      for (const chunk of result.chunks) {
        found.push({ ...chunk, source: source.name, activity: id, parameters });
      }
    }
  }
  const isPartial = activity.some((record) => "error" in record);
  const references = withinLimits(withoutDoubles(found), request);
  activity.push({
    type: "agenticReasoning",
    id: activity.length,
    retrievalReasoningEffort: { kind: request.effort },
    reasoningTokens: references.reduce((sum, reference) => sum + tokensOf(reference), 0),
  });
  const text = JSON.stringify(references.map(({ passage }, id) => ({ ref_id: id, ...passage })));
  return Response.json(
    {
      response: [{ role: "assistant", content: [{ type: "text", text }] }],
      // what went wrong stands nowhere else
      ...(request.includeActivity || isPartial ? { activity } : {}),
      references: references.flatMap(formatReference),
    },
    { status: isPartial ? 206 : 200 },
  );
}

function attempt<T>(work: () => T): T | SearchError {
  try {
    return work();
  } catch (error) {
    if (error instanceof SearchError) return error;
    throw error;
  }
}

function outcomeOf(result: SourceResult | SearchError): JsonObject {
  if (result instanceof SearchError) {
    const { status, message } = result;
    return {
      count: 0,
      error: { code: String(status), message, details: [], additionalInfo: [] },
    };
  }
  const { chunks, dropped } = result;
  return {
    count: chunks.length,
    ...(dropped > 0
      ? {
          warning: `${dropped} additional documents were dropped because rerankerThreshold filtered them out during reranking. Adjust the threshold if higher recall is desired.`,
        }
      : {}),
  };
}

/** The best first; a document that several queries found stands once. */
function withoutDoubles(found: readonly Reference[]): readonly Reference[] {
  const seen = new Set<string>();
  return found
    .toSorted((left, right) => right.rerankerScore - left.rerankerScore)
    .filter(({ source, docKey }) => {
      const id = `${source}/${docKey}`;
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    });
}

/** A document that does not fit any more is left out without a word, as the service does it. */
function withinLimits(
  references: readonly Reference[],
  { maxTokens = Number.POSITIVE_INFINITY, maxDocuments }: RetrievalRequest,
): readonly Reference[] {
  let tokens = 0;
  return references
    .filter((reference) => {
      const sum = tokens + tokensOf(reference);
      if (sum > maxTokens) return false;
      tokens = sum;
      return true;
    })
    .slice(0, maxDocuments);
}

function tokensOf({ passage }: Reference): number {
  return tokenPieces(JSON.stringify(passage)).length;
}

function formatReference(
  { parameters, activity, docKey, rerankerScore, sourceData }: Reference,
  id: number,
): readonly JsonObject[] {
  if (!parameters.includeReferences) return [];
  return [
    {
      type: "searchIndex",
      id: String(id),
      activitySource: activity,
      sourceData: parameters.includeReferenceSourceData ? sourceData : null,
      rerankerScore,
      docKey,
    },
  ];
}
