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
import { azureCloud } from "@entrim/azure-clouds";
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
        const token = await credential.getToken(`${azureCloud().redisAudience}/.default`);
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

//#region notifications
import {
  createChangeNotificationHandler,
  createGroupSubscription,
  type GroupResolver,
  type GroupSubscription,
} from "@entrim/group-membership";

/**
 * Has Microsoft Graph tell of changes. Mount `handle` at `notificationUrl`, where Graph can reach it without a
 * token, and call `subscription.renew()` when the server listens.
 *
 * @param clientState A secret of 32 characters or more, the same at all instances.
 * @param credential Of an identity with the application permission `Group.Read.All`.
 */
export function watchGroups(
  resolver: GroupResolver,
  tenantId: string,
  notificationUrl: string,
  clientState: string,
  credential: TokenCredential,
  onFailure: (error: unknown) => void,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): { subscription: GroupSubscription; handle: (request: Request) => Promise<Response> } {
  const subscription = createGroupSubscription({
    credential,
    tenantId,
    notificationUrl,
    clientState,
    onFailure,
    fetch,
  });
  const handle = createChangeNotificationHandler({
    resolver,
    tenantId,
    clientState,
    // what failed was told to onFailure
    onLifecycleEvent: () => void subscription.renew().catch(() => {}),
  });
  return { subscription, handle };
}
//#endregion
