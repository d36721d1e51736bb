import { randomUUID } from "node:crypto";
import type {
  Clock,
  Directory,
  MembershipChange,
  TokenAuthority,
  TokenClaims,
} from "../../azure.ts";
import { changeBody, lifecycleBody, type LifecycleEvent } from "./notification-body.ts";
import { postToReceiver, type Send } from "./post-to-receiver.ts";
import type { SubscribedResource, SubscriptionRequest } from "./subscription-request.ts";
import type { Subscription } from "./subscription.ts";

/** Who wants to be told of what, and telling them. */
export interface SubscriptionStore {
  /** Those that live, the oldest first. */
  list(): readonly Subscription[];
  add(subscription: {
    readonly request: SubscriptionRequest;
    readonly about: SubscribedResource;
    readonly claims: TokenClaims;
    readonly expiresAtInMs: number;
  }): Subscription;
  remove(id: string): void;
  /** Does what the time brings: ends what is over, says what is about to end, and tries again what failed. */
  catchUp(): void;
}

/** How long before its end it is said of a subscription that it has to be renewed. */
const warningInMs = 30 * 60_000;

/** How long it is tried to deliver a notification. */
const patienceInMs = 4 * 60 * 60_000;

/**
 * Subscriptions to the changes of a directory.
 *
 * @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
export function createSubscriptionStore(options: {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly tokens: TokenAuthority;
  readonly send: Send;
}): SubscriptionStore {
  const { clock, directory, tokens, send } = options;
  const { tenantId } = directory;
  const subscriptions = new Map<string, Subscription>();
  /** One delivery after the other for each, or they would overtake each other. */
  const deliveries = new Map<string, Promise<void>>();

  const post = async (address: string, value: readonly unknown[]): Promise<boolean> => {
    const contentType = "application/json; charset=utf-8";
    const body = JSON.stringify({ value });
    const answer = await postToReceiver(send, address, { contentType, body });
    return answer?.ok ?? false;
  };
  const tell = (subscription: Subscription, event: LifecycleEvent): void => {
    const { lifecycleNotificationUrl } = subscription.request;
    if (lifecycleNotificationUrl === undefined) return;
    void post(lifecycleNotificationUrl, [lifecycleBody(subscription, event, tenantId)]);
  };
  const deliver = async (subscription: Subscription): Promise<void> => {
    const sent = subscription.pending;
    if (sent.length === 0) return;
    const isDelivered = await post(
      subscription.request.notificationUrl,
      sent.map(({ body }) => body),
    );
    if (isDelivered) {
      subscription.pending = subscription.pending.filter((one) => !sent.includes(one));
    }
  };
  const schedule = (subscription: Subscription): void => {
    const before = deliveries.get(subscription.id) ?? Promise.resolve();
    deliveries.set(
      subscription.id,
      before.then(() => deliver(subscription)),
    );
  };

  const catchUp = (): void => {
    const now = clock.now();
    for (const subscription of subscriptions.values()) {
      if (!subscription.isWarned && now > subscription.expiresAtInMs - warningInMs) {
        subscription.isWarned = true;
        tell(subscription, "reauthorizationRequired");
      }
      const isRevoked = tokens.sessionEndOf(subscription.claims) !== undefined;
      if (isRevoked) tell(subscription, "subscriptionRemoved");
      if (isRevoked || now >= subscription.expiresAtInMs) {
        subscriptions.delete(subscription.id);
        continue;
      }
      const patient = subscription.pending.filter((one) => now - one.timeInMs < patienceInMs);
      if (patient.length < subscription.pending.length) tell(subscription, "missed");
      subscription.pending = patient;
      schedule(subscription);
    }
  };

  directory.onMembershipChange((change) => {
    catchUp();
    for (const subscription of subscriptions.values()) {
      if (!isAbout(subscription, change)) continue;
      const body = changeBody(subscription, change, tenantId);
      subscription.pending = [...subscription.pending, { timeInMs: change.timeInMs, body }];
      schedule(subscription);
    }
  });

  return {
    list: () => [...subscriptions.values()],
    add(subscription) {
      const added = { ...subscription, id: randomUUID(), isWarned: false, pending: [] };
      subscriptions.set(added.id, added);
      return added;
    },
    remove: (id) => void subscriptions.delete(id),
    catchUp,
  };
}

/** Members that come and go are an update of their group. */
function isAbout({ about, request }: Subscription, { groupId }: MembershipChange): boolean {
  return (
    about.type === "group" &&
    (about.id === undefined || about.id === groupId) &&
    request.changeType.split(",").includes("updated")
  );
}
