import { isTokenCredential, type TokenCredential } from "@azure/core-auth";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { requireClientState } from "./client-state.ts";
import { createGraphClient, type GraphClient } from "./graph-client.ts";
import { GroupMembershipError, isGroupMembershipError } from "./group-membership-error.ts";
import { canonicalObjectId } from "./object-id.ts";
import { readPages } from "./read-pages.ts";

/** What is subscribed to; membership is a part of a group. */
const resource = "groups";
const changeType = "updated,deleted";

const day = 86_400_000;
/** Graph's own bound is 41,760 minutes. */
const maxLifetimeInMs = 29 * day - 60_000;
const minLifetimeInMs = 3_600_000;
const timeoutInMs = 30_000;
/** After a failure, doubled with each until it is `maxDelayInMs`. */
const firstDelayInMs = 60_000;
const maxDelayInMs = 3_600_000;

/** For whom, and where Graph sends. */
export interface GroupSubscriptionOptions {
  /** The server's own identity; it needs the application permission `Group.Read.All`. */
  readonly credential: TokenCredential;
  /** The tenant whose groups are watched. */
  readonly tenantId: string;
  /** Where `createChangeNotificationHandler` is mounted, as Graph reaches it: https, from the internet. */
  readonly notificationUrl: string;
  /** The secret that the handler has too, the same at all instances; with a new one belongs a new address. */
  readonly clientState: string;
  /** For how long the subscription is made, in milliseconds (three days; one hour to 29 days); it is renewed after half of it. */
  readonly lifetimeInMs?: number;
  /** Is told of each failure; it is tried again after one minute to one hour (nobody is). */
  readonly onFailure?: (error: unknown) => void;
  /** The cloud (`azureCloud()`, the public one). */
  readonly cloud?: AzureCloud;
  /** What sends to Graph (the global `fetch`). */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock, in milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** A subscription to the groups of a tenant that is kept alive. */
export interface GroupSubscription {
  /**
   * Makes the subscription, or makes the one last longer that an instance of this server made before; from
   * then on it does so by itself. Call it when the server listens, as Graph asks the address first. Call it
   * again on a lifecycle event.
   *
   * @throws GroupMembershipError if this time it failed; it is tried again in any case.
   */
  renew(): Promise<void>;
  /** Ends the renewals. The subscription itself stays until it expires: another instance may need it. */
  close(): void;
}

/**
 * Keeps Microsoft Graph telling of changes to groups. Without it an invalidation comes later, at the maximum
 * age of the cache, and nothing else is lost.
 *
 * @throws TypeError for options that are wrong.
 * @see https://learn.microsoft.com/graph/api/resources/subscription
 */
export function createGroupSubscription(options: GroupSubscriptionOptions): GroupSubscription {
  const { credential, cloud, fetch, now, lifetimeInMs, onFailure, ...wanted } =
    readOptions(options);
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let renewal: Promise<void> | undefined;
  let failures = 0;

  const schedule = (delayInMs: number): void => {
    clearTimeout(timer);
    if (closing.signal.aborted) return;
    // who only waits for this does not keep the process alive
    timer = setTimeout(() => void renewOnce().catch(() => {}), delayInMs).unref();
  };

  const extend = async (): Promise<void> => {
    const graph = createGraphClient({
      origin: cloud.graphEndpoint,
      credential,
      tenantId: wanted.tenantId,
      fetch,
      now,
      deadlineInMs: now() + timeoutInMs,
      abortSignal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutInMs)]),
    });
    const expirationDateTime = new Date(now() + lifetimeInMs).toISOString();
    const extendKnown = async (): Promise<boolean> => {
      const known = await findSubscription(graph, wanted, cloud.graphEndpoint);
      if (known === undefined) return false;
      await graph.patch(`/subscriptions/${known}`, { expirationDateTime });
      return true;
    };
    if (await extendKnown()) return;
    try {
      await graph.post("/subscriptions", {
        changeType,
        resource,
        expirationDateTime,
        notificationUrl: wanted.notificationUrl,
        lifecycleNotificationUrl: wanted.notificationUrl,
        clientState: wanted.clientState,
        latestSupportedTlsVersion: "v1_2",
      });
    } catch (error) {
      // instances that start together all find none, and one of them makes it
      const isThere = isGroupMembershipError(error) && error.code === "SUBSCRIPTION_EXISTS";
      if (!isThere || !(await extendKnown())) throw error;
    }
  };

  const renewNow = async (): Promise<void> => {
    try {
      await extend();
      failures = 0;
      schedule(lifetimeInMs / 2);
    } catch (error) {
      if (closing.signal.aborted) throw error;
      schedule(Math.min(firstDelayInMs * 2 ** failures, maxDelayInMs));
      failures += 1;
      onFailure?.(error);
      throw error;
    }
  };

  /** Who asks while it is under way waits for the same. */
  function renewOnce(): Promise<void> {
    renewal ??= renewNow().finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  return {
    async renew() {
      if (closing.signal.aborted) {
        throw new TypeError("group-membership: the subscription is closed; create another");
      }
      await renewOnce();
    },
    close() {
      clearTimeout(timer);
      closing.abort(new GroupMembershipError("GRAPH_UNAVAILABLE"));
    },
  };
}

/** The id of one that an instance of this server made: two that watch the same would tell everything twice. */
async function findSubscription(
  graph: GraphClient,
  { notificationUrl, clientState }: Pick<Settings, "notificationUrl" | "clientState">,
  origin: string,
): Promise<string | undefined> {
  const subscriptions = await readPages(graph, origin, "/subscriptions");
  const own = subscriptions.find(
    (one) =>
      // written with and without a slash
      (one["resource"] === resource || one["resource"] === `/${resource}`) &&
      one["notificationUrl"] === notificationUrl &&
      // not every answer of Graph repeats it
      (one["clientState"] ?? clientState) === clientState,
  );
  return own === undefined ? undefined : requireObjectId(own["id"]);
}

/** It becomes a part of an address. */
function requireObjectId(value: unknown): string {
  const id = canonicalObjectId(value);
  if (id === undefined) throw new GroupMembershipError("ANSWER_INVALID");
  return id;
}

/** The options with their defaults, checked. */
type Settings = Required<Omit<GroupSubscriptionOptions, "onFailure">> & {
  readonly onFailure: GroupSubscriptionOptions["onFailure"];
};

function readOptions(options: GroupSubscriptionOptions): Settings {
  const {
    credential,
    tenantId,
    notificationUrl,
    clientState,
    lifetimeInMs = 3 * day,
    onFailure,
    cloud = azureCloud(),
    fetch = (input, init) => globalThis.fetch(input, init),
    now = Date.now,
    ...unknown
  } = options;
  for (const name of Object.keys(unknown)) {
    throw new TypeError(`group-membership: a subscription has no option "${name}"`);
  }
  if (!isTokenCredential(credential)) {
    throw new TypeError(
      "group-membership: credential gives no tokens; keys and secrets are refused, pass a credential of @azure/identity",
    );
  }
  const tenant = canonicalObjectId(tenantId);
  if (tenant === undefined) {
    throw new TypeError("group-membership: tenantId must be the id of the tenant to watch");
  }
  const address = URL.canParse(notificationUrl) ? new URL(notificationUrl) : undefined;
  // plain http only where no network is between, as to a local Azure
  const isPrivate =
    address?.protocol === "https:" ||
    (address?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(address.hostname));
  if (address === undefined || !isPrivate || address.username !== "" || address.password !== "") {
    throw new TypeError(
      "group-membership: notificationUrl must be the whole address at which Graph reaches the handler, as https://chat.contoso.com/graph/notifications",
    );
  }
  if (!(lifetimeInMs >= minLifetimeInMs && lifetimeInMs <= maxLifetimeInMs)) {
    throw new TypeError(
      "group-membership: lifetimeInMs is out of range; pass 3,600,000 (an hour) to 2,505,540,000 (29 days less a minute)",
    );
  }
  return {
    credential,
    tenantId: tenant,
    notificationUrl,
    clientState: requireClientState(clientState),
    lifetimeInMs,
    onFailure,
    cloud,
    fetch,
    now,
  };
}
