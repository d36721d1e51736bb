import type { ResolveGroupName } from "../access/document-groups.ts";
import { createPathAccess } from "../access/path-access.ts";
import type { AzureService } from "../azure/azure-service.ts";
import { createBlobContainer } from "../azure/blob-container.ts";
import { createEmbedder } from "../azure/embedder.ts";
import { createSearchIndexClient } from "../azure/search-index.ts";
import { createDocumentChunker } from "../chunk/document-chunker.ts";
import { defaultLimits } from "../crack/document-limits.ts";
import { createPageFetcher } from "../crawl/page-fetcher.ts";
import { createUrlSource } from "../crawl/url-source.ts";
import { ingestDocuments } from "./ingest-documents.ts";
import type { IngestionServiceOptions } from "./ingestion-service-options.ts";
import type { RunJob } from "./job-runner.ts";

/** All pages of one job, which are in memory until they are read. */
const maxPagesBytes = 256 * 2 ** 20;

/** The services that jobs work with. */
export interface JobServices {
  readonly search: AzureService;
  /** Makes vectors. */
  readonly models: AzureService | undefined;
  /** By the endpoints of the storage accounts. */
  readonly accounts: ReadonlyMap<string, StorageAccount>;
}

/** A storage account that jobs may read. */
export interface StorageAccount {
  readonly blob: AzureService;
  /** Has the access lists, where they say who may read a document. */
  readonly dfs: AzureService | undefined;
  readonly resourceId: string;
}

/** What a mode goes by, of the options and what stands for those that are not given. */
export interface ModeOptions {
  readonly groupField: string;
  readonly analyzer: string;
  readonly overlap: number;
  readonly access: {
    readonly file: string;
    readonly metadata: string;
    readonly resolveGroupName: ResolveGroupName | undefined;
  };
  readonly pages: IngestionServiceOptions["pages"];
  readonly limits: IngestionServiceOptions["limits"];
  readonly skill: IngestionServiceOptions["skill"];
  readonly isPageHost: (host: string) => boolean;
  readonly heartbeatInMs: number;
}

/** Does jobs in this process: it reads the container, parts its documents and pushes the parts to AI Search. */
export function createPushMode(services: JobServices, options: ModeOptions): RunJob {
  const { groupField, analyzer, overlap, access, pages, limits = {}, isPageHost } = options;
  const fetchPage = pages?.fetchPage ?? createPageFetcher();
  const { models } = services;

  return async function pushDocuments(definition, { onProgress, abortSignal }) {
    const { jobId, container, embedding } = definition;
    const account = accountOf(services, definition.storageEndpoint);
    const blobs = createBlobContainer(account.blob, container);
    // of pages, lists say nothing
    const dfs = definition.pages === undefined ? account.dfs : undefined;
    await using chunker = disposable(createDocumentChunker(limits));
    return await ingestDocuments({
      jobId,
      source:
        definition.pages === undefined
          ? blobs
          : createUrlSource({
              crawl: {
                ...definition.pages,
                fetchPage,
                isHostAllowed: isPageHost,
                delayInMs: pages?.delayInMs ?? 250,
              },
              container: blobs,
              accessFile: access.file,
              maxBytes: maxPagesBytes,
            }),
      index: createSearchIndexClient(services.search, jobId),
      chunker,
      embed: embedding && models && createEmbedder(models, embedding.deployment),
      embeddingName: embedding?.deployment,
      maxTokens: definition.maxTokens,
      overlap: Math.min(overlap, Math.floor(definition.maxTokens / 2)),
      groupField,
      analyzer,
      accessFile: access.file,
      groupMetadata: access.metadata.toLowerCase(),
      resolveGroupName: access.resolveGroupName,
      pathAccess: dfs && createPathAccess(dfs, container),
      maxDocumentBytes: limits.maxBytes ?? defaultLimits.maxBytes,
      onProgress,
      abortSignal,
    });
  };
}

/** @throws TypeError for the account of a job that was kept by a server that was set up otherwise. */
export function accountOf({ accounts }: JobServices, endpoint: string): StorageAccount {
  const account = accounts.get(endpoint);
  if (account !== undefined) return account;
  throw new TypeError("ingestion: the storage account is no longer set up");
}

function disposable<T extends { close(): Promise<void> }>(resource: T): T & AsyncDisposable {
  return Object.assign(resource, { [Symbol.asyncDispose]: () => resource.close() });
}
