import { GraphError } from "@microsoft/microsoft-graph-client";
import { GroupMembershipError, isGroupMembershipError } from "./group-membership-error.ts";
import { retryAfterInMs } from "./retry-middleware.ts";

/** An hour says as much as a year; a number that is out of range says nothing. */
const maxRetryAfterInMs = 3_600_000;

/** What it means that a request to Graph failed. */
export function graphFailure(
  cause: unknown,
  abortSignal: AbortSignal,
  nowInMs: number,
): GroupMembershipError {
  if (isGroupMembershipError(cause)) return cause;
  if (abortSignal.aborted) return new GroupMembershipError("TIMED_OUT", { cause });
  if (!(cause instanceof GraphError) || cause.statusCode === -1) {
    return new GroupMembershipError("GRAPH_UNAVAILABLE", { cause });
  }
  const { statusCode, headers } = cause;
  if (statusCode >= 200 && statusCode < 300) {
    return new GroupMembershipError("ANSWER_INVALID", { cause });
  }
  if (statusCode === 429 || statusCode >= 500) {
    const retryAfter = retryAfterInMs(headers?.get("retry-after") ?? null, nowInMs);
    return new GroupMembershipError(statusCode === 429 ? "THROTTLED" : "GRAPH_UNAVAILABLE", {
      cause,
      retryAfterInSeconds:
        retryAfter === undefined
          ? undefined
          : Math.ceil(Math.min(retryAfter, maxRetryAfterInMs) / 1000),
    });
  }
  // only what is made can be there already
  const code = statusCode === 409 ? "SUBSCRIPTION_EXISTS" : "GRAPH_REFUSED";
  return new GroupMembershipError(code, { cause });
}
