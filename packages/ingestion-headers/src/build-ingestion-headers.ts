import { checkedSource, type IngestionCloud, type IngestionSource } from "./ingestion-source.ts";

/** The headers of an ingestion job that is reached by managed identity. */
export interface IngestionHeaders {
  readonly storageEndpoint: string;
  /** `ResourceId=` and the resource id of the account, with a semicolon at its end. */
  readonly storageConnectionString: string;
  readonly storageContainer: string;
  readonly searchServiceEndpoint: string;
  readonly embeddingDeploymentName?: string;
}

/**
 * The headers that start an ingestion job without any key.
 *
 * @param cloud Whose hosts are accepted (those of any cloud).
 * @see https://learn.microsoft.com/azure/ai-services/openai/how-to/on-your-data-configuration
 * @throws IngestionHeaderError for a part that is wrong.
 */
export function buildIngestionHeaders(
  source: IngestionSource,
  cloud?: IngestionCloud,
): IngestionHeaders {
  const { storage, search, embeddingDeployment } = checkedSource(source, cloud);
  return {
    storageEndpoint: storage.endpoint,
    storageConnectionString: `ResourceId=${storage.resourceId};`,
    storageContainer: storage.container,
    searchServiceEndpoint: search.endpoint,
    ...(embeddingDeployment === undefined ? {} : { embeddingDeploymentName: embeddingDeployment }),
  };
}
