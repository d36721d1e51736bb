import type { Request, RequestHandler } from "express";
import type { BrowserCookie } from "./browser-cookie.ts";
import type { EntraSignIn, SignedIn } from "./entra-sign-in.ts";
import { refuse } from "./refusal.ts";
import type { SessionStore } from "./session-store.ts";
import { SignInError } from "./sign-in-error.ts";

/** Turns a browser's session into what the guard asks everyone for. */
export interface SessionAccess {
  /** Refuses whoever has no session, and fetches the token of whoever has one. */
  readonly requireSession: RequestHandler;
  /** The person of a request that `requireSession` let through. */
  readonly personOf: (request: Request) => SignedIn;
  /** The authorization of a request that `requireSession` let through. */
  readonly authorizationOf: (request: Request) => string;
}

/** The session's side of the door. The guard still verifies the token, on each request. */
export function createSessionAccess(options: {
  readonly entra: EntraSignIn;
  readonly sessions: SessionStore<SignedIn>;
  readonly sessionCookie: BrowserCookie;
}): SessionAccess {
  const { entra, sessions, sessionCookie } = options;
  const admitted = new WeakMap<Request, { person: SignedIn; authorization: string }>();

  function admittedOf(request: Request) {
    const entry = admitted.get(request);
    if (!entry) throw new TypeError("express-chat: put requireSession before this route");
    return entry;
  }

  return {
    async requireSession(request, response, next) {
      const id = sessionCookie.read(request);
      const person = await sessions.find(id);
      try {
        if (!person) throw new SignInError("AGAIN", "There is no session.");
        const { token, person: current } = await entra.accessToken(person);
        if (current !== person) await sessions.replace(id, current);
        admitted.set(request, { person: current, authorization: `Bearer ${token}` });
      } catch (error) {
        if (!(error instanceof SignInError)) throw error;
        if (error.code === "AGAIN") {
          if (person) await sessions.take(id);
          refuse(response, 401, "SESSION_ENDED", "Your session has ended. Sign in again.");
        } else {
          response.set("Retry-After", "5");
          refuse(response, 503, "SIGN_IN_UNAVAILABLE", "Entra cannot be reached. Try again soon.");
        }
        return;
      }
      next();
    },
    personOf: (request) => admittedOf(request).person,
    authorizationOf: (request) => admittedOf(request).authorization,
  };
}
