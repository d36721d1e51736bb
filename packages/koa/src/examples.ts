//#region readme
import type { FetchHandler, Guard } from "@entrim/guard";
import { errorHandler, getPrincipal, mount, mountPublic, requireAccess } from "@entrim/koa";
import Koa from "koa";

/** A guarded app with a route of your own: `guard` and `answers` come from the packages named below. */
export function createApp(guard: Guard, answers: FetchHandler): Koa {
  const app = new Koa();
  const health = mountPublic(async () => new Response("ok"));
  app.use(errorHandler());
  app.use((ctx, next) => (ctx.path === "/healthz" ? health(ctx, next) : next()));
  app.use(requireAccess(guard));
  app.use(async (ctx, next) => {
    if (ctx.path === "/me") ctx.body = { groupCount: getPrincipal(ctx).groups.length };
    else await next();
  });
  app.use(mount(answers));
  return app;
}
//#endregion
