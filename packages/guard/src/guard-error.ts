import type { RefusalCode } from "./token-verifier.ts";

/**
 * Why nobody was let in: a refusal in the words of RFC 6750; `CONSENT_REQUIRED` (403), somebody must first
 * allow the app to read groups; `VERIFIER_UNAVAILABLE`, `GROUPS_UNAVAILABLE` and `AUDIT_UNAVAILABLE` (503),
 * nobody can tell who it is, in which groups, or keep a record of it.
 */
export type GuardErrorCode =
  | RefusalCode
  | "CONSENT_REQUIRED"
  | "VERIFIER_UNAVAILABLE"
  | "GROUPS_UNAVAILABLE"
  | "AUDIT_UNAVAILABLE";

const answers: Readonly<Record<GuardErrorCode, readonly [status: number, message: string]>> = {
  missing_credentials: [401, "A bearer token is required."],
  invalid_request: [400, "The Authorization header must hold exactly one bearer token."],
  invalid_token: [401, "The access token is not accepted."],
  insufficient_scope: [403, "The access token does not grant this."],
  insufficient_claims: [401, "Sign in again to prove what the challenge asks for."],
  CONSENT_REQUIRED: [403, "The application needs consent to read the groups of its users."],
  VERIFIER_UNAVAILABLE: [503, "Access tokens cannot be verified at the moment."],
  GROUPS_UNAVAILABLE: [503, "Groups cannot be looked up at the moment."],
  AUDIT_UNAVAILABLE: [503, "Access cannot be recorded at the moment."],
};

/** What a {@link GuardError} is made with, besides its code. */
export interface GuardErrorOptions extends ErrorOptions {
  /** Headers of the answer, as `www-authenticate` or `retry-after` (none). */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The guard let nobody in. The only error that knows HTTP: its `status`, `headers` and `expose` are what
 * Express and Koa look for, so it is answered rightly even where nobody handles it.
 */
export class GuardError extends Error {
  override readonly name = "GuardError";
  readonly code: GuardErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The message is constant and may be shown. */
  readonly expose = true;

  constructor(code: GuardErrorCode, { headers = {}, ...options }: GuardErrorOptions = {}) {
    const [status, message] = answers[code];
    super(message, options);
    this.code = code;
    this.status = status;
    this.headers = Object.freeze({ ...headers });
  }
}

/** Whether something thrown is a {@link GuardError}, of whichever copy of this package. */
export function isGuardError(error: unknown): error is GuardError {
  return (
    error instanceof Error &&
    error.name === "GuardError" &&
    Object.hasOwn(answers, String(Reflect.get(error, "code")))
  );
}
