import type { TokenCredential } from "@azure/core-auth";
import type { AzureCloud } from "@entrim/azure-clouds";
import type { GatewayAccess, GatewayOpenAI } from "@entrim/gateway";
import { createRedisGroupCache } from "@entrim/group-membership/redis";
import { createRedisUsageCounter } from "@entrim/keyless-proxy/redis";
import { createClient } from "redis";
import type { Settings } from "./settings.ts";

/** What several instances have in common: which groups were found, what was invalidated, what was used. */
export interface SharedState {
  readonly groupCache: NonNullable<GatewayAccess["groupCache"]>;
  readonly usageCounter: NonNullable<NonNullable<GatewayOpenAI["limits"]>["counter"]>;
  close(): void;
}

/**
 * Shares state in a Redis that the server's identity signs in to. Nobody waits for the connection: without
 * one, groups are looked up and use is counted by each instance for itself.
 */
export function createSharedState(
  { url, user }: NonNullable<Settings["redis"]>,
  { redisAudience }: AzureCloud,
  credential: TokenCredential,
  onFailure: (error: unknown) => void,
): SharedState {
  const client = createClient({
    url,
    pingInterval: 30_000,
    disableOfflineQueue: true,
    credentialsProvider: {
      type: "async-credentials-provider",
      async credentials() {
        const token = await credential.getToken(`${redisAudience}/.default`);
        if (token === null) throw new Error("There is no token for Redis.");
        return { username: user, password: token.token };
      },
    },
  });
  // a connection with subscriptions answers nothing else
  const subscriber = client.duplicate();
  for (const connection of [client, subscriber]) {
    connection.on("error", onFailure).connect().catch(onFailure);
  }
  return {
    groupCache: createRedisGroupCache({ client, local: { subscriber } }),
    usageCounter: createRedisUsageCounter({ client, whenAway: "count-locally" }),
    close() {
      client.destroy();
      subscriber.destroy();
    },
  };
}
