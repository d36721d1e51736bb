/**
 * Why there is no answer. `INVALID_REQUEST`, `INDEX_NOT_FOUND`, `CONTENT_FILTERED` (by the model's
 * provider): the request must change, and its handler says so itself. `DEPLOYMENT_NOT_FOUND`: not one of this server. `UPSTREAM_UNAVAILABLE`: try again later.
 * `UPSTREAM_FAILED`, `SECURITY_FIELD_MISSING`: whoever runs the server must look.
 */
export type OnYourDataErrorCode =
  | "INVALID_REQUEST"
  | "INDEX_NOT_FOUND"
  | "CONTENT_FILTERED"
  | "DEPLOYMENT_NOT_FOUND"
  | "UPSTREAM_FAILED"
  | "UPSTREAM_UNAVAILABLE"
  | "SECURITY_FIELD_MISSING";

const codes: ReadonlySet<string> = new Set<OnYourDataErrorCode>([
  "INVALID_REQUEST",
  "INDEX_NOT_FOUND",
  "CONTENT_FILTERED",
  "DEPLOYMENT_NOT_FOUND",
  "UPSTREAM_FAILED",
  "UPSTREAM_UNAVAILABLE",
  "SECURITY_FIELD_MISSING",
]);

/** What an {@link OnYourDataError} is made with, besides its code and message. */
export interface OnYourDataErrorOptions extends ErrorOptions {
  /** When an upstream that is not available may be asked again (not known). */
  readonly retryAfterInSeconds?: number | undefined;
}

/** There is no answer. What an upstream said is at most in the `cause`, which is for logs. */
export class OnYourDataError extends Error {
  override readonly name = "OnYourDataError";
  readonly code: OnYourDataErrorCode;
  /** When to try again, where an upstream said so. */
  readonly retryAfterInSeconds: number | undefined;

  constructor(
    code: OnYourDataErrorCode,
    message: string,
    { retryAfterInSeconds, ...options }: OnYourDataErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterInSeconds = retryAfterInSeconds;
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
