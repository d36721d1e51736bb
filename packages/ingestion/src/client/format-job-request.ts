import { buildIngestionHeaders } from "@entrim/ingestion-headers";
import type { IngestionJobRequest } from "./ingestion-job.ts";

/** What starts a job, in one of the two forms. */
export interface FormattedJobRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/**
 * A job in the form of 2023-10-01-preview.
 *
 * @throws IngestionHeaderError for a part that is wrong; TypeError for pages, which this form has not.
 */
export function formatHeaderRequest(job: IngestionJobRequest): FormattedJobRequest {
  const { maxTokens, refreshIntervalInMinutes = 0, completionAction = "cleanUp" } = job;
  if (job.urls !== undefined) {
    throw new TypeError("ingestion: urls need apiVersion 2024-05-01-preview or later");
  }
  return {
    headers: { ...buildIngestionHeaders(job) },
    body: {
      dataRefreshIntervalInMinutes: refreshIntervalInMinutes,
      completionAction: completionAction === "cleanUp" ? "cleanUpAssets" : "keepAllAssets",
      chunkSize: maxTokens,
    },
  };
}

/**
 * A job in the form of 2024-05-01-preview and later.
 *
 * @throws IngestionHeaderError for a part that is wrong; TypeError for an interval that is not whole hours.
 */
export function formatJsonRequest(jobId: string, job: IngestionJobRequest): FormattedJobRequest {
  const {
    maxTokens,
    refreshIntervalInMinutes = 0,
    completionAction = "cleanUp",
    embeddingModel,
    urls,
  } = job;
  if (refreshIntervalInMinutes % 60 !== 0) {
    throw new TypeError(
      "ingestion: refreshIntervalInMinutes must be whole hours in this version of the API",
    );
  }
  // checks each part, as the other form does
  const { storageEndpoint, storageContainer, searchServiceEndpoint, embeddingDeploymentName } =
    buildIngestionHeaders(job);
  const managed = { kind: "EndpointWithManagedIdentity" };
  const resourceId = job.storage.resourceId.replace(/[/;]+$/, "");
  return {
    headers: {},
    body: {
      kind: "SystemCompute",
      jobId,
      searchServiceConnection: { ...managed, endpoint: searchServiceEndpoint },
      datasource: {
        ...(urls === undefined ? { kind: "Storage" } : { kind: "Urls", urls }),
        connection: { ...managed, endpoint: storageEndpoint, resourceId },
        containerName: storageContainer,
        chunking: maxTokens === undefined ? undefined : { maxChunkSizeInTokens: maxTokens },
        embeddings:
          embeddingDeploymentName === undefined
            ? []
            : [
                {
                  connection: { kind: "RelativeConnection" },
                  deploymentName: embeddingDeploymentName,
                  modelName: embeddingModel,
                },
              ],
      },
      completionAction: completionAction === "cleanUp" ? "cleanUpTempAssets" : "keepAllAssets",
      dataRefreshIntervalInHours: refreshIntervalInMinutes / 60,
    },
  };
}
