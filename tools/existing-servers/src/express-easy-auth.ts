// An Express app behind the sign-in of App Service ("Easy Auth"). The platform passes the person's access
// token on, and it is verified like any other: whoever reaches the app past the platform can write that
// header too. The headers x-ms-client-principal… are not signed, and nobody reads them.
import { createServer, type Server } from "node:http";
import { errorHandler, mount, requireAccess } from "@entrim/express";
import type { FetchHandler, Guard } from "@entrim/guard";
import express from "express";

export function createEasyAuthServer(guard: Guard, chat: FetchHandler): Server {
  const app = express();
  app.use(
    "/openai",
    requireAccess(guard, {
      authorization(request) {
        const token = request.get("x-ms-token-aad-access-token");
        return token === undefined ? undefined : `Bearer ${token}`;
      },
    }),
    mount(chat),
    errorHandler(),
  );
  return createServer(app);
}
