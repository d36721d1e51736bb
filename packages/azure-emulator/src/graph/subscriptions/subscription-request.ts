import { z } from "zod";
import { GraphError } from "../graph-error.ts";

/** What a subscription is about: all objects of a kind, or one of them. */
export interface SubscribedResource {
  readonly type: "group" | "user";
  /** `undefined` for all. */
  readonly id: string | undefined;
}

/** What somebody wants to be told of. */
export interface SubscriptionRequest {
  readonly changeType: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl?: string | undefined;
  readonly resource: string;
  readonly expirationDateTime: string;
  readonly clientState?: string | undefined;
  readonly latestSupportedTlsVersion?: string | undefined;
}

/** As long as a subscription to people and groups lives at most: under 29 days. */
const maxLifetimeInMinutes = 41_760;

/** A shorter one is made as long as this. */
const minLifetimeInMinutes = 45;

const requestSchema = z.strictObject({
  changeType: z.string(),
  notificationUrl: z.url(),
  lifecycleNotificationUrl: z.url().nullish(),
  resource: z.string().min(1),
  expirationDateTime: z.string(),
  clientState: z.string().max(128).nullish(),
  latestSupportedTlsVersion: z.enum(["v1_0", "v1_1", "v1_2", "v1_3"]).nullish(),
});

const changeTypes = new Set(["created", "updated", "deleted"]);

/**
 * Reads what a subscription is to be.
 *
 * @throws GraphError for a member that is missing, wrong or unknown.
 * @see https://learn.microsoft.com/graph/api/subscription-post-subscriptions
 */
export function parseSubscriptionRequest(
  body: Readonly<Record<string, unknown>>,
): SubscriptionRequest {
  const { success, data, error } = requestSchema.safeParse(body);
  if (!success) {
    const { path, message } = error.issues[0] ?? { path: [], message: "" };
    throw validationError(`Invalid value for '${path.join(".") || "subscription"}': ${message}`);
  }
  const kinds = data.changeType.split(",").map((kind) => kind.trim());
  if (!kinds.every((kind) => changeTypes.has(kind)) || new Set(kinds).size < kinds.length) {
    throw validationError("Invalid changeType: name created, updated and deleted, by commas.");
  }
  return {
    ...data,
    changeType: kinds.toSorted().join(","),
    lifecycleNotificationUrl: data.lifecycleNotificationUrl ?? undefined,
    clientState: data.clientState ?? undefined,
    latestSupportedTlsVersion: data.latestSupportedTlsVersion ?? undefined,
  };
}

/**
 * Reads what it is about.
 *
 * @throws GraphError for what the local Azure tells nobody of.
 */
export function parseSubscribedResource(resource: string): SubscribedResource {
  const [, set, id, tail] =
    /^\/?(groups|users)(?:\/([^/?]+?)(\/members)?)?\/?$/i.exec(resource) ?? [];
  const type = set?.toLowerCase() === "groups" ? "group" : "user";
  if (set === undefined || (tail !== undefined && type === "user")) {
    throw validationError(
      `The local Azure has no change notifications for the resource '${resource}'.`,
    );
  }
  return { type, id: id?.toLowerCase() };
}

/**
 * Reads when a subscription is to end, in milliseconds since 1970.
 *
 * @throws GraphError for a time that is none, gone, or too far off.
 * @see https://learn.microsoft.com/graph/api/resources/subscription#subscription-lifetime
 */
export function parseExpiration(text: unknown, nowInMs: number): number {
  const time =
    typeof text === "string" && /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw validationError("Invalid value for 'expirationDateTime'.");
  if (time <= nowInMs) throw validationError("Subscription expiration must be in the future.");
  if (time > nowInMs + maxLifetimeInMinutes * 60_000) {
    throw validationError(
      `Subscription expiration can only be ${maxLifetimeInMinutes} minutes in the future.`,
    );
  }
  return Math.max(time, nowInMs + minLifetimeInMinutes * 60_000);
}

/** The refusal of what a subscription cannot be. */
export function validationError(message: string): GraphError {
  return new GraphError(400, "ValidationError", message);
}
