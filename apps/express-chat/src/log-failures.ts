import { toErrorResponse } from "@entrim/guard";
import type { ErrorRequestHandler } from "express";

/**
 * Writes a line for each failure that is the server's, with its causes, and hands it on. Who was refused
 * is no failure.
 *
 * @param write Takes the line; it may hold words of another service, but nothing of the question.
 */
export function logFailures(write: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent || toErrorResponse(error).status >= 500) {
      write(`${request.method} ${request.path} failed: ${causesOf(error).join(", because of ")}`);
    }
    next(error);
  };
}

function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return ["something that is no error"];
  const code: unknown = Reflect.get(error, "code");
  const text = `${error.name}${typeof code === "string" ? ` ${code}` : ""}: ${error.message}`;
  return error.cause === undefined ? [text] : [text, ...causesOf(error.cause)];
}
