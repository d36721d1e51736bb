import type { IndexDefinition, IndexField } from "../azure/search-index.ts";

/** What an index for chunks looks like. */
export interface ChunkIndexOptions {
  /** The field that holds who may read a chunk. */
  readonly groupField: string;
  /** Analyzer of the texts. */
  readonly analyzer: string;
  /** Length of the vectors; none if there are none. */
  readonly dimensions: number | undefined;
  /** Analyzer of the key, where it is searched for. */
  readonly keyAnalyzer?: string;
  /** The deployment of Azure OpenAI that makes a query a vector. */
  readonly vectorizer?: object | undefined;
  /** Filterable fields besides those that every such index has. */
  readonly own: readonly IndexField[];
}

const plain = { searchable: false, filterable: false, sortable: false, facetable: false };
const filterable = { ...plain, filterable: true };

/** The definition of an index for chunks, with the security field. */
export function buildChunkIndex(name: string, options: ChunkIndexOptions): IndexDefinition {
  const { groupField, analyzer, dimensions, keyAnalyzer, own } = options;
  const text = { type: "Edm.String", ...plain, searchable: true, analyzer };
  const key = { ...filterable, sortable: true, key: true };
  const vector: IndexField = {
    name: "contentVector",
    type: "Collection(Edm.Single)",
    searchable: true,
    retrievable: false,
    dimensions,
    vectorSearchProfile: "default",
  };
  return {
    name,
    fields: [
      {
        name: "id",
        type: "Edm.String",
        ...key,
        ...(keyAnalyzer !== undefined && { searchable: true, analyzer: keyAnalyzer }),
      },
      { name: "content", ...text },
      { name: "title", ...text },
      { name: "filepath", type: "Edm.String", ...filterable },
      { name: "url", type: "Edm.String", ...plain },
      { name: "parent_id", type: "Edm.String", ...filterable },
      ...own.map((field) => Object.assign({}, filterable, field)),
      // retrievable, so that each hit can be checked a second time
      { name: groupField, type: "Collection(Edm.String)", ...filterable, retrievable: true },
      ...(dimensions === undefined ? [] : [vector]),
    ],
    semantic: {
      defaultConfiguration: "default",
      configurations: [
        {
          name: "default",
          prioritizedFields: {
            titleField: { fieldName: "title" },
            prioritizedContentFields: [{ fieldName: "content" }],
            prioritizedKeywordsFields: [],
          },
        },
      ],
    },
    ...(dimensions !== undefined && { vectorSearch: vectorSearchOf(options) }),
  };
}

function vectorSearchOf({ vectorizer }: ChunkIndexOptions): object {
  const name = "default";
  const hnswParameters = { metric: "cosine", m: 4, efConstruction: 400, efSearch: 500 };
  return {
    algorithms: [{ name, kind: "hnsw", hnswParameters }],
    profiles: [{ name, algorithm: name, ...(vectorizer && { vectorizer: name }) }],
    ...(vectorizer && {
      vectorizers: [{ name, kind: "azureOpenAI", azureOpenAIParameters: vectorizer }],
    }),
  };
}
