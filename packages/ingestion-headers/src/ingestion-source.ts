import { IngestionHeaderError, type IngestionHeaderErrorCode } from "./ingestion-header-error.ts";

/** What an ingestion job reads from and writes to, every part reached by a managed identity. */
export interface IngestionSource {
  readonly storage: {
    /** Blob endpoint, as in `https://contoso.blob.core.windows.net`. */
    readonly endpoint: string;
    /** Resource id of the storage account; with or without a slash at its end. */
    readonly resourceId: string;
    /** Name of the container. */
    readonly container: string;
  };
  readonly search: {
    /** As in `https://contoso.search.windows.net`. */
    readonly endpoint: string;
  };
  /** Name of the deployment that makes vectors (no vectors). */
  readonly embeddingDeployment?: string;
}

/** The host suffixes of a cloud; an `AzureCloud` of `@entrim/azure-clouds` fits. */
export interface IngestionCloud {
  readonly blob: { readonly hostSuffix: string };
  readonly search: { readonly hostSuffix: string };
}

const storageAccountId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]{1,90}\/providers\/Microsoft\.Storage\/storageAccounts\/([a-z0-9]{3,24})$/i;

/** Small letters, digits and single dashes. */
const containerName = /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

const deploymentName = /^[\w.-]{1,64}$/;

/**
 * A source with every part checked, and in one spelling.
 *
 * @throws IngestionHeaderError for a part that is wrong.
 */
export function checkedSource(source: IngestionSource, cloud?: IngestionCloud): IngestionSource {
  const { storage, search, embeddingDeployment } = source;
  const resourceId = storage.resourceId.replace(/[/;]+$/, "");
  const account = storageAccountId.exec(resourceId)?.[1]?.toLowerCase();
  if (account === undefined) {
    throw new IngestionHeaderError(
      "INVALID_RESOURCE_ID",
      "storageConnectionString",
      "ingestion-headers: the storage account is named by its resource id: /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/<name>",
    );
  }
  const storageEndpoint = endpointOf(storage.endpoint, "storageEndpoint", cloud?.blob.hostSuffix);
  if (new URL(storageEndpoint).hostname.split(".")[0] !== account) {
    throw new IngestionHeaderError(
      "INVALID_ENDPOINT",
      "storageEndpoint",
      "ingestion-headers: the blob endpoint is that of another account than the resource id names",
    );
  }
  requireName(storage.container, containerName, "INVALID_CONTAINER", "storageContainer");
  if (embeddingDeployment !== undefined) {
    requireName(
      embeddingDeployment,
      deploymentName,
      "INVALID_DEPLOYMENT",
      "embeddingDeploymentName",
    );
  }
  return {
    storage: { endpoint: storageEndpoint, resourceId, container: storage.container },
    search: {
      endpoint: endpointOf(search.endpoint, "searchServiceEndpoint", cloud?.search.hostSuffix),
    },
    ...(embeddingDeployment === undefined ? {} : { embeddingDeployment }),
  };
}

/** A bare https origin of the cloud, without a slash at its end. */
function endpointOf(text: string, header: string, hostSuffix: string | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url?.protocol === "https:" && url.href === `${url.origin}/`;
  const isOfCloud = hostSuffix === undefined || url?.hostname.endsWith(`.${hostSuffix}`);
  if (isBare && isOfCloud) return url.origin;
  throw new IngestionHeaderError(
    "INVALID_ENDPOINT",
    header,
    `ingestion-headers: ${header} is an https origin${hostSuffix === undefined ? "" : ` on ${hostSuffix}`}, without a path, query or user`,
  );
}

function requireName(
  text: string,
  pattern: RegExp,
  code: IngestionHeaderErrorCode,
  header: string,
): void {
  if (pattern.test(text)) return;
  throw new IngestionHeaderError(
    code,
    header,
    `ingestion-headers: ${header} holds something that Azure does not allow as a name`,
  );
}
