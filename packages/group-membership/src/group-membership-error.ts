/**
 * Why the groups of somebody are not known.
 *
 * The caller can do something about the first three: `CLAIMS_REQUIRED`, sign in again and prove what
 * {@link GroupMembershipError.claims} asks for; `CONSENT_REQUIRED`, let the app read groups;
 * `ASSERTION_REFUSED`, get a new token.
 *
 * The server's operator about these: `TOKEN_UNAVAILABLE`, no token for Graph; `GRAPH_REFUSED`, Graph lets
 * the identity not read this, or knows nobody of that object id; `NO_CREDENTIAL`, nothing was configured
 * with which to look up this kind of caller.
 *
 * Time about the rest: `THROTTLED`, `TIMED_OUT`, `GRAPH_UNAVAILABLE`, `ANSWER_INVALID` (what Graph said is not
 * a whole list of group ids) and `CHANGING` (invalidated over and over while it was looked up).
 *
 * The last two are about the cache. `resolve` works around them and tells `onCacheFailure`; an invalidation
 * that fails with one of them did not take place: `CACHE_UNAVAILABLE`, it does not answer;
 * `CACHE_VALUE_INVALID`, somebody else wrote or moved what is in there.
 *
 * `SUBSCRIPTION_EXISTS` comes from a group subscription only: Graph keeps one for an identity, and this
 * identity's leads to another address.
 */
export type GroupMembershipErrorCode =
  | "CLAIMS_REQUIRED"
  | "CONSENT_REQUIRED"
  | "ASSERTION_REFUSED"
  | "TOKEN_UNAVAILABLE"
  | "GRAPH_REFUSED"
  | "NO_CREDENTIAL"
  | "THROTTLED"
  | "TIMED_OUT"
  | "GRAPH_UNAVAILABLE"
  | "ANSWER_INVALID"
  | "CHANGING"
  | "CACHE_UNAVAILABLE"
  | "CACHE_VALUE_INVALID"
  | "SUBSCRIPTION_EXISTS";

const messages: Readonly<Record<GroupMembershipErrorCode, string>> = {
  CLAIMS_REQUIRED: "the user must sign in again and prove what the claims ask for",
  CONSENT_REQUIRED: "the app needs consent to read the groups of its users",
  ASSERTION_REFUSED: "the user's token is not accepted on the user's behalf; a new one is needed",
  TOKEN_UNAVAILABLE:
    "no token for Microsoft Graph; see the cause, and whether the identity exists where this runs",
  GRAPH_REFUSED:
    "Microsoft Graph refused; give the identity the permission GroupMember.Read.All and, for users, User.ReadBasic.All, and look in the caller's own tenant",
  NO_CREDENTIAL: "pass credential to look up callers that are applications",
  THROTTLED: "Microsoft Graph is throttling; come back later",
  TIMED_OUT: "Microsoft Graph did not answer in time",
  GRAPH_UNAVAILABLE: "Microsoft Graph did not answer",
  ANSWER_INVALID: "what Microsoft Graph answered is not a whole list of group ids",
  CHANGING: "the groups were invalidated over and over while they were looked up",
  CACHE_UNAVAILABLE: "the shared cache did not answer; see the cause",
  CACHE_VALUE_INVALID:
    "the shared cache holds a value that was not written for its key; see who else may write there",
  SUBSCRIPTION_EXISTS:
    "the identity has a subscription to groups that leads to another address; delete it, let it expire, or use another identity",
};

/** What a {@link GroupMembershipError} is made with, besides its code. */
export interface GroupMembershipErrorOptions extends ErrorOptions {
  /** With `CLAIMS_REQUIRED`: the claims request as JSON text, as Entra worded it. */
  readonly claims?: string | undefined;
  /** When to come back, where that is known. */
  readonly retryAfterInSeconds?: number | undefined;
}

/**
 * The groups of a caller are not known, so nothing may be answered. The message holds neither tokens nor
 * ids nor what Graph said; that is in `cause`.
 */
export class GroupMembershipError extends Error {
  override readonly name = "GroupMembershipError";
  readonly code: GroupMembershipErrorCode;
  /** With `CLAIMS_REQUIRED`: the claims request as JSON text, for the challenge to the caller. */
  readonly claims: string | undefined;
  /** When to come back, where that is known. */
  readonly retryAfterInSeconds: number | undefined;

  constructor(code: GroupMembershipErrorCode, options: GroupMembershipErrorOptions = {}) {
    super(`group-membership: ${messages[code]}`, options);
    this.code = code;
    this.claims = options.claims;
    this.retryAfterInSeconds = options.retryAfterInSeconds;
  }
}

/** Whether something thrown is a {@link GroupMembershipError}, of whichever copy of this package. */
export function isGroupMembershipError(error: unknown): error is GroupMembershipError {
  return (
    error instanceof Error &&
    error.name === "GroupMembershipError" &&
    Object.hasOwn(messages, String(Reflect.get(error, "code")))
  );
}
