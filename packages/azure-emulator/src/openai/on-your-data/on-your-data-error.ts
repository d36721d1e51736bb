import { randomUUID } from "node:crypto";

/** A refusal as On Your Data words it; failures of the search are told as 400 too. */
export class OnYourDataError extends Error {
  override readonly name = "OnYourDataError";
  readonly status: 400 | 503;

  constructor(message: string, status: 400 | 503 = 400) {
    super(message);
    this.status = status;
  }
}

/** The answer that an error makes: its code is a number, and its JSON has blanks. */
export function onYourDataErrorResponse({ status, message }: OnYourDataError): Response {
  const text = JSON.stringify(message);
  return new Response(
    `{"error": {"requestid": "${randomUUID()}", "code": ${status}, "message": ${text}}}`,
    { status, headers: { "content-type": "application/json; charset=UTF-8" } },
  );
}
