import type { FetchHandler, Principal } from "@entrim/guard";
import {
  answerRequest,
  onBehalfOf,
  type PrincipalHandler,
  type WebHandler,
} from "@entrim/node-http";
import type { Context, Middleware } from "koa";
import { getPrincipal } from "./require-access.ts";

/** Answers anybody, as a readiness probe or the metadata of a protected resource. */
export type PublicHandler = WebHandler;

/**
 * Answers with a handler of web requests, on behalf of the principal that `requireAccess` has admitted.
 * Works after a body parser too. Where `requireAccess` is missing, every request fails with a `TypeError`.
 */
export function mount(handler: FetchHandler & PrincipalHandler<Principal>): Middleware {
  requireFunction(handler, "mount");
  return answerWith((ctx) => onBehalfOf(handler, getPrincipal(ctx)));
}

/** Answers everybody with a handler that knows no principal. Nothing that is trimmed belongs here. */
export function mountPublic(handler: PublicHandler): Middleware {
  requireFunction(handler, "mountPublic");
  return answerWith(() => handler);
}

function answerWith(handlerFor: (ctx: Context) => WebHandler): Middleware {
  return async (ctx) => {
    // past `ctx.body`, where Koa joins cookies to one line and takes a client that leaves for a failure,
    // and without `ctx.origin`, which is whatever the client's Origin header says
    await answerRequest(ctx.req, ctx.res, handlerFor(ctx), {
      url: ctx.originalUrl,
      body: Reflect.get(ctx.request, "body"),
    });
  };
}

function requireFunction(handler: unknown, caller: string): void {
  if (typeof handler !== "function") {
    throw new TypeError(`koa: ${caller} needs a handler, a function from Request to Response`);
  }
}
