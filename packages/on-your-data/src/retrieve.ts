import type { DataSource } from "./data-source.ts";
import type { EmbeddingDependency, FieldsMapping, QueryType } from "./wire/requested-source.ts";

/** One search of one index. */
export interface SearchQuery {
  readonly source: DataSource;
  /** What is searched for, as a person would write it. */
  readonly text: string;
  /** Restricted to what whoever asks may read; never empty. */
  readonly filter: string;
  readonly queryType: QueryType;
  readonly semanticConfiguration: string | undefined;
  readonly embedding: EmbeddingDependency | undefined;
  readonly fields: FieldsMapping;
  /** Whether hits must say who may read them, which needs a security field that is retrievable. */
  readonly showsReaders: boolean;
  /** How many hits at most. */
  readonly top: number;
  /** Whether a part of what could be found is enough, if the service says that it is one (false). */
  readonly allowPartialResult?: boolean;
}

/** A document, or a part of one, that a search found. Only what may be shown is in it, but for who may read. */
export interface SearchHit {
  readonly content: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly filepath: string | null;
  readonly chunkId: string | null;
  /** Its key, where the source says which field that is. */
  readonly key?: string | null;
  /** Who may read it, as the index says; `undefined` where the answer does not hold the field. */
  readonly groups: readonly string[] | undefined;
  /** Those who may read it by name, where the source has such a field. */
  readonly users?: readonly string[] | undefined;
  readonly score: number;
  /** Of the semantic ranker, 0 to 4. */
  readonly rerankScore?: number | undefined;
}

/** What goes along with a search. */
export interface RetrieveOptions {
  readonly abortSignal: AbortSignal;
  /** A token for AI Search of whom the search is for, where the source's `enforcement` asks for it. */
  readonly userToken?: string | undefined;
}

/** Searches, with the server's own identity. */
export type Retrieve = (
  query: SearchQuery,
  options: RetrieveOptions,
) => Promise<readonly SearchHit[]>;
