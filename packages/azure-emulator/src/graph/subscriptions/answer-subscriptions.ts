import { randomUUID } from "node:crypto";
import type { Clock, TokenClaims } from "../../azure.ts";
import { contextOf, type GraphRequest } from "../graph-call.ts";
import { GraphError } from "../graph-error.ts";
import { allSubjects } from "../graph-subject.ts";
import { objectBody } from "../object-body.ts";
import { requirePermission } from "../permissions.ts";
import { requireMethod } from "../require-method.ts";
import { postToReceiver, type Send } from "./post-to-receiver.ts";
import type { SubscriptionStore } from "./subscription-store.ts";
import {
  parseExpiration,
  parseSubscribedResource,
  parseSubscriptionRequest,
  validationError,
  type SubscriptionRequest,
} from "./subscription-request.ts";
import { subscriptionBody, type Subscription } from "./subscription.ts";

/** What a path below `/subscriptions` names. */
export interface SubscriptionPath {
  /** `undefined` for all. */
  readonly id: string | undefined;
  readonly isReauthorization: boolean;
}

/** The subscription that a path names, if it is such a path. */
export function parseSubscriptionPath(path: string): SubscriptionPath | undefined {
  const found = /^\/subscriptions(?:\/([^/]+)(\/reauthorize)?)?$/i.exec(path);
  if (!found) return undefined;
  const [, id, action] = found;
  return { id: id?.toLowerCase(), isReauthorization: action !== undefined };
}

/** What the answers depend on. */
interface SubscriptionContext {
  readonly clock: Clock;
  readonly send: Send;
  readonly store: SubscriptionStore;
}

/** An answer and its status. */
interface SubscriptionAnswer {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
}

/** As many as an app may have. */
const maxSubscriptions = 100;

/**
 * Makes, lists, renews and ends subscriptions. Each app sees its own.
 *
 * @throws GraphError for a caller without the permission, what makes no sense, and a receiver that does not
 *   want it.
 * @see https://learn.microsoft.com/graph/api/resources/subscription
 */
export async function answerSubscriptions(
  call: GraphRequest,
  path: SubscriptionPath,
  context: SubscriptionContext,
): Promise<SubscriptionAnswer> {
  const { request, claims } = call;
  const { store, clock } = context;
  const own = ownSubscriptions(store, claims);
  if (path.id === undefined) {
    if (request.method === "POST") return createSubscription(call, context);
    requireMethod(request, "GET");
    return {
      status: 200,
      body: {
        "@odata.context": contextOf(call, "subscriptions"),
        value: own.map(subscriptionBody),
      },
    };
  }
  const found = own.find(({ id }) => id === path.id);
  if (!found) {
    throw new GraphError(404, "ResourceNotFound", "The object was not found.");
  }
  if (path.isReauthorization) {
    requireMethod(request, "POST");
    found.isWarned = false;
    return { status: 204 };
  }
  switch (request.method) {
    case "GET":
      return { status: 200, body: shown(call, found) };
    case "PATCH": {
      const { expirationDateTime, ...rest } = await objectBody(request);
      const [unknown] = Object.keys(rest);
      if (unknown !== undefined) {
        throw validationError(`The local Azure changes no '${unknown}' of a subscription.`);
      }
      found.expiresAtInMs = parseExpiration(expirationDateTime, clock.now());
      found.isWarned = false;
      return { status: 200, body: shown(call, found) };
    }
    default:
      requireMethod(request, "DELETE");
      store.remove(found.id);
      return { status: 204 };
  }
}

async function createSubscription(
  call: GraphRequest,
  { clock, send, store }: SubscriptionContext,
): Promise<SubscriptionAnswer> {
  const request = parseSubscriptionRequest(await objectBody(call.request));
  const about = parseSubscribedResource(request.resource);
  requirePermission(call.claims, "subscribe", about.type);
  const expiresAtInMs = parseExpiration(request.expirationDateTime, clock.now());
  const exists = allSubjects(call.directory).some(
    ({ type, object }) => type === about.type && object.id === about.id,
  );
  if (about.id !== undefined && !exists) {
    throw new GraphError(404, "ResourceNotFound", `Resource '${about.id}' does not exist.`);
  }
  requireNewSubscription(request, ownSubscriptions(store, call.claims));
  const addresses = [request.notificationUrl, request.lifecycleNotificationUrl];
  for (const address of new Set(addresses)) {
    // oxlint-disable-next-line no-await-in-loop -- whoever does not want the first is not asked for the second
    if (address !== undefined) await validate(send, address);
  }
  const claims = call.claims;
  // the same one may have been made while the receiver was asked
  requireNewSubscription(request, ownSubscriptions(store, claims));
  const added = store.add({ request, about, claims, expiresAtInMs });
  return { status: 201, body: shown(call, added) };
}

/** Those that a caller sees. */
function ownSubscriptions(
  store: SubscriptionStore,
  { clientId, kind, objectId }: TokenClaims,
): readonly Subscription[] {
  return store
    .list()
    .filter(
      ({ claims }) =>
        claims.clientId === clientId &&
        claims.kind === kind &&
        (kind === "app" || claims.objectId === objectId),
    );
}

/** @throws GraphError for one that the caller has already, and for one too many. */
function requireNewSubscription(
  { resource, changeType }: SubscriptionRequest,
  own: readonly Subscription[],
): void {
  const same = own.find(
    ({ request }) =>
      request.resource.toLowerCase() === resource.toLowerCase() &&
      request.changeType === changeType,
  );
  if (same) {
    throw new GraphError(
      409,
      "Conflict",
      `Subscription Id ${same.id} already exists for the requested combination.`,
    );
  }
  if (own.length < maxSubscriptions) return;
  throw new GraphError(
    403,
    "Forbidden",
    `An app may have ${maxSubscriptions} subscriptions in a tenant.`,
  );
}

/**
 * Has the receiver repeat a token.
 *
 * @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation
 */
async function validate(send: Send, address: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const url = new URL(address);
  url.searchParams.set("validationToken", token);
  const message = { contentType: "text/plain; charset=utf-8", body: "" };
  const answer = await postToReceiver(send, url.href, message);
  const isText = /^text\/plain *(;|$)/i.test(answer?.headers.get("content-type") ?? "");
  if (answer?.status === 200 && isText && (await answer.text()) === token) return;
  throw validationError(
    `Subscription validation request failed. The notification endpoint ${answer ? `answered ${answer.status}` : "did not answer"}; it must be on this machine or an allowed host, and repeat the validation token as text/plain with 200 OK.`,
  );
}

function shown(call: GraphRequest, subscription: Subscription): unknown {
  return {
    "@odata.context": contextOf(call, "subscriptions/$entity"),
    ...subscriptionBody(subscription),
  };
}
