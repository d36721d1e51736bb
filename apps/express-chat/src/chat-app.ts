import { errorHandler, getPrincipal, mount, requireAccess } from "@entrim/express";
import type { FetchHandler, Guard } from "@entrim/guard";
import express, { type Express } from "express";
import { createBrowserCookie } from "./browser-cookie.ts";
import type { EntraSignIn, SignedIn, SignInAttempt } from "./entra-sign-in.ts";
import { logFailures } from "./log-failures.ts";
import { pageFiles, sendPage } from "./pages.ts";
import { refuse } from "./refusal.ts";
import { refuseCrossSite } from "./refuse-cross-site.ts";
import { securityHeaders } from "./security-headers.ts";
import { createSessionAccess } from "./session-access.ts";
import type { SessionStore } from "./session-store.ts";
import { signInRoutes } from "./sign-in-routes.ts";

/** What the routes are made of. */
export interface ChatAppOptions {
  readonly publicOrigin: string;
  readonly entra: EntraSignIn;
  readonly guard: Guard;
  /** Answers `/openai/deployments/{deployment}/chat/completions`. */
  readonly completions: FetchHandler;
  /** Answers the page's questions. */
  readonly chat: FetchHandler;
  /** Answers `/documents/{index}/{key}`, where citations lead (they lead nowhere). */
  readonly documents?: FetchHandler | undefined;
  /** Takes a line about what failed. */
  readonly log: (line: string) => void;
  readonly sessions: SessionStore<SignedIn>;
  /** Sign-ins under way. */
  readonly attempts: SessionStore<SignInAttempt>;
}

/**
 * The routes. A program comes with its own bearer token to `/openai`, where no cookie counts; the page
 * comes with its session to `/chat`, where no bearer token counts. The guard decides on both.
 */
export function createChatApp(options: ChatAppOptions): Express {
  const { publicOrigin, entra, guard, completions, chat, documents, log } = options;
  const { sessions, attempts } = options;
  const isSecure = publicOrigin.startsWith("https:");
  const sessionCookie = createBrowserCookie("entrim-session", isSecure);
  const { requireSession, personOf, authorizationOf } = createSessionAccess({
    entra,
    sessions,
    sessionCookie,
  });
  const requirePerson = [requireSession, requireAccess(guard, { authorization: authorizationOf })];

  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders(isSecure));

  app.get("/healthz", (_, response) => void response.json({ status: "ok" }));

  app.use("/openai", requireAccess(guard));
  app.post("/openai/deployments/:deployment/chat/completions", mount(completions));
  app.post("/openai/deployments/:deployment/extensions/chat/completions", mount(completions));

  app.use(signInRoutes({ entra, sessions, attempts, sessionCookie, publicOrigin }));
  app.post("/chat", refuseCrossSite(publicOrigin), ...requirePerson, mount(chat));
  if (documents) app.get("/documents/:index/:key", ...requirePerson, mount(documents));
  app.get("/session", ...requirePerson, (request, response) => {
    const { name, username } = personOf(request);
    response.set("Cache-Control", "no-store");
    response.json({ name, username, groupCount: getPrincipal(request).groups.length });
  });

  app.get("/", async (request, response) => {
    const id = sessionCookie.read(request);
    const renewed = await sessions.renew(id);
    if (renewed !== undefined) sessionCookie.set(response, renewed);
    sendPage(response, (await sessions.find(id)) ? "chat" : "sign-in");
  });
  app.use(pageFiles());

  app.use((_, response) => refuse(response, 404, "NOT_FOUND", "There is nothing at this address."));
  app.use(logFailures(log), errorHandler());
  return app;
}
