import { toErrorResponse } from "@entrim/guard";
import type { ErrorRequestHandler } from "express";

/**
 * Writes a line for each failure that is the server's, with its causes, and hands it on. Who was refused
 * is no failure. A failure amid an answer, which is cut already, ends here: Express would write its message.
 *
 * @param write Takes the line; of the errors it holds names and codes, as messages repeat what other services
 *   said, and those repeat what they were sent.
 */
export function logFailures(write: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent || toErrorResponse(error).status >= 500) {
      write(`${request.method} ${request.path} failed: ${describeCauses(error)}`);
    }
    if (response.headersSent) response.destroy();
    else next(error);
  };
}

/** An error and its causes by their names and codes. */
export function describeCauses(error: unknown): string {
  return causesOf(error).join(", because of ");
}

function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return ["something that is no error"];
  const code: unknown = Reflect.get(error, "code");
  const text = typeof code === "string" ? `${error.name} ${code}` : error.name;
  return error.cause === undefined ? [text] : [text, ...causesOf(error.cause)];
}
