//#region readme
import type { TokenCredential } from "@azure/core-auth";
import { createIngestionService, type IngestionService } from "@entrim/ingestion";

/** The job API on your own server; `credential` is the server's identity, in Azure `new ManagedIdentityCredential()`. */
export function createJobs(
  credential: TokenCredential,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): IngestionService {
  return createIngestionService({
    credential,
    mayManageJobs: ({ roles }) => roles.includes("Ingestion.Manage"),
    search: { endpoint: "https://contoso.search.windows.net" },
    storage: [
      {
        endpoint: "https://contoso.blob.core.windows.net",
        resourceId:
          "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/contoso",
        containers: ["handbook"],
      },
    ],
    openai: { endpoint: "https://contoso.openai.azure.com", embeddingDeployments: ["embeddings"] },
    fetch,
  });
}
//#endregion

//#region indexer
/** The same, where indexers of AI Search do the jobs. */
export function createIndexerJobs(
  credential: TokenCredential,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): IngestionService {
  return createIngestionService({
    credential,
    mode: "indexer",
    mayManageJobs: ({ roles }) => roles.includes("Ingestion.Manage"),
    search: { endpoint: "https://contoso.search.windows.net" },
    storage: [
      {
        endpoint: "https://contoso.blob.core.windows.net",
        resourceId:
          "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/contoso",
        containers: ["handbook"],
      },
    ],
    openai: {
      endpoint: "https://contoso.openai.azure.com",
      embeddingDeployments: ["embeddings"],
      embeddingModels: { embeddings: "text-embedding-3-small" },
    },
    fetch,
  });
}
//#endregion

//#region client
import { IngestionClient, type IngestionJob } from "@entrim/ingestion";

/** Starts a job and waits for its end. */
export async function ingestHandbook(client: IngestionClient): Promise<IngestionJob> {
  const { jobId, runId } = await client.startJob("handbook", {
    storage: {
      endpoint: "https://contoso.blob.core.windows.net",
      resourceId:
        "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/contoso",
      container: "handbook",
    },
    search: { endpoint: "https://contoso.search.windows.net" },
    embeddingDeployment: "embeddings",
    refreshIntervalInMinutes: 24 * 60,
  });
  return client.waitForJob(jobId, {
    runId,
    onProgress: ({ status, stages }) => report(`${status} ${stages[0]?.processedItems ?? 0}`),
  });
}

/** What a program does with its progress. */
export const reported: string[] = [];
const report = (line: string): number => reported.push(line);
//#endregion

//#region chunks
import { chunkDocument, crackDocument, type Chunk } from "@entrim/ingestion";

/** Reads a file and parts it, without any service. */
export async function chunksOf(name: string, bytes: Uint8Array): Promise<readonly Chunk[]> {
  const document = await crackDocument(name, bytes);
  return chunkDocument(
    { ...document, title: document.title ?? name },
    { maxTokens: 512, overlap: 64 },
  );
}
//#endregion

//#region skill
import { createAccessTokenVerifier } from "@entrim/access-token";
import { createPreprocessingSkill, type PreprocessingSkill } from "@entrim/ingestion";

/** A custom skill for indexers of one search service. */
export function createSkill(
  tenantId: string,
  clientId: string,
  searchIdentity: string,
): PreprocessingSkill {
  return createPreprocessingSkill({
    verifier: createAccessTokenVerifier({
      tenants: [tenantId],
      audiences: [clientId],
      scopes: [],
      // an app role of this server that the search service's identity was given
      roles: ["Skill.Call"],
    }),
    callers: [searchIdentity],
  });
}
//#endregion
