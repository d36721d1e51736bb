import { unusable } from "./upstream-failure.ts";

/** What is needed of a knowledge base's definition. */
export interface KnowledgeBase {
  /** As in `extractiveData`, what was found, or `answerSynthesis`, what a model makes of it. */
  readonly outputMode: string;
  readonly sourceNames: readonly string[];
}

/** What is needed of the definition of one of its sources. */
export interface KnowledgeSource {
  readonly name: string;
  /** As in `searchIndex` or `web`. */
  readonly kind: string;
  /** Of a source of the kind `searchIndex`. */
  readonly indexName: string;
  /** Fields that references hold by its definition; without any, there are the key and what the ranker reads. */
  readonly shownFields: readonly string[];
}

/**
 * Reads the definition of a knowledge base.
 *
 * @see https://learn.microsoft.com/azure/search/agentic-retrieval-how-to-create-knowledge-base
 * @throws OnYourDataError `UPSTREAM_FAILED` for what is none.
 */
export function parseKnowledgeBase(json: string): KnowledgeBase {
  try {
    const { outputMode, knowledgeSources } = JSON.parse(json) as WireKnowledgeBase;
    return { outputMode: outputMode ?? "extractiveData", sourceNames: namesOf(knowledgeSources) };
  } catch (error) {
    throw unusable("search", error);
  }
}

/**
 * Reads the definition of a source.
 *
 * @see https://learn.microsoft.com/azure/search/agentic-knowledge-source-how-to-search-index
 * @throws OnYourDataError `UPSTREAM_FAILED` for what is none.
 */
export function parseKnowledgeSource(json: string): KnowledgeSource {
  try {
    const { name, kind, searchIndexParameters } = JSON.parse(json) as WireKnowledgeSource;
    return {
      name: String(name),
      kind: String(kind),
      indexName: String(searchIndexParameters?.searchIndexName),
      shownFields: namesOf(searchIndexParameters?.sourceDataFields ?? []),
    };
  } catch (error) {
    throw unusable("search", error);
  }
}

interface Named {
  readonly name: unknown;
}

interface WireKnowledgeBase {
  readonly outputMode?: string | null;
  readonly knowledgeSources: readonly Named[];
}

interface WireKnowledgeSource extends Named {
  readonly kind: unknown;
  readonly searchIndexParameters?: {
    readonly searchIndexName?: unknown;
    readonly sourceDataFields?: readonly Named[] | null;
  } | null;
}

function namesOf(list: readonly Named[]): readonly string[] {
  return list.map(({ name }) => String(name));
}
