import type { Middleware } from "@microsoft/microsoft-graph-client";
import { GroupMembershipError } from "./group-membership-error.ts";

/** Where requests may go. */
export interface SendMiddlewareOptions {
  /** Graph's origin. */
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
  readonly abortSignal: AbortSignal;
}

/**
 * Sends to Graph's own origin and to no other, and follows no redirect: the request has a token on it
 * that reads a directory.
 */
export function createSendMiddleware({
  origin,
  fetch,
  abortSignal,
}: SendMiddlewareOptions): Middleware {
  return {
    async execute(context) {
      const { request, options } = context;
      if (typeof request !== "string" || new URL(request).origin !== origin) {
        throw new GroupMembershipError("ANSWER_INVALID");
      }
      const response = await fetch(request, {
        ...(options as RequestInit),
        redirect: "manual",
        signal: abortSignal,
      });
      if (response.redirected || response.type === "opaqueredirect" || isRedirect(response)) {
        await response.body?.cancel();
        throw new GroupMembershipError("ANSWER_INVALID");
      }
      context.response = response;
    },
  };
}

function isRedirect({ status, headers }: Response): boolean {
  return status >= 300 && status < 400 && headers.has("location");
}
