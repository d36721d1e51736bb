import type { AzureCloud } from "@entrim/azure-clouds";
import {
  createChangeNotificationHandler,
  createGroupSubscription,
  type GroupResolver,
  type GroupSubscription,
} from "@entrim/group-membership";
import type { GatewayGroupChanges, GatewayOptions } from "../gateway-options.ts";

/** What takes changes of groups, and what keeps Graph sending them. */
export interface ComposedGroupChanges {
  readonly answer: (request: Request) => Promise<Response>;
  /** `undefined`: the subscription is made elsewhere. */
  readonly subscription: GroupSubscription | undefined;
}

/** Takes what Graph says of groups, and sees to it that it goes on saying it. */
export function composeGroupChanges(
  { credential, onError = () => {} }: GatewayOptions,
  { notificationUrl, onLifecycleEvent, ...meant }: GatewayGroupChanges,
  cloud: AzureCloud,
  resolver: GroupResolver,
): ComposedGroupChanges {
  const subscription =
    notificationUrl === undefined
      ? undefined
      : createGroupSubscription({
          ...meant,
          credential,
          notificationUrl,
          cloud,
          onFailure: onError,
        });
  const answer = createChangeNotificationHandler({
    ...meant,
    resolver,
    onLifecycleEvent(event) {
      onLifecycleEvent?.(event);
      // what failed was told to onError, and is tried again
      subscription?.renew().catch(() => {});
    },
  });
  return { answer, subscription };
}
