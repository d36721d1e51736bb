import { toErrorResponse } from "@entrim/guard";
import { asError, sendWebResponse, toParserRefusal } from "@entrim/node-http";
import type { Context, Middleware } from "koa";

/**
 * Answers every error of what follows it with `{"error":{"code","message"}}`, by the guard's table. Each
 * error reaches `app.on("error")` once, as it would without this: that is where to log. A client that leaves
 * is no error.
 */
export function errorHandler(): Middleware {
  return async (ctx, next) => {
    ignoreConnection(ctx);
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
    }
  };
}

/** Koa reports each error of a connection, which is to say each client that leaves in the midst of an answer. */
function ignoreConnection(ctx: Context): void {
  const { req } = ctx;
  // behind the socket of HTTP/2 there may be none any more
  if (req.httpVersionMajor > 1) return;
  const report = ctx.onerror.bind(ctx);
  Object.assign(ctx, {
    onerror(error: Error) {
      if (error !== req.socket.errored) report(error);
    },
  });
}
