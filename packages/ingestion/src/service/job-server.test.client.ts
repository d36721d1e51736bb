// Run by killed-server.test.ts in a process of its own, with production configuration: a server with one job to do.
import { ManagedIdentityCredential } from "@azure/identity";
import { createIngestionService } from "./ingestion-service.ts";

const { CLIENT_ID: clientId = "", RESOURCE_ID: resourceId = "", MODE: mode } = process.env;
const storageEndpoint = "https://contoso.blob.core.windows.net";
const searchEndpoint = "https://contoso.search.windows.net";

const jobs = createIngestionService({
  credential: new ManagedIdentityCredential({ clientId }),
  mode: mode === "indexer" ? mode : "push",
  mayManageJobs: () => true,
  search: { endpoint: searchEndpoint },
  storage: [{ endpoint: storageEndpoint, resourceId, containers: ["handbook"] }],
  lock: { endpoint: storageEndpoint, container: "locks" },
  heartbeatInMs: 100,
});
const started = await jobs(
  new Request(
    "https://chat.contoso.example/openai/extensions/on-your-data/ingestion-jobs/handbook?api-version=2023-10-01-preview",
    {
      method: "PUT",
      headers: {
        storageEndpoint,
        storageConnectionString: `ResourceId=${resourceId};`,
        storageContainer: "handbook",
        searchServiceEndpoint: searchEndpoint,
      },
    },
  ),
  { principal: { objectId: "ada", roles: [], groups: [] } },
);
console.log(String(started.status));
await jobs.idle();
console.log("ended");
