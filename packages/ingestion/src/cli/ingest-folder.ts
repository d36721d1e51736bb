import type { TokenCredential } from "@azure/core-auth";
import { azureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import { createGroupNameResolver } from "../access/group-names.ts";
import { createAzureService } from "../azure/azure-service.ts";
import { createBlobContainer } from "../azure/blob-container.ts";
import { createEmbedder } from "../azure/embedder.ts";
import { requiredRoles, type RequiredRoles } from "../azure/required-roles.ts";
import { createSearchIndexClient } from "../azure/search-index.ts";
import { createDocumentChunker } from "../chunk/document-chunker.ts";
import { defaultLimits } from "../crack/document-limits.ts";
import {
  ingestDocuments,
  type IngestionProgress,
  type IngestionResult,
} from "../service/ingest-documents.ts";
import { isIndexName } from "../service/read-job-request.ts";
import { createLocalFolder, requireFolder } from "./local-folder.ts";
import { uploadDocuments } from "./upload-documents.ts";

/** Where the documents of a folder go, and as whom. */
export interface IngestFolderOptions {
  readonly folder: string;
  readonly credential: TokenCredential;
  readonly cloud?: AzureCloudName;
  /** The index that is filled, unless the documents are uploaded. */
  readonly search?: string | undefined;
  readonly index?: string | undefined;
  readonly openai?: string | undefined;
  readonly embeddingDeployment?: string | undefined;
  /** The container that documents are uploaded to. */
  readonly storage?: string | undefined;
  readonly container?: string | undefined;
  readonly maxTokens?: number | undefined;
  readonly overlap?: number | undefined;
  readonly groupField?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly onProgress?: ((progress: IngestionProgress) => void) | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * Fills an index with the documents of a folder, or uploads them to a container.
 *
 * @throws TypeError when it is not said where they go, or there is no such folder.
 */
export async function ingestFolder(options: IngestFolderOptions): Promise<IngestionResult> {
  const {
    folder,
    credential,
    search,
    index,
    openai,
    embeddingDeployment,
    storage,
    container,
    fetch,
  } = options;
  const {
    maxTokens = 1024,
    overlap = 0,
    groupField = "group_ids",
    onProgress,
    abortSignal,
  } = options;
  const cloud = azureCloud(options.cloud);
  await requireFolder(folder);
  const serviceOf = (endpoint: string, { audience }: { audience: string }, needs: RequiredRoles) =>
    createAzureService({ endpoint, credential, scope: `${audience}/.default`, needs, fetch });
  const common = {
    source: createLocalFolder(folder, options.baseUrl),
    accessFile: "access.json",
    groupMetadata: "group_ids",
    resolveGroupName: createGroupNameResolver({ credential, cloud, ...(fetch && { fetch }) }),
    maxDocumentBytes: defaultLimits.maxBytes,
    onProgress,
    abortSignal,
  };
  if (storage !== undefined && container !== undefined) {
    const blobs = createBlobContainer(
      serviceOf(storage, cloud.blob, requiredRoles.writeBlobs),
      container,
    );
    return uploadDocuments({ ...common, container: blobs });
  }
  if (search === undefined || index === undefined) {
    throw new TypeError("ingestion: name --search and --index, or --storage and --container");
  }
  if (!isIndexName(index)) {
    throw new TypeError(
      "ingestion: --index must be 2 to 128 small letters, digits and single dashes",
    );
  }
  if ((openai === undefined) !== (embeddingDeployment === undefined)) {
    throw new TypeError("ingestion: vectors need both --openai and --embedding-deployment");
  }
  const chunker = createDocumentChunker();
  try {
    return await ingestDocuments({
      ...common,
      jobId: index,
      index: createSearchIndexClient(serviceOf(search, cloud.search, requiredRoles.search), index),
      chunker,
      embed:
        openai === undefined || embeddingDeployment === undefined
          ? undefined
          : createEmbedder(
              serviceOf(openai, cloud.openai, requiredRoles.openai),
              embeddingDeployment,
            ),
      embeddingName: embeddingDeployment,
      maxTokens,
      overlap,
      groupField,
      analyzer: "standard.lucene",
    });
  } finally {
    await chunker.close();
  }
}
