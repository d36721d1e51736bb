import { canonicalObjectId } from "./object-id.ts";

/** What one notification of Microsoft Graph says, as far as it is understood. */
export interface ChangeNotification {
  readonly clientState: string;
  readonly tenantId: string;
  /** The group that changed; `undefined` in a notification about the subscription itself. */
  readonly groupId: string | undefined;
  /** Who was added or removed, users or groups. */
  readonly memberIds: readonly string[];
  /** What happened to the subscription; `undefined` in a notification about a change. */
  readonly lifecycleEvent: string | undefined;
}

/** Graph sends far fewer at once. */
const maxNotifications = 1000;

/**
 * Reads the body that Graph posts; `undefined` if it is anything else.
 *
 * @see https://learn.microsoft.com/graph/api/resources/changenotificationcollection
 */
export function readChangeNotifications(body: unknown): readonly ChangeNotification[] | undefined {
  const items = asObject(body)?.["value"];
  if (!Array.isArray(items) || items.length > maxNotifications) return undefined;
  const notifications: ChangeNotification[] = [];
  for (const item of items as readonly unknown[]) {
    const notification = readNotification(item);
    if (notification === undefined) return undefined;
    notifications.push(notification);
  }
  return notifications;
}

function readNotification(item: unknown): ChangeNotification | undefined {
  const { clientState, tenantId, resourceData, lifecycleEvent } = asObject(item) ?? {};
  const tenant = canonicalObjectId(tenantId);
  if (typeof clientState !== "string" || tenant === undefined) return undefined;
  const data = asObject(resourceData);
  const groupId = canonicalObjectId(data?.["id"]);
  const isLifecycle = typeof lifecycleEvent === "string";
  if (!isLifecycle && groupId === undefined) return undefined;
  const members: unknown = data?.["members@delta"];
  return {
    clientState,
    tenantId: tenant,
    groupId,
    memberIds: (Array.isArray(members) ? members : []).flatMap(
      (member: unknown) => canonicalObjectId(asObject(member)?.["id"]) ?? [],
    ),
    lifecycleEvent: isLifecycle ? lifecycleEvent : undefined,
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
