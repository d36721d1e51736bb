import { toErrorResponse } from "@entrim/guard";
import { asError, sendWebResponse, toParserRefusal } from "@entrim/node-http";
import type { Middleware } from "koa";

/**
 * Answers every error of what follows it with `{"error":{"code","message"}}`, by the guard's table. Each
 * error reaches `app.on("error")` once, as it would without this: that is where to log.
 */
export function errorHandler(): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      const error = asError(thrown);
      if (ctx.headerSent) {
        // Koa reports it, but would leave the client waiting for the rest
        if (!ctx.res.writableEnded) ctx.res.destroy();
        throw error;
      }
      ctx.app.emit("error", error, ctx);
      await sendWebResponse(toParserRefusal(error) ?? toErrorResponse(error), ctx.res);
      ctx.respond = false;
    }
  };
}
