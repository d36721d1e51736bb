import type { SearchHit, SearchQuery } from "../retrieve.ts";
import { readSearchHit } from "./search-hit.ts";
import { unusable } from "./upstream-failure.ts";

/**
 * What a knowledge base is asked. The filter goes to every source by name, for there is none that holds for all;
 * no model takes part, and the strictness of the request decides what is alike enough.
 */
export function buildRetrievalBody(
  text: string,
  filter: string,
  sourceNames: readonly string[],
): object {
  return {
    intents: [{ type: "semantic", search: text }],
    outputMode: "extractiveData",
    retrievalReasoningEffort: { kind: "minimal" },
    knowledgeSourceParams: sourceNames.map((knowledgeSourceName) => ({
      knowledgeSourceName,
      kind: "searchIndex",
      filterAddOn: filter,
      includeReferences: true,
      includeReferenceSourceData: true,
      rerankerThreshold: 0,
    })),
  };
}

/**
 * The passages of an answer, by its references: these alone hold the documents as they are, with who may read
 * them. What does not say so is dropped, as the references of a source that was not asked for them.
 *
 * @throws OnYourDataError `UPSTREAM_FAILED` for what is no answer.
 */
export function readReferences(json: string, search: SearchQuery): readonly SearchHit[] {
  let answer: { readonly references?: unknown } | null;
  try {
    answer = JSON.parse(json) as typeof answer;
  } catch (error) {
    throw unusable("search", error);
  }
  const references = answer?.references;
  if (!Array.isArray(references)) {
    throw unusable("search", new TypeError("The answer holds no references"));
  }
  return references
    .flatMap((reference: unknown) => hitOf(reference as WireReference | null, search))
    .filter(({ groups }) => groups !== undefined);
}

interface WireReference {
  readonly type?: unknown;
  readonly docKey?: unknown;
  readonly rerankerScore?: unknown;
  readonly sourceData?: unknown;
}

function hitOf(reference: WireReference | null, search: SearchQuery): readonly SearchHit[] {
  const { type, docKey, rerankerScore, sourceData } = reference ?? {};
  if (type !== "searchIndex" || typeof sourceData !== "object" || sourceData === null) return [];
  const { keyField } = search.source;
  const document = {
    ...(keyField !== undefined && { [keyField]: docKey }),
    ...sourceData,
    "@search.score": rerankerScore,
    "@search.rerankerScore": rerankerScore,
  };
  return [readSearchHit(document, search)];
}
