import { createHash, timingSafeEqual } from "node:crypto";
import { readChangeNotifications, type ChangeNotification } from "./change-notifications.ts";
import { requireClientState } from "./client-state.ts";
import type { GroupResolver } from "./group-resolver.ts";
import { canonicalObjectId } from "./object-id.ts";

/** Largest body that is read, in bytes. */
const maxBodySize = 1024 * 1024;

/** What is told to whom. */
export interface ChangeNotificationHandlerOptions {
  /** Whose knowledge is void after a change. */
  readonly resolver: Pick<GroupResolver, "invalidate" | "invalidateGroup" | "clear">;
  /** The tenant that the subscription is in. */
  readonly tenantId: string;
  /** The secret that the subscription was made with, 32 to 128 characters by chance; Graph repeats it in each notification. */
  readonly clientState: string;
  /** Is told that the subscription needs care: `reauthorizationRequired`, `subscriptionRemoved` or `missed` (nobody is). */
  readonly onLifecycleEvent?: (event: string) => void;
}

/**
 * Answers the change notifications of Microsoft Graph about groups, so that a change counts sooner than
 * the maximum age of the cache. Graph promises no time for them: the maximum age stays the bound.
 *
 * Mount it without the guard, as Graph has no token of yours. What it can do is make the server ask
 * Graph again, and that only with the right `clientState`.
 *
 * @returns A handler that answers 200 to a validation, 202 to notifications (what is in vain included), 4xx
 *   to anything else, and 503 where the cache failed, after which Graph comes again.
 * @throws TypeError for options that are wrong.
 * @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
export function createChangeNotificationHandler(
  options: ChangeNotificationHandlerOptions,
): (request: Request) => Promise<Response> {
  const { resolver, tenantId: tenant, clientState, onLifecycleEvent, ...unknown } = options;
  for (const name of Object.keys(unknown)) {
    throw new TypeError(`group-membership: the notification handler has no option "${name}"`);
  }
  const tenantId = canonicalObjectId(tenant);
  if (tenantId === undefined) {
    throw new TypeError("group-membership: tenantId must be the id of the subscription's tenant");
  }
  const expected = digest(requireClientState(clientState));
  const isMeant = (notification: ChangeNotification): boolean =>
    notification.tenantId === tenantId &&
    timingSafeEqual(digest(notification.clientState), expected);

  const apply = async (notification: ChangeNotification): Promise<void> => {
    const { groupId, memberIds, lifecycleEvent } = notification;
    if (lifecycleEvent !== undefined) {
      onLifecycleEvent?.(lifecycleEvent);
      // nobody tells what changed meanwhile
      await resolver.clear();
      return;
    }
    await Promise.all([
      ...(groupId === undefined ? [] : [resolver.invalidateGroup({ tenantId, groupId })]),
      // a member may be a group, with members of its own
      ...memberIds.flatMap((id) => [
        resolver.invalidate({ tenantId, objectId: id }),
        resolver.invalidateGroup({ tenantId, groupId: id }),
      ]),
    ]);
  };

  return async function answerChangeNotification(request) {
    if (request.method !== "POST") return answer(405, { allow: "POST" });
    const validationToken = new URL(request.url).searchParams.get("validationToken");
    if (validationToken !== null) {
      if (validationToken.length > 4096) return answer(400);
      // as text and nothing else: whoever sends somebody here chooses what it says
      const headers = { "content-type": "text/plain; charset=utf-8" };
      return answer(200, { ...headers, "x-content-type-options": "nosniff" }, validationToken);
    }
    const notifications = readChangeNotifications(await readJson(request));
    if (notifications === undefined) return answer(400);
    try {
      await Promise.all(notifications.filter(isMeant).map(apply));
    } catch {
      return answer(503, { "retry-after": "5" });
    }
    return answer(202);
  };
}

function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | null = null,
): Response {
  return new Response(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

/** Counts what arrives, as the announced length need not be true; `undefined` for what is no JSON. */
async function readJson({ body }: Request): Promise<unknown> {
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBodySize) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    return undefined;
  }
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
