import type { TokenClaims } from "../../azure.ts";
import type { SubscribedResource, SubscriptionRequest } from "./subscription-request.ts";

/** Somebody who wants to be told of changes. */
export interface Subscription {
  readonly id: string;
  readonly request: SubscriptionRequest;
  readonly about: SubscribedResource;
  /** Who made it: by whose right it lives. */
  readonly claims: TokenClaims;
  /** Milliseconds since 1970. */
  expiresAtInMs: number;
  /** Whether it was said that it has to be renewed. */
  isWarned: boolean;
  /** What could not be delivered yet. */
  pending: readonly PendingNotification[];
}

/** A change that somebody has to be told of. */
interface PendingNotification {
  readonly timeInMs: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A subscription as Graph shows it: what it is secured by is not said again. */
export function subscriptionBody(subscription: Subscription): Readonly<Record<string, unknown>> {
  const { id, request, claims, expiresAtInMs } = subscription;
  return {
    id,
    resource: request.resource,
    applicationId: claims.clientId,
    changeType: request.changeType,
    clientState: null,
    notificationUrl: request.notificationUrl,
    lifecycleNotificationUrl: request.lifecycleNotificationUrl ?? null,
    expirationDateTime: new Date(expiresAtInMs).toISOString(),
    creatorId: claims.objectId,
    latestSupportedTlsVersion: request.latestSupportedTlsVersion ?? "v1_2",
    includeResourceData: null,
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
    notificationQueryOptions: null,
  };
}
