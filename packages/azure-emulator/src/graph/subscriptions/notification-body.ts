import type { MembershipChange } from "../../azure.ts";
import type { Subscription } from "./subscription.ts";

/** What is said of a subscription itself. */
export type LifecycleEvent = "missed" | "reauthorizationRequired" | "subscriptionRemoved";

/**
 * The notification of a change of a group's members.
 *
 * @see https://learn.microsoft.com/graph/api/resources/changenotification
 */
export function changeBody(
  subscription: Subscription,
  { groupId, memberId, kind }: MembershipChange,
  tenantId: string,
): Readonly<Record<string, unknown>> {
  return {
    ...commonMembers(subscription, tenantId),
    changeType: "updated",
    resource: `Groups/${groupId}`,
    resourceData: {
      "@odata.type": "#Microsoft.Graph.Group",
      "@odata.id": `Groups/${groupId}`,
      id: groupId,
      organizationId: tenantId,
      "members@delta": [{ id: memberId, ...(kind === "removed" ? { "@removed": "deleted" } : {}) }],
    },
  };
}

/**
 * The notification of what becomes of a subscription.
 *
 * @see https://learn.microsoft.com/graph/change-notifications-lifecycle-events
 */
export function lifecycleBody(
  subscription: Subscription,
  lifecycleEvent: LifecycleEvent,
  tenantId: string,
): Readonly<Record<string, unknown>> {
  const { resource } = subscription.request;
  return { ...commonMembers(subscription, tenantId), lifecycleEvent, resource, resourceData: null };
}

function commonMembers({ id, request, expiresAtInMs }: Subscription, tenantId: string) {
  return {
    subscriptionId: id,
    subscriptionExpirationDateTime: new Date(expiresAtInMs).toISOString(),
    tenantId,
    clientState: request.clientState ?? null,
  };
}
