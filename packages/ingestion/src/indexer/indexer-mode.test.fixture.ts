import {
  finance,
  openaiEndpoint,
  people,
  searchEndpoint,
  type LocalAzure,
} from "../local-azure.test.fixture.ts";
import type { IngestionServiceOptions } from "../service/ingestion-service-options.ts";
import { createLocalService, type LocalService } from "../service/service.test.fixture.ts";

/** Metadata that name groups as an indexer reads them. */
export const forGroups = (...groups: readonly string[]): Record<string, string> => ({
  group_ids: JSON.stringify(groups),
});
export const forFinance: Record<string, string> = forGroups(finance);
export const forPeople: Record<string, string> = forGroups(people);

/** Names the deployment that makes vectors. */
export const withVectors: { headers: Record<string, string> } = {
  headers: { embeddingDeploymentName: "embeddings" },
};

export const jobPath =
  "/openai/extensions/on-your-data/ingestion-jobs/handbook?api-version=2023-10-01-preview";

/** A service whose jobs indexers do, in front of a local Azure. */
export function createIndexerService(
  options: Partial<IngestionServiceOptions> = {},
  azure?: LocalAzure,
): LocalService {
  const indexing: Partial<IngestionServiceOptions> = {
    mode: "indexer",
    openai: {
      endpoint: openaiEndpoint,
      embeddingDeployments: ["embeddings"],
      embeddingModels: { embeddings: "text-embedding-3-small" },
    },
    heartbeatInMs: 5,
    ...options,
  };
  return createLocalService(indexing, azure);
}

/** Asks AI Search as an administrator. */
export async function askSearch(
  { azure }: LocalService,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const scope = "https://search.azure.com/.default";
  const token = await azure.issueToken({ identity: "jobs", scope });
  const response = await azure.fetch(
    new Request(`${searchEndpoint}/${path}?api-version=2025-09-01`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
}

/** The status of the job's indexer, once no execution is under way that has not begun to read. */
export async function statusOfIndexer(local: LocalService): Promise<Record<string, unknown>> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return (await askSearch(local, "GET", "indexers('handbook-indexer')/search.status")).body;
}

/** Who may read which document, by the file's name. */
export async function groupsByDocument(local: LocalService): Promise<Record<string, unknown>> {
  const documents = await local.documents("handbook");
  return Object.fromEntries(documents.map((each) => [each["filepath"], each["group_ids"]]));
}

/** Changes the metadata of a blob, and not its content. */
export async function setMetadata(
  { azure }: LocalService,
  name: string,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const scope = "https://storage.azure.com/.default";
  const token = await azure.issueToken({ identity: "jobs", scope });
  const named = Object.entries(metadata).map(([key, value]) => [`x-ms-meta-${key}`, value]);
  const response = await azure.fetch(
    new Request(`https://contoso.blob.core.windows.net/handbook/${name}?comp=metadata`, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${token}`,
        "x-ms-version": "2023-11-03",
        ...(Object.fromEntries(named) as Record<string, string>),
      },
    }),
  );
  if (!response.ok) throw new Error(await response.text());
}
