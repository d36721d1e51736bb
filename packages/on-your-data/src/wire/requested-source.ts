/** How an index is searched. */
export type QueryType =
  | "simple"
  | "semantic"
  | "vector"
  | "vector_simple_hybrid"
  | "vector_semantic_hybrid";

/** All query types, in the service's order. */
export const queryTypes: readonly QueryType[] = [
  "simple",
  "semantic",
  "vector",
  "vector_simple_hybrid",
  "vector_semantic_hybrid",
];

/** Which fields of an index hold what. */
export interface FieldsMapping {
  readonly contentFields?: readonly string[] | undefined;
  /** Between the texts of several content fields (a line break). */
  readonly contentFieldsSeparator?: string | undefined;
  readonly titleField?: string | undefined;
  readonly urlField?: string | undefined;
  readonly filepathField?: string | undefined;
  readonly vectorFields?: readonly string[] | undefined;
}

/** Where the vector of a question comes from: a deployment, or the vectorizer that the index has. */
export type EmbeddingDependency =
  | {
      readonly type: "deployment_name";
      readonly deploymentName: string;
      readonly dimensions?: number | undefined;
    }
  | { readonly type: "integrated" };

/** What a context can hold. */
export type ContextPart = "citations" | "intent" | "all_retrieved_documents";

/** All parts of a context. */
export const contextParts: readonly ContextPart[] = [
  "citations",
  "intent",
  "all_retrieved_documents",
];

/** The data source that a request names, with its defaults filled in. */
export interface RequestedSource {
  /** Where in the request it stands, as in `#/data_sources/0/azure_search/parameters`. */
  readonly path: string;
  readonly endpoint: string;
  readonly indexName: string;
  /** The user-assigned identity that the request wants to be used. */
  readonly managedIdentityResourceId: string | undefined;
  readonly queryType: QueryType;
  readonly semanticConfiguration: string | undefined;
  readonly filter: string | undefined;
  readonly fieldsMapping: FieldsMapping | undefined;
  readonly embeddingDependency: EmbeddingDependency | undefined;
  readonly inScope: boolean;
  /** 1 to 5. */
  readonly strictness: number;
  readonly topNDocuments: number;
  readonly roleInformation: string | undefined;
  readonly maxSearchQueries: number | undefined;
  readonly allowPartialResult: boolean;
  readonly includeContexts: readonly ContextPart[];
}
