import {
  odataText,
  type IndexDefinition,
  type IndexField,
  type SearchIndexClient,
} from "../azure/search-index.ts";
import { IngestionError } from "../ingestion-error.ts";

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
  wanted: IndexDefinition,
  abortSignal?: AbortSignal,
): Promise<void> {
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
