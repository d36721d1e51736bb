import { toErrorResponse } from "@entrim/guard";
import { sendWebResponse, toParserRefusal } from "@entrim/node-http";
import type { ErrorRequestHandler } from "express";

/**
 * Answers every error with `{"error":{"code","message"}}`, by the guard's table. Put it last, behind a
 * middleware of yours that logs: it logs nothing itself. An error in the midst of an answer goes on to
 * Express, for that answer is cut already.
 */
export function errorHandler(): ErrorRequestHandler {
  return async (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else await sendWebResponse(toParserRefusal(error) ?? toErrorResponse(error), response);
  };
}
