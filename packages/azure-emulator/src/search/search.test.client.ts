// Run by official-search-client.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";
import { SearchClient } from "@azure/search-documents";

const { MANAGED_IDENTITY_CLIENT_ID = "", SEARCH_FILTER = "" } = process.env;

const client = new SearchClient<{ id: string }>(
  "https://contoso.search.windows.net",
  "documents",
  new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID }),
  { retryOptions: { maxRetries: 0 } },
);
try {
  const { results } = await client.search("travel", { filter: SEARCH_FILTER });
  const ids: string[] = [];
  for await (const { document } of results) ids.push(document.id);
  console.log(JSON.stringify({ ids }));
} catch (error) {
  console.log(
    JSON.stringify({ status: error instanceof Error && Reflect.get(error, "statusCode") }),
  );
}
