import type { TokenCredential } from "@azure/identity";
import type { AzureCloud } from "@entrim/azure-clouds";
import { createClient } from "redis";
import type { SignedIn, SignInAttempt } from "./entra-sign-in.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import { createRedisSessionStore } from "./redis-session-store.ts";
import type { SessionStore } from "./session-store.ts";
import type { Settings } from "./settings.ts";
import { attemptTimeInMs } from "./sign-in-routes.ts";

/** Where those who are signed in are kept, and those who are on their way. */
export interface KeptSessions {
  readonly sessions: SessionStore<SignedIn>;
  readonly attempts: SessionStore<SignInAttempt>;
  readonly close: () => void;
}

/** Keeps sessions in memory or, for several instances, in a Redis that the app's identity signs in to. */
export function createKeptSessions({
  redis,
  cloud,
  credential,
  onFailure,
}: {
  readonly redis: Settings["redis"];
  readonly cloud: AzureCloud;
  readonly credential: TokenCredential;
  readonly onFailure: (error: unknown) => void;
}): KeptSessions {
  const ofAttempts = { lifetimeInMs: attemptTimeInMs };
  if (!redis) {
    return {
      sessions: createMemorySessionStore(),
      attempts: createMemorySessionStore(ofAttempts),
      close: () => {},
    };
  }
  const client = createClient({
    url: redis.url,
    pingInterval: 30_000,
    disableOfflineQueue: true,
    credentialsProvider: {
      type: "async-credentials-provider",
      async credentials() {
        const token = await credential.getToken(`${cloud.redisAudience}/.default`);
        if (token === null) throw new Error("There is no token for Redis.");
        return { username: redis.user, password: token.token };
      },
    },
  });
  // nobody waits for the connection: until there is one, nobody is signed in
  client.on("error", onFailure).connect().catch(onFailure);
  return {
    sessions: createRedisSessionStore({ client, name: "session", onFailure }),
    attempts: createRedisSessionStore({ client, name: "attempt", onFailure, ...ofAttempts }),
    close: () => client.destroy(),
  };
}
