//#region readme
import type { TokenCredential } from "@azure/core-auth";
import {
  createOpenAIProxy,
  createSearchProxy,
  serviceFetch,
  type Handler,
  type SearchableIndex,
} from "@entrim/keyless-proxy";

interface Principal {
  readonly objectId: string;
  readonly groups: readonly string[];
}

/** What to mount behind the guard. `chat` answers from documents, as createOnYourDataHandler makes it. */
export function createProxies(
  credential: TokenCredential,
  chat: Handler<Principal>,
  documents: SearchableIndex,
  fetch: typeof globalThis.fetch = serviceFetch,
): { readonly openai: Handler<Principal>; readonly search: Handler<Principal> } {
  const openai = createOpenAIProxy({
    endpoint: "https://contoso.openai.azure.com",
    credential,
    deployments: ["gpt-4o", "embeddings"],
    grounded: chat,
    fetch,
  });
  const search = createSearchProxy({
    endpoint: "https://contoso.search.windows.net",
    credential,
    indexes: [documents],
    field: "group_ids",
    fetch,
  });
  return { openai, search };
}
//#endregion

//#region redis
import type { UsageLimits } from "@entrim/keyless-proxy";
import { createRedisUsageCounter, type RedisUsageClient } from "@entrim/keyless-proxy/redis";

/** `client` is `createClient(…)` of node-redis, connected. */
export const limitsOf = (client: RedisUsageClient): UsageLimits<Principal> => ({
  keyOf: ({ objectId }) => objectId,
  requestsPerMinute: 60,
  counter: createRedisUsageCounter({ client }),
});
//#endregion
