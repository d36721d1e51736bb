// An Express app where people sign in once, and a session keeps their Entra access token on the server.
import { createServer, type Server } from "node:http";
import { errorHandler, mount, requireAccess } from "@entrim/express";
import type { FetchHandler, Guard } from "@entrim/guard";
import express, { type Request } from "express";
import session from "express-session";

declare module "express-session" {
  interface SessionData {
    accessToken: string;
  }
}

/** Signs somebody in and returns their access token, as the app did before. */
export type SignIn = (request: Request) => Promise<string>;

export function createSessionServer(
  signIn: SignIn,
  secret: string,
  guard: Guard,
  chat: FetchHandler,
): Server {
  const app = express();
  const cookie = { sameSite: "strict", secure: "auto" } as const;
  app.use(session({ secret, cookie, resave: false, saveUninitialized: false }));
  app.post("/sign-in", async (request, response, next) => {
    const accessToken = await signIn(request);
    // a session that somebody planted before ends here
    request.session.regenerate((error) => {
      if (error) return next(error);
      request.session.accessToken = accessToken;
      return response.sendStatus(204);
    });
  });
  app.use(
    "/openai",
    requireAccess(guard, {
      // a token that the browser sends in a header does not count
      authorization: ({ session: { accessToken } }) => accessToken && `Bearer ${accessToken}`,
    }),
    mount(chat),
    errorHandler(),
  );
  return createServer(app);
}
