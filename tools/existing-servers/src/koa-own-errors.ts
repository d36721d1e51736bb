// A Koa app that answers its errors in a form of its own. The guarded routes answer in theirs, which is what
// clients of Azure OpenAI understand; the app hears of every error once.
import { createServer, type Server } from "node:http";
import { errorHandler, mount, requireAccess } from "@entrim/koa";
import type { FetchHandler, Guard } from "@entrim/guard";
import { Router } from "@koa/router";
import Koa from "koa";

export function createKoaServer(
  guard: Guard,
  chat: FetchHandler,
  report: (error: Error) => void,
): Server {
  const app = new Koa();
  app.on("error", report);
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      ctx.status = 500;
      ctx.type = "application/problem+json";
      ctx.body = JSON.stringify({ title: "Something went wrong", status: 500 });
      ctx.app.emit("error", error, ctx);
    }
  });
  const router = new Router();
  router.get("/broken", () => {
    throw new Error("a fault of the app's own");
  });
  router.all("/openai/*path", errorHandler(), requireAccess(guard), mount(chat));
  app.use(router.routes());
  const answer = app.callback();
  return createServer((request, response) => void answer(request, response));
}
