/* oxlint-disable no-await-in-loop -- each page begins where the one before ended */
import { IngestionError } from "../ingestion-error.ts";
import type { AzureService } from "./azure-service.ts";

/** A document of an index. */
export type SearchDocument = Readonly<Record<string, unknown>>;

/** One index of AI Search. */
export interface SearchIndexClient {
  readonly name: string;
  /** Its definition, if there is one. */
  read(abortSignal?: AbortSignal): Promise<IndexDefinition | undefined>;
  create(definition: IndexDefinition, abortSignal?: AbortSignal): Promise<void>;
  /** A document by its key, if it is there. */
  get(key: string, abortSignal?: AbortSignal): Promise<SearchDocument | undefined>;
  /** All documents that match, in the order of a sortable field whose values differ. */
  list(query: IndexQuery, abortSignal?: AbortSignal): AsyncGenerator<SearchDocument>;
  /** Writes documents, replacing those of the same key. */
  upload(documents: readonly SearchDocument[], abortSignal?: AbortSignal): Promise<void>;
  /** Deletes documents by their keys. */
  remove(keys: readonly string[], abortSignal?: AbortSignal): Promise<void>;
}

export interface IndexDefinition {
  readonly name: string;
  readonly fields: readonly IndexField[];
  readonly [member: string]: unknown;
}

export interface IndexField {
  readonly name: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

/** What to list. */
interface IndexQuery {
  readonly filter?: string;
  readonly select: readonly string[];
  /** The key field, which is filterable and sortable. */
  readonly key: string;
}

const apiVersion = "api-version=2024-07-01";
const pageSize = 1_000;
/** AI Search takes a thousand documents and 16 MB at once. */
const maxBatch = { documents: 500, bytes: 8_000_000 };

/** Makes a client of one index. */
export function createSearchIndexClient(search: AzureService, name: string): SearchIndexClient {
  const path = `/indexes('${encodeURIComponent(name)}')`;

  async function* list(
    { filter, select, key }: IndexQuery,
    abortSignal?: AbortSignal,
  ): AsyncGenerator<SearchDocument> {
    let last: string | undefined;
    for (;;) {
      const after = last === undefined ? undefined : `${key} gt ${odataText(last)}`;
      const conditions = [filter, after].filter((each) => each !== undefined);
      const body = {
        search: "*",
        ...(conditions.length > 0 && {
          filter: conditions.map((each) => `(${each})`).join(" and "),
        }),
        select: [...new Set([key, ...select])].join(","),
        orderby: `${key} asc`,
        top: pageSize,
      };
      const response = await search.send(`${path}/docs/search.post.search?${apiVersion}`, {
        method: "POST",
        body,
        abortSignal,
      });
      const { value } = (await response.json()) as { value: SearchDocument[] };
      yield* value;
      if (value.length < pageSize) return;
      last = String(value.at(-1)?.[key]);
    }
  }

  async function write(
    actions: readonly SearchDocument[],
    abortSignal?: AbortSignal,
  ): Promise<void> {
    for (const value of batchesOf(actions)) {
      const response = await search.send(`${path}/docs/search.index?${apiVersion}`, {
        method: "POST",
        body: { value },
        abortSignal,
      });
      const results = (await response.json()) as {
        value: { status: boolean; statusCode: number }[];
      };
      const failed = results.value.find(({ status }) => !status);
      if (failed === undefined) continue;
      throw new IngestionError(
        failed.statusCode === 400 ? "DOCUMENT_REJECTED" : "UPSTREAM_UNAVAILABLE",
        `AI Search did not take all documents (${failed.statusCode}).`,
      );
    }
  }

  return {
    name,
    async read(abortSignal) {
      const response = await search.send(`${path}?${apiVersion}`, { accept: [404], abortSignal });
      if (response.status !== 404) return (await response.json()) as IndexDefinition;
      await response.body?.cancel();
      return undefined;
    },
    async create(definition, abortSignal) {
      const response = await search.send(`/indexes?${apiVersion}`, {
        method: "POST",
        body: definition,
        // another instance of the server was faster
        accept: [409],
        abortSignal,
      });
      await response.body?.cancel();
    },
    async get(key, abortSignal) {
      const response = await search.send(
        `${path}/docs('${encodeURIComponent(key)}')?${apiVersion}`,
        {
          accept: [404],
          abortSignal,
        },
      );
      if (response.status !== 404) return (await response.json()) as SearchDocument;
      await response.body?.cancel();
      return undefined;
    },
    list,
    upload: (documents, abortSignal) =>
      write(
        documents.map((each) => ({ "@search.action": "upload", ...each })),
        abortSignal,
      ),
    remove: (keys, abortSignal) =>
      write(
        keys.map((id) => ({ "@search.action": "delete", id })),
        abortSignal,
      ),
  };
}

/** A text in a filter. */
export function odataText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function* batchesOf(actions: readonly SearchDocument[]): Generator<SearchDocument[]> {
  let batch: SearchDocument[] = [];
  let bytes = 0;
  for (const action of actions) {
    const size = JSON.stringify(action).length * 2;
    const isFull = batch.length === maxBatch.documents || bytes + size > maxBatch.bytes;
    if (isFull && batch.length > 0) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(action);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
