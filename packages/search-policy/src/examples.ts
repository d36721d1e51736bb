//#region readme
import { AsyncLocalStorage } from "node:async_hooks";
import type { TokenCredential } from "@azure/core-auth";
import { SearchClient, type SearchClientOptions, type SearchIndex } from "@azure/search-documents";
import { searchPolicy } from "@entrim/search-policy";

/** Who a request is for: `{ groups }`, as the guard found it. */
export const reader: AsyncLocalStorage<{ readonly groups: readonly string[] }> =
  new AsyncLocalStorage();

/** A client whose every answer holds only what the reader may read. */
export function createTrimmedClient(
  credential: TokenCredential,
  index: SearchIndex,
  options?: SearchClientOptions,
): SearchClient<Record<string, unknown>> {
  const endpoint = "https://contoso.search.windows.net";
  const client = new SearchClient<Record<string, unknown>>(
    endpoint,
    index.name,
    credential,
    options,
  );
  client.pipeline.addPolicy(
    searchPolicy({ getPrincipal: () => reader.getStore(), field: "group_ids", index }),
  );
  return client;
}
//#endregion
