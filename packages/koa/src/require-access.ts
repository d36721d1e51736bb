import type { Guard, Principal } from "@entrim/guard";
import {
  asError,
  authorizationHeader,
  clientLeftSignal,
  getPrincipal as getStoredPrincipal,
  setPrincipal,
} from "@entrim/node-http";
import type { Context, Middleware } from "koa";

/** Where the authorization comes from. */
export interface RequireAccessOptions {
  /**
   * The value that the guard decides on, as in `Bearer <token>`, of an app that keeps tokens in sessions
   * (the request's `Authorization` header, and nothing else of it).
   */
  readonly authorization?: (ctx: Context) => string | undefined | Promise<string | undefined>;
}

/**
 * Lets only those requests through that the guard admits; `errorHandler` answers the others.
 */
export function requireAccess(
  guard: Guard,
  { authorization = ({ req }) => authorizationHeader(req) }: RequireAccessOptions = {},
): Middleware {
  if (typeof guard?.authorize !== "function") {
    throw new TypeError("koa: requireAccess needs a guard; createGuard of @entrim/guard makes one");
  }
  return async (ctx, next) => {
    const abortSignal = clientLeftSignal(ctx.res);
    try {
      const principal = await guard.authorize(await authorization(ctx), { abortSignal });
      setPrincipal(ctx.req, principal);
    } catch (thrown) {
      // to nobody there is nothing to say
      if (abortSignal.aborted) return;
      throw asError(thrown);
    }
    // not within the try: an error of what follows is no refusal
    await next();
  };
}

/**
 * On whose behalf a request is answered.
 *
 * @throws TypeError for a request that `requireAccess` has not admitted.
 */
export function getPrincipal({ req }: Pick<Context, "req">): Principal {
  const principal = getStoredPrincipal(req);
  if (principal) return principal as Principal;
  throw new TypeError("koa: put requireAccess(guard) before this route");
}
