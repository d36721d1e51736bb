//#region readme
import type { TokenCredential } from "@azure/core-auth";
import { createGroupResolver, type GroupCaller, type GroupSet } from "@entrim/group-membership";

/** `credential` is the server's own identity, in Azure `new ManagedIdentityCredential()`. */
export function createGroupLookup(
  credential: TokenCredential,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): (caller: GroupCaller) => Promise<GroupSet> {
  const resolver = createGroupResolver({ credential, tokenGroups: "complete", fetch });
  // rejects when the groups are not known: then nothing may be answered
  return (caller) => resolver.resolve(caller);
}
//#endregion

//#region redis
import { createRedisGroupCache, type GroupCache } from "@entrim/group-membership/redis";
import { createClient } from "redis";

/**
 * The cache of all instances, in an Azure Managed Redis that takes no access keys. Nobody waits for the
 * connection: without one, groups are looked up.
 *
 * @param url As in `rediss://contoso.westeurope.redis.azure.net:10000`.
 * @param principalId Object id of the identity that `credential` is of.
 */
export function createSharedCache(
  url: string,
  credential: TokenCredential,
  principalId: string,
  onError: (error: Error) => void,
): GroupCache & Disposable {
  const client = createClient({
    url,
    pingInterval: 30_000,
    credentialsProvider: {
      type: "async-credentials-provider",
      async credentials() {
        const token = await credential.getToken("https://redis.azure.com/.default");
        if (token === null) throw new Error("There is no token for Redis.");
        return { username: principalId, password: token.token };
      },
    },
  });
  const connections = [client, client.duplicate()] as const;
  for (const connection of connections) {
    connection.on("error", onError).connect().catch(onError);
  }
  return {
    ...createRedisGroupCache({ client, local: { subscriber: connections[1] } }),
    [Symbol.dispose]() {
      for (const connection of connections) connection.destroy();
    },
  };
}
//#endregion
