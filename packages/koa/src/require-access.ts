import type { Guard, Principal } from "@entrim/guard";
import { admit, authorizationHeader, getPrincipal as getStoredPrincipal } from "@entrim/node-http";
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
    const isAdmitted = await admit(ctx.req, ctx.res, async (abortSignal) =>
      guard.authorize(await authorization(ctx), { abortSignal }),
    );
    if (isAdmitted) await next();
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
