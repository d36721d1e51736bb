import type { FetchHandler, Principal } from "@entrim/guard";
import {
  answerRequest,
  onBehalfOf,
  type PrincipalHandler,
  type WebHandler,
} from "@entrim/node-http";
import type { Request as ExpressRequest, RequestHandler } from "express";
import { getPrincipal } from "./require-access.ts";

/** Answers anybody, as a readiness probe or the metadata of a protected resource. */
export type PublicHandler = WebHandler;

/**
 * Answers with a handler of web requests, on behalf of the principal that `requireAccess` has admitted.
 * Works after a body parser too. Where `requireAccess` is missing, every request fails with a `TypeError`.
 */
export function mount(handler: FetchHandler & PrincipalHandler<Principal>): RequestHandler {
  requireFunction(handler, "mount");
  return answerWith((expressRequest) => onBehalfOf(handler, getPrincipal(expressRequest)));
}

/** Answers everybody with a handler that knows no principal. Nothing that is trimmed belongs here. */
export function mountPublic(handler: PublicHandler): RequestHandler {
  requireFunction(handler, "mountPublic");
  return answerWith(() => handler);
}

function answerWith(handlerFor: (expressRequest: ExpressRequest) => WebHandler): RequestHandler {
  return async (expressRequest, expressResponse, next) => {
    try {
      await answerRequest(
        expressRequest,
        expressResponse,
        handlerFor(expressRequest),
        // a router strips the path that it is mounted on from `url`
        { url: expressRequest.originalUrl, body: expressRequest.body as unknown },
      );
    } catch (error) {
      next(error);
    }
  };
}

function requireFunction(handler: unknown, caller: string): void {
  if (typeof handler !== "function") {
    throw new TypeError(`express: ${caller} needs a handler, a function from Request to Response`);
  }
}
