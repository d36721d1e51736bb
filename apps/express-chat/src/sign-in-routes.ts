import { Router, type Request, type Response } from "express";
import { createBrowserCookie, type BrowserCookie } from "./browser-cookie.ts";
import type { EntraSignIn, SignedIn, SignInAttempt } from "./entra-sign-in.ts";
import { refuseCrossSite } from "./refuse-cross-site.ts";
import { createSessionStore, type SessionStore } from "./session-store.ts";
import { SignInError } from "./sign-in-error.ts";

const attemptTimeInMs = 10 * 60_000;

/** The ways in and out: `/auth/sign-in`, `/auth/redirect` for Entra's answer, `/auth/sign-out`. */
export function signInRoutes(options: {
  readonly entra: EntraSignIn;
  readonly sessions: SessionStore<SignedIn>;
  readonly sessionCookie: BrowserCookie;
  readonly publicOrigin: string;
}): Router {
  const { entra, sessions, sessionCookie, publicOrigin } = options;
  const attempts = createSessionStore<SignInAttempt>({ lifetimeInMs: attemptTimeInMs });
  const attemptCookie = createBrowserCookie("entrim-sign-in", publicOrigin.startsWith("https:"));
  const router = Router();

  router.use("/auth", (_, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });

  router.get("/auth/sign-in", leave);
  router.get("/auth/redirect", comeBack);
  router.post("/auth/sign-out", refuseCrossSite(publicOrigin), (request, response) => {
    const id = sessionCookie.read(request);
    const person = sessions.find(id);
    sessions.end(id);
    sessionCookie.clear(response);
    response.json({ location: person?.signOutAddress ?? "/" });
  });

  return router;

  async function leave(_: Request, response: Response): Promise<void> {
    const attempt = await entra.begin();
    attemptCookie.set(response, attempts.start(attempt));
    response.redirect(attempt.address);
  }

  async function comeBack(request: Request, response: Response): Promise<void> {
    const attemptId = attemptCookie.read(request);
    const attempt = attempts.find(attemptId);
    // an answer of Entra's counts once
    attempts.end(attemptId);
    attemptCookie.clear(response);
    try {
      if (!attempt) throw new SignInError("EXPIRED", "No sign-in was begun in this browser.");
      const answer = new URL(request.originalUrl, publicOrigin).searchParams;
      const person = await attempt.complete(answer);
      // whoever knew or planted an id before has nothing of it
      sessions.end(sessionCookie.read(request));
      sessionCookie.set(response, sessions.start(person));
      response.redirect("/");
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      response.redirect(`/?problem=${error.code.toLowerCase()}`);
    }
  }
}
