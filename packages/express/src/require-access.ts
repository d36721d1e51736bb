import type { Guard, Principal } from "@entrim/guard";
import { admit, authorizationHeader, getPrincipal as getStoredPrincipal } from "@entrim/node-http";
import type { Request, RequestHandler } from "express";

/** Where the authorization comes from. */
export interface RequireAccessOptions {
  /**
   * The value that the guard decides on, as in `Bearer <token>`, of an app that keeps tokens in sessions
   * (the request's `Authorization` header, and nothing else of it).
   */
  readonly authorization?: (request: Request) => string | undefined | Promise<string | undefined>;
}

/**
 * Lets only those requests through that the guard admits; `errorHandler` answers the others.
 */
export function requireAccess(
  guard: Guard,
  { authorization = authorizationHeader }: RequireAccessOptions = {},
): RequestHandler {
  if (typeof guard?.authorize !== "function") {
    throw new TypeError(
      "express: requireAccess needs a guard; createGuard of @entrim/guard makes one",
    );
  }
  return async (request, response, next) => {
    try {
      const isAdmitted = await admit(request, response, async (abortSignal) =>
        guard.authorize(await authorization(request), { abortSignal }),
      );
      if (!isAdmitted) return;
    } catch (error) {
      next(error);
      return;
    }
    // not within the try: an error of what follows is no refusal
    next();
  };
}

/**
 * On whose behalf a request is answered.
 *
 * @throws TypeError for a request that `requireAccess` has not admitted.
 */
export function getPrincipal(request: Request): Principal {
  const principal = getStoredPrincipal(request);
  if (principal) return principal as Principal;
  throw new TypeError("express: put requireAccess(guard) before this route");
}
