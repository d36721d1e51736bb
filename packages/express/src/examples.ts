//#region readme
import { errorHandler, getPrincipal, mount, mountPublic, requireAccess } from "@entrim/express";
import type { FetchHandler, Guard } from "@entrim/guard";
import express, { type Express } from "express";

/** A guarded route among your own: `guard` and `answers` come from the packages named below. */
export function createApp(guard: Guard, answers: FetchHandler): Express {
  const app = express();
  app.get(
    "/healthz",
    mountPublic(async () => new Response("ok")),
  );
  app.use("/openai", requireAccess(guard), mount(answers));
  app.get("/me", requireAccess(guard), (request, response) => {
    response.json({ groupCount: getPrincipal(request).groups.length });
  });
  app.use(errorHandler());
  return app;
}
//#endregion
