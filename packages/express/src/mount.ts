import type { FetchHandler } from "@entrim/guard";
import { clientLeftSignal, sendWebResponse, toWebRequest } from "@entrim/node-http";
import type { Request as ExpressRequest, RequestHandler } from "express";
import { getPrincipal } from "./require-access.ts";

/** Answers anybody, as a readiness probe or the metadata of a protected resource. */
export type PublicHandler = (request: Request) => Promise<Response>;

/**
 * Answers with a handler of web requests, on behalf of the principal that `requireAccess` has admitted.
 * Works after a body parser too. Where `requireAccess` is missing, every request fails with a `TypeError`.
 */
export function mount(handler: FetchHandler): RequestHandler {
  requireFunction(handler, "mount");
  return answerWith((request, expressRequest) =>
    handler(request, { principal: getPrincipal(expressRequest) }),
  );
}

/** Answers everybody with a handler that knows no principal. Nothing that is trimmed belongs here. */
export function mountPublic(handler: PublicHandler): RequestHandler {
  requireFunction(handler, "mountPublic");
  return answerWith((request) => handler(request));
}

function answerWith(
  answer: (request: Request, expressRequest: ExpressRequest) => Promise<Response>,
): RequestHandler {
  return async (expressRequest, expressResponse, next) => {
    const clientLeft = clientLeftSignal(expressResponse);
    try {
      const request = toWebRequest(expressRequest, expressResponse, {
        // a router strips the path that it is mounted on from `url`
        url: expressRequest.originalUrl,
        body: expressRequest.body as unknown,
      });
      const response = await answer(request, expressRequest).catch((error: unknown) => {
        // a handler that stopped because nobody waits any more has not failed
        if (!clientLeft.aborted) throw error;
      });
      if (response) await sendWebResponse(response, expressResponse);
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
