import type { AzureProblem } from "@entrim/token-credential-policy";

/**
 * Why a request was not forwarded, or its answer not handed on.
 *
 * Faults of the request: `INVALID_REQUEST`, `BODY_TOO_LARGE`, `KEY_REFUSED` (it carries a key),
 * `MEMBER_NOT_ALLOWED` (its body has something that reaches what is stored, or is unknown),
 * `GROUNDING_REQUIRED` (an answer from the model alone), `ROUTE_NOT_FOUND`, `DEPLOYMENT_NOT_FOUND`,
 * `INDEX_NOT_FOUND`.
 *
 * Faults behind the proxy: `UPSTREAM_FAILED`, and `UPSTREAM_UNAVAILABLE` where it may be better later.
 */
export type KeylessProxyErrorCode =
  | "INVALID_REQUEST"
  | "BODY_TOO_LARGE"
  | "KEY_REFUSED"
  | "MEMBER_NOT_ALLOWED"
  | "GROUNDING_REQUIRED"
  | "ROUTE_NOT_FOUND"
  | "DEPLOYMENT_NOT_FOUND"
  | "INDEX_NOT_FOUND"
  | "UPSTREAM_FAILED"
  | "UPSTREAM_UNAVAILABLE";

/** What goes with an error. */
export interface KeylessProxyErrorOptions extends ErrorOptions {
  /** When it may be better. */
  readonly retryAfterInSeconds?: number | undefined;
  /** What is wrong behind the proxy. */
  readonly problem?: AzureProblem | undefined;
}

const errorName = "KeylessProxyError";

/** A request that was refused or failed. The message holds nothing of what an upstream said. */
export class KeylessProxyError extends Error {
  override readonly name: string = errorName;
  readonly code: KeylessProxyErrorCode;
  readonly retryAfterInSeconds: number | undefined;
  /**
   * With a fault behind the proxy: what is wrong and what to do, where that is known. Constant text for the
   * server's own log; whoever asked has no use for it, and is not told.
   */
  readonly problem: AzureProblem | undefined;

  constructor(
    code: KeylessProxyErrorCode,
    message: string,
    { retryAfterInSeconds, problem, ...options }: KeylessProxyErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterInSeconds = retryAfterInSeconds;
    this.problem = problem;
  }
}

/** Whether an error is a {@link KeylessProxyError}, of whichever copy of this package. */
export function isKeylessProxyError(error: unknown): error is KeylessProxyError {
  return error instanceof Error && error.name === errorName;
}
