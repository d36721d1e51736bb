/* oxlint-disable no-await-in-loop -- each worker does one document after the other */
import { createHash } from "node:crypto";
import { parseAccessFile, type AccessRules } from "../access/access-file.ts";
import { createDocumentGroups, type ResolveGroupName } from "../access/document-groups.ts";
import type { PathAccess } from "../access/path-access.ts";
import type { BlobContainer, BlobItem } from "../azure/blob-container.ts";
import { dimensionsOf, type Embed } from "../azure/embedder.ts";
import type { SearchDocument, SearchIndexClient } from "../azure/search-index.ts";
import { isSupportedName } from "../crack/crack-document.ts";
import type { DocumentChunker } from "../chunk/document-chunker.ts";
import { IngestionError, isDocumentError } from "../ingestion-error.ts";
import { buildChunkIndex } from "./chunk-index.ts";
import {
  ensureDocumentIndex,
  readIndexedDocuments,
  type IndexedDocument,
} from "./document-index.ts";

/** Where documents come from; a blob container fits. */
export interface DocumentSource extends Pick<BlobContainer, "url" | "read"> {
  list(abortSignal?: AbortSignal): AsyncGenerator<SourceItem>;
}

/** A document as its source names it. */
export interface SourceItem extends BlobItem {
  /** Its address, where that is not the source's with the name. */
  readonly url?: string;
}

/** One pass over a source. */
export interface Ingestion {
  /** Marks the chunks that are this job's to replace and delete. */
  readonly jobId: string;
  readonly source: DocumentSource;
  readonly index: SearchIndexClient;
  readonly chunker: DocumentChunker;
  /** Makes vectors; none are made without. */
  readonly embed: Embed | undefined;
  /** The embedding deployment, so that another one makes the vectors anew. */
  readonly embeddingName: string | undefined;
  readonly maxTokens: number;
  readonly overlap: number;
  readonly groupField: string;
  readonly analyzer: string;
  /** Name of the file in the source that says who may read what. */
  readonly accessFile: string;
  /** Name of the metadata that does, in lower case. */
  readonly groupMetadata: string;
  readonly resolveGroupName: ResolveGroupName | undefined;
  /** Access lists of the source, where they say who may read what. */
  readonly pathAccess?: PathAccess | undefined;
  readonly maxDocumentBytes: number;
  readonly onProgress?: ((progress: IngestionProgress) => void) | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** How far a pass is. */
export interface IngestionProgress {
  /** Documents that were found. */
  readonly found: number;
  /** Documents that were looked at, of those. */
  readonly read: number;
  /** Documents that were new or changed, of those. */
  readonly changed: number;
  /** Documents that are written, of those. */
  readonly written: number;
  /** The document that was finished last. */
  readonly name?: string | undefined;
  /** Whether more may be found. */
  readonly isOpen?: boolean;
  /** The execution of an indexer after which the pass began, so that another server can go on with it. */
  readonly after?: string;
}

/** What became of a pass. */
export interface IngestionResult extends IngestionProgress {
  /** Documents that were as they are. */
  readonly unchanged: number;
  /** Documents whose chunks were deleted because the source no longer has them. */
  readonly removed: number;
  /** Whether only what had changed was looked at, so that nothing is known of the rest. */
  readonly isDelta?: boolean;
  /** What is to be said of the pass itself. */
  readonly remarks?: readonly string[];
  /** What could not be ingested or nobody can see, and why. */
  readonly problems: readonly DocumentProblem[];
}

/** What is to be said of one document. */
export interface DocumentProblem {
  readonly name: string;
  /**
   * The code of an `IngestionError`; `NO_GROUPS` for a document that nobody can see, `INDEXER_WARNING` for what an indexer
   * says of one.
   */
  readonly code: string;
  readonly message: string;
}

const parallel = 4;
/** The metadata by which a folder of a hierarchical namespace is told from a blob. */
const folderMark = "hdi_isfolder";
/** Part of each version: a change of how documents are read makes them be read again. */
const format = "2";

/**
 * Makes the index hold what the source holds: new and changed documents are written, unchanged ones are left alone, and
 * the chunks of those that are gone, or that cannot be read any more, are deleted. Done again after a failure, it goes on
 * where it was.
 *
 * @throws IngestionError for what concerns more than one document; the signal's reason if it aborts.
 */
export async function ingestDocuments(ingestion: Ingestion): Promise<IngestionResult> {
  const { jobId, source, index, embed, groupField, analyzer, abortSignal } = ingestion;
  const dimensions = embed === undefined ? undefined : await dimensionsOf(embed, abortSignal);
  const wanted = buildChunkIndex(index.name, {
    groupField,
    analyzer,
    dimensions,
    own: [
      { name: "chunk_id", type: "Edm.String", filterable: false },
      { name: "job_id", type: "Edm.String" },
      { name: "version", type: "Edm.String", filterable: false },
    ],
  });
  await ensureDocumentIndex(index, wanted, abortSignal);

  const items: SourceItem[] = [];
  for await (const item of source.list(abortSignal)) items.push(item);
  const rules = await readRules(ingestion, items);
  const documents = items.filter(
    ({ name, metadata }) =>
      name !== ingestion.accessFile && !name.endsWith("/") && metadata[folderMark] !== "true",
  );
  const groups = createDocumentGroups({
    rules,
    metadataName: ingestion.groupMetadata,
    resolveGroupName: ingestion.resolveGroupName,
    pathAccess: ingestion.pathAccess,
  });
  const indexed = await readIndexedDocuments(index, jobId, abortSignal);

  const progress = { found: documents.length, read: 0, changed: 0, written: 0 };
  const problems: DocumentProblem[] = [];
  let removed = 0;
  let unchanged = 0;
  ingestion.onProgress?.({ ...progress });

  async function ingest(item: SourceItem): Promise<void> {
    const { name } = item;
    const id = documentId(ingestion, name);
    const before = indexed.get(id);
    try {
      const groupIds = await groups.groupsOf({ path: name, metadata: item.metadata }, abortSignal);
      if (!isSupportedName(name)) {
        throw new IngestionError("DOCUMENT_UNSUPPORTED", "Files of this kind are not read.");
      }
      const version = versionOf(ingestion, item, groupIds);
      if (before?.version === version) unchanged++;
      else {
        progress.changed++;
        await write(ingestion, { item, id, version, groupIds, before });
        progress.written++;
      }
      // what is left in the list is gone from the source
      indexed.delete(id);
      if (groupIds.length === 0) {
        problems.push({
          name,
          code: "NO_GROUPS",
          message: "No group may read it, so nobody sees it.",
        });
      }
    } catch (error) {
      abortSignal?.throwIfAborted();
      if (!isDocumentError(error)) throw error;
      problems.push({ name, code: error.code, message: error.message });
    }
    progress.read++;
    ingestion.onProgress?.({ ...progress, name });
  }

  await inParallel(documents, ingest);
  abortSignal?.throwIfAborted();
  for (const { keys } of indexed.values()) {
    await index.remove(keys, abortSignal);
    removed++;
  }
  return { ...progress, unchanged, removed, problems };
}

async function readRules(
  ingestion: Ingestion,
  items: readonly SourceItem[],
): Promise<AccessRules | undefined> {
  const { accessFile, source, maxDocumentBytes, abortSignal } = ingestion;
  const item = items.find(({ name }) => name === accessFile);
  if (item === undefined) return undefined;
  const bytes = await source.read(accessFile, {
    etag: item.etag,
    maxBytes: maxDocumentBytes,
    abortSignal,
  });
  if (bytes === undefined)
    throw new IngestionError("ACCESS_FILE_INVALID", "The access file is gone.");
  return parseAccessFile(new TextDecoder().decode(bytes));
}

interface Writing {
  readonly item: SourceItem;
  readonly id: string;
  readonly version: string;
  readonly groupIds: readonly string[];
  readonly before: IndexedDocument | undefined;
}

async function write(ingestion: Ingestion, writing: Writing): Promise<void> {
  const { source, index, chunker, embed, maxTokens, overlap, maxDocumentBytes, abortSignal } =
    ingestion;
  const { item, id, version, groupIds, before } = writing;
  const { name } = item;
  const bytes = await source.read(name, {
    etag: item.etag,
    maxBytes: maxDocumentBytes,
    abortSignal,
  });
  if (bytes === undefined) throw new IngestionError("DOCUMENT_EMPTY", "The document is gone.");
  const { title, chunks } = await chunker.chunk(name, bytes, { maxTokens, overlap, abortSignal });
  const contents = chunks.map(({ content }) => content);
  const vectors = await embed?.(contents, abortSignal);
  const url = item.url ?? `${source.url}/${name.split("/").map(encodeURIComponent).join("/")}`;
  // oxlint-disable-next-line no-map-spread -- members that may be missing
  const entries = chunks.map(({ content, page }, at): SearchDocument => ({
    id: `${id}_${at}`,
    parent_id: id,
    job_id: ingestion.jobId,
    chunk_id: String(at),
    version,
    content,
    title,
    filepath: name,
    url: page === undefined ? url : `${url}#page=${page}`,
    [ingestion.groupField]: groupIds,
    ...(vectors !== undefined && { contentVector: vectors[at] }),
  }));
  const [first, ...rest] = entries;
  const keys = new Set(entries.map((entry) => entry["id"]));
  const surplus = (before?.keys ?? []).filter((key) => !keys.has(key));
  // the first chunk vouches for the whole, so it comes last
  if (rest.length > 0) await index.upload(rest, abortSignal);
  if (surplus.length > 0) await index.remove(surplus, abortSignal);
  if (first !== undefined) await index.upload([first], abortSignal);
}

function documentId({ jobId, source }: Ingestion, name: string): string {
  return digest([jobId, source.url, name]).slice(0, 40);
}

function versionOf(
  ingestion: Ingestion,
  { etag }: SourceItem,
  groupIds: readonly string[],
): string {
  const { maxTokens, overlap, embeddingName = "" } = ingestion;
  return digest([
    format,
    etag,
    String(maxTokens),
    String(overlap),
    embeddingName,
    ...groupIds,
  ]).slice(0, 32);
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Does some at a time; the first failure ends all. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let isFailed = false;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (isFailed) return;
      try {
        await work(item);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: parallel }, worker));
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}
