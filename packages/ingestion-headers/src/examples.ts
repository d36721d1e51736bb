//#region readme
import { buildIngestionHeaders, type IngestionHeaders } from "@entrim/ingestion-headers";

/** What to send with `PUT …/ingestion-jobs/<name>`, beside the caller's own token. */
export const headers: IngestionHeaders = buildIngestionHeaders({
  storage: {
    endpoint: "https://contoso.blob.core.windows.net",
    resourceId:
      "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/chat/providers/Microsoft.Storage/storageAccounts/contoso",
    container: "handbook",
  },
  search: { endpoint: "https://contoso.search.windows.net" },
  embeddingDeployment: "text-embedding-3-small",
});
//#endregion
