import { Router, type Request, type Response } from "express";
import { createBrowserCookie, type BrowserCookie } from "./browser-cookie.ts";
import type { EntraSignIn, SignedIn, SignInAttempt } from "./entra-sign-in.ts";
import { refuseCrossSite } from "./refuse-cross-site.ts";
import { refuse } from "./refusal.ts";
import type { SessionStore } from "./session-store.ts";
import { SignInError } from "./sign-in-error.ts";

/** How long somebody may take at Entra, in milliseconds. */
export const attemptTimeInMs: number = 10 * 60_000;

/** The ways in and out: `/auth/sign-in`, `/auth/redirect` for Entra's answer, `/auth/sign-out`. */
export function signInRoutes(options: {
  readonly entra: EntraSignIn;
  readonly sessions: SessionStore<SignedIn>;
  /** Sign-ins under way. */
  readonly attempts: SessionStore<SignInAttempt>;
  readonly sessionCookie: BrowserCookie;
  readonly publicOrigin: string;
}): Router {
  const { entra, sessions, attempts, sessionCookie, publicOrigin } = options;
  const attemptCookie = createBrowserCookie("entrim-sign-in", publicOrigin.startsWith("https:"));
  const router = Router();

  router.use("/auth", (_, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });

  router.get("/auth/sign-in", leave);
  router.get("/auth/redirect", comeBack);
  router.post("/auth/sign-out", refuseCrossSite(publicOrigin), signOut);

  return router;

  async function leave(_: Request, response: Response): Promise<void> {
    try {
      const { address, attempt } = await entra.begin();
      attemptCookie.set(response, await attempts.start(attempt));
      response.redirect(address);
    } catch (error) {
      tell(response, error);
    }
  }

  async function comeBack(request: Request, response: Response): Promise<void> {
    try {
      // an answer of Entra's counts once
      const attempt = await attempts.take(attemptCookie.read(request));
      attemptCookie.clear(response);
      if (!attempt) throw new SignInError("EXPIRED", "No sign-in was begun in this browser.");
      const answer = new URL(request.originalUrl, publicOrigin).searchParams;
      const person = await entra.complete(attempt, answer);
      // whoever knew or planted an id before has nothing of it
      await sessions.end(sessionCookie.read(request));
      sessionCookie.set(response, await sessions.start(person));
      response.redirect("/");
    } catch (error) {
      tell(response, error);
    }
  }

  async function signOut(request: Request, response: Response): Promise<void> {
    const id = sessionCookie.read(request);
    const person = await sessions.find(id);
    sessionCookie.clear(response);
    try {
      await sessions.end(id);
      response.json({ location: person?.signOutAddress ?? "/" });
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      refuse(response, 503, "SIGN_OUT_UNFINISHED", "The session may go on until it expires.");
    }
  }
}

/** Shows on the page why somebody is not signed in. */
function tell(response: Response, error: unknown): void {
  if (!(error instanceof SignInError)) throw error;
  response.redirect(`/?problem=${error.code.toLowerCase()}`);
}
