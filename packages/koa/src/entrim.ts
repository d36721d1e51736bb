import type { WebHandler } from "@entrim/node-http";
import type { Middleware } from "koa";
import { mountPublic } from "./mount.ts";

/** A whole server as one handler of web requests, as `createGateway` of `@entrim/gateway` makes it. */
export interface WebGateway {
  /** Whether an address is one of its own. */
  readonly handles: (request: { readonly url: string }) => boolean;
  /** Decides on the request itself, and answers its own errors. */
  readonly fetch: WebHandler;
}

/** Answers what a gateway handles, and leaves everything else to what comes after. */
export function entrim(gateway: WebGateway): Middleware {
  if (typeof gateway?.fetch !== "function" || typeof gateway.handles !== "function") {
    throw new TypeError("koa: entrim needs a gateway; createGateway of @entrim/gateway makes one");
  }
  const answer = mountPublic(gateway.fetch);
  return (ctx, next) => {
    // the host does not matter to where a request belongs
    const isOurs = gateway.handles({ url: `http://localhost${ctx.originalUrl}` });
    return isOurs ? answer(ctx, next) : next();
  };
}
