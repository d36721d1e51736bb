/** A service behind the engine: the index, or a model of answers or of vectors. */
export type UpstreamService = "search" | "model";

/**
 * Why there is no answer. `INVALID_REQUEST`, `BODY_TOO_LARGE`, `INDEX_NOT_FOUND`, `CONTENT_FILTERED` (by the
 * model's provider): the request must change, and its handler says so itself. `DEPLOYMENT_NOT_FOUND`: not one of
 * this server. `DOCUMENT_NOT_FOUND`: there is none, or whoever asked may not read it. `UPSTREAM_UNAVAILABLE`:
 * try again later.
 * `UPSTREAM_FAILED`, `SECURITY_FIELD_MISSING`, `NOT_READY` (the canary), `ENFORCEMENT_MISMATCH` (the index has
 * permission fields and the source does not go by them, or the other way round), `USER_TOKEN_REFUSED` (there is
 * none of whoever asks for AI Search), `KNOWLEDGE_BASE_REFUSED`: whoever runs the server must look.
 * `OPERATOR_ONLY`: whoever asked for an explanation is no operator.
 */
export type OnYourDataErrorCode =
  | "INVALID_REQUEST"
  | "BODY_TOO_LARGE"
  | "INDEX_NOT_FOUND"
  | "CONTENT_FILTERED"
  | "DEPLOYMENT_NOT_FOUND"
  | "DOCUMENT_NOT_FOUND"
  | "UPSTREAM_FAILED"
  | "UPSTREAM_UNAVAILABLE"
  | "SECURITY_FIELD_MISSING"
  | "ENFORCEMENT_MISMATCH"
  | "USER_TOKEN_REFUSED"
  | "KNOWLEDGE_BASE_REFUSED"
  | "NOT_READY"
  | "OPERATOR_ONLY";

const codes: ReadonlySet<string> = new Set<OnYourDataErrorCode>([
  "INVALID_REQUEST",
  "BODY_TOO_LARGE",
  "INDEX_NOT_FOUND",
  "CONTENT_FILTERED",
  "DEPLOYMENT_NOT_FOUND",
  "DOCUMENT_NOT_FOUND",
  "UPSTREAM_FAILED",
  "UPSTREAM_UNAVAILABLE",
  "SECURITY_FIELD_MISSING",
  "ENFORCEMENT_MISMATCH",
  "USER_TOKEN_REFUSED",
  "KNOWLEDGE_BASE_REFUSED",
  "NOT_READY",
  "OPERATOR_ONLY",
]);

/** What an {@link OnYourDataError} is made with, besides its code and message. */
export interface OnYourDataErrorOptions extends ErrorOptions {
  /** When an upstream that is not available may be asked again (not known). */
  readonly retryAfterInSeconds?: number | undefined;
  /** Which service failed (none did). */
  readonly service?: UpstreamService | undefined;
}

/** There is no answer. What an upstream said is at most in the `cause`, which is for logs. */
export class OnYourDataError extends Error {
  override readonly name = "OnYourDataError";
  readonly code: OnYourDataErrorCode;
  /** When to try again, where an upstream said so. */
  readonly retryAfterInSeconds: number | undefined;
  /** Which service failed, where one did. */
  readonly service: UpstreamService | undefined;

  constructor(
    code: OnYourDataErrorCode,
    message: string,
    { retryAfterInSeconds, service, ...options }: OnYourDataErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterInSeconds = retryAfterInSeconds;
    this.service = service;
  }
}

/** Whether something thrown is an {@link OnYourDataError}, of whichever copy of this package. */
export function isOnYourDataError(error: unknown): error is OnYourDataError {
  return (
    error instanceof Error &&
    error.name === "OnYourDataError" &&
    codes.has(String(Reflect.get(error, "code")))
  );
}
