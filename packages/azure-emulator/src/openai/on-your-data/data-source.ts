/** Where to look for what an answer is made of, whichever way the request spelled it. */
export interface DataSource {
  /** As in `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  readonly indexName: string;
  readonly authentication: SearchAuthentication;
  readonly queryType: QueryType;
  readonly semanticConfiguration: string | undefined;
  readonly filter: string | undefined;
  readonly fieldsMapping: FieldsMapping;
  readonly embedding: EmbeddingDependency | undefined;
  /** Whether nothing but the documents may answer. */
  readonly inScope: boolean;
  /** 1 to 5. */
  readonly strictness: number;
  readonly topNDocuments: number;
  readonly roleInformation: string | undefined;
  /** `undefined` for as many as the question has. */
  readonly maxSearchQueries: number | undefined;
  readonly allowPartialResult: boolean;
  readonly includeContexts: readonly string[];
}

/** How the search is asked. */
type QueryType =
  | "simple"
  | "semantic"
  | "vector"
  | "vector_simple_hybrid"
  | "vector_semantic_hybrid";

/** As whom the search is asked. */
type SearchAuthentication =
  | { readonly type: "system_assigned_managed_identity" }
  | { readonly type: "user_assigned_managed_identity"; readonly resourceId: string }
  | { readonly type: "api_key"; readonly key: string }
  | { readonly type: "access_token"; readonly token: string };

/** Which fields of an index are which parts of a citation; what is not said is found by its name. */
export interface FieldsMapping {
  readonly contentFields: readonly string[];
  readonly separator: string;
  readonly titleField: string | undefined;
  readonly urlField: string | undefined;
  readonly filepathField: string | undefined;
  readonly vectorFields: readonly string[];
}

/** What makes a question's vector. */
type EmbeddingDependency =
  | {
      readonly type: "deployment_name";
      readonly deployment: string;
      readonly dimensions: number | undefined;
    }
  | {
      readonly type: "endpoint";
      readonly endpoint: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly dimensions: number | undefined;
    }
  | { readonly type: "integrated" };
