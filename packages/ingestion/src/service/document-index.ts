import {
  odataText,
  type IndexDefinition,
  type IndexField,
  type SearchIndexClient,
} from "../azure/search-index.ts";
import { IngestionError } from "../ingestion-error.ts";

/** What an index for chunks looks like. */
export interface DocumentIndexOptions {
  /** The field that holds who may read a chunk. */
  readonly groupField: string;
  /** Analyzer of the texts. */
  readonly analyzer: string;
  /** Length of the vectors; none if there are none. */
  readonly dimensions: number | undefined;
}

/** What the index holds of a document. */
export interface IndexedDocument {
  /** What the document was like, if all of it is there. */
  readonly version: string | undefined;
  readonly keys: readonly string[];
}

/**
 * Makes the index if there is none, with the security field from the beginning.
 *
 * @throws IngestionError for an index that is there and could not hold who may read what.
 */
export async function ensureDocumentIndex(
  index: SearchIndexClient,
  options: DocumentIndexOptions,
  abortSignal?: AbortSignal,
): Promise<void> {
  const wanted = definitionOf(index.name, options);
  let present = await index.read(abortSignal);
  if (present === undefined) {
    await index.create(wanted, abortSignal);
    // whoever made it, it is looked at
    present = await index.read(abortSignal);
  }
  for (const field of wanted.fields) requireField(present, field);
}

/** What the index holds of a job's documents, by their id. */
export async function readIndexedDocuments(
  index: SearchIndexClient,
  jobId: string,
  abortSignal?: AbortSignal,
): Promise<Map<string, IndexedDocument>> {
  const documents = new Map<string, { version: string | undefined; keys: string[] }>();
  const query = {
    key: "id",
    filter: `job_id eq ${odataText(jobId)}`,
    select: ["parent_id", "chunk_id", "version"],
  };
  for await (const chunk of index.list(query, abortSignal)) {
    const parent = String(chunk["parent_id"]);
    const document = documents.get(parent) ?? { version: undefined, keys: [] };
    documents.set(parent, document);
    document.keys.push(String(chunk["id"]));
    // the first chunk is written last, and vouches for the others
    if (chunk["chunk_id"] === "0") document.version = String(chunk["version"]);
  }
  return documents;
}

function definitionOf(
  name: string,
  { groupField, analyzer, dimensions }: DocumentIndexOptions,
): IndexDefinition {
  const plain = { searchable: false, filterable: false, sortable: false, facetable: false };
  const filterable = { ...plain, filterable: true };
  const text = { type: "Edm.String", ...plain, searchable: true, analyzer };
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
      { name: "id", type: "Edm.String", key: true, ...filterable, sortable: true },
      { name: "content", ...text },
      { name: "title", ...text },
      { name: "filepath", type: "Edm.String", ...filterable },
      { name: "url", type: "Edm.String", ...plain },
      { name: "chunk_id", type: "Edm.String", ...plain },
      { name: "parent_id", type: "Edm.String", ...filterable },
      { name: "job_id", type: "Edm.String", ...filterable },
      { name: "version", type: "Edm.String", ...plain },
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
    ...(dimensions !== undefined && {
      vectorSearch: {
        algorithms: [
          {
            name: "default",
            kind: "hnsw",
            hnswParameters: { metric: "cosine", m: 4, efConstruction: 400, efSearch: 500 },
          },
        ],
        profiles: [{ name: "default", algorithm: "default" }],
      },
    }),
  };
}

function requireField(definition: IndexDefinition | undefined, wanted: IndexField): void {
  const field = definition?.fields.find(({ name }) => name === wanted.name);
  const isFit =
    field?.type === wanted.type &&
    (wanted["filterable"] !== true || field["filterable"] !== false) &&
    (wanted["retrievable"] !== true || field["retrievable"] !== false) &&
    (wanted["dimensions"] === undefined || field["dimensions"] === wanted["dimensions"]);
  if (isFit) return;
  throw new IngestionError(
    "INDEX_INCOMPATIBLE",
    `An index of the job's name exists, and its field ${wanted.name} is missing or of another kind; name the job differently or delete the index.`,
  );
}
