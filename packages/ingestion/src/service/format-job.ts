import type { JobDefinition } from "./job-definition.ts";
import type { JobRecord, JobRun } from "./job-record.ts";

/** A job in the form of 2023-10-01-preview, with the state of its latest run. */
export function formatHeaderJob({ definition, runs }: JobRecord): object {
  const { jobId, refreshIntervalInMinutes, completionAction, maxTokens } = definition;
  const [{ status, error, warnings, stages }] = runs;
  return {
    id: jobId,
    dataRefreshIntervalInMinutes: refreshIntervalInMinutes,
    completionAction,
    chunkSize: maxTokens,
    status,
    warnings,
    progress: {
      stageProgress: stages.map(({ name, totalItems, processedItems }) => ({
        name,
        totalItems,
        processedItems,
      })),
    },
    ...(error && { error }),
  };
}

/** What jobs are told of, for each form. */
export interface JobEndpoints {
  readonly search: string;
  resourceIdOf(storageEndpoint: string): string | undefined;
}

/** A job in the form of 2024-05-01-preview and later. */
export function formatJsonJob({ definition }: JobRecord, endpoints: JobEndpoints): object {
  const { jobId, container, storageEndpoint, pages, embedding, maxTokens } = definition;
  const managed = { kind: "EndpointWithManagedIdentity" };
  return {
    kind: "SystemCompute",
    jobId,
    searchServiceConnection: { ...managed, endpoint: endpoints.search },
    datasource: {
      ...(pages === undefined ? { kind: "Storage" } : { kind: "Urls", ...formatPages(pages) }),
      connection: {
        ...managed,
        endpoint: storageEndpoint,
        resourceId: endpoints.resourceIdOf(storageEndpoint),
      },
      containerName: container,
      chunking: { maxChunkSizeInTokens: maxTokens },
      embeddings:
        embedding === undefined
          ? []
          : [
              {
                connection: { kind: "RelativeConnection" },
                deploymentName: embedding.deployment,
                modelName: embedding.model,
              },
            ],
    },
    completionAction: definition.completionAction,
    dataRefreshIntervalInHours: Math.ceil(definition.refreshIntervalInMinutes / 60),
  };
}

function formatPages({ urls, limits }: NonNullable<JobDefinition["pages"]>): object {
  const minute = 60_000;
  return {
    urls,
    crawling: {
      maxCrawlDepth: limits.maxDepth,
      maxCrawlTimeInMins: limits.maxTimeInMs / minute,
      maxDownloadTimeInMins: limits.maxPageTimeInMs / minute,
      maxFileSize: limits.maxPageBytes,
      maxRedirects: limits.maxRedirects,
      maxFiles: limits.maxPages,
    },
  };
}

/** A run in the form of 2024-05-01-preview and later. */
export function formatJsonRun(jobId: string, run: JobRun): object {
  const { runId, status, error, warnings, stages } = run;
  return {
    jobId,
    runId,
    status,
    ...(error && { error: { message: error.message, innerErrors: [error.code] } }),
    warnings,
    progress: {
      stageProgress: stages.map((stage) => Object.assign({ subStageProgress: [] }, stage)),
    },
  };
}
