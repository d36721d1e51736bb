import type { GuardErrorCode } from "./guard-error.ts";
import type { RefusalCode, TokenVerifier } from "./token-verifier.ts";

/** What became of an error of the verifier or of the look-up. */
export interface Refusal {
  readonly code: GuardErrorCode;
  /** One word for the audit. */
  readonly reason?: string;
  /** The claims request to relay. */
  readonly claims?: string;
  /** With an outage: when to come back. */
  readonly retryAfterInSeconds?: number;
}

const refusalCodes: ReadonlySet<unknown> = new Set<RefusalCode>([
  "missing_credentials",
  "invalid_request",
  "invalid_token",
  "insufficient_scope",
  "insufficient_claims",
]);

/** Where nobody says when to come back. */
const defaultRetryAfterInSeconds = 5;
const maxRetryAfterInSeconds = 300;

/** The verifier refuses in the words of RFC 6750; whatever else it throws, nobody was verified. */
export function refusalOfVerifier(error: unknown): Refusal {
  const code = memberOf(error, "code");
  const claims = memberOf(error, "claims");
  if (code === "insufficient_claims" && typeof claims !== "string") {
    return outage("VERIFIER_UNAVAILABLE", error);
  }
  if (!isRefusalCode(code)) return outage("VERIFIER_UNAVAILABLE", error);
  return { code, ...reasonOf(error), ...(typeof claims === "string" ? { claims } : {}) };
}

/** Whether a code is a refusal of the caller, and not an outage of ours. */
function isRefusalCode(code: unknown): code is RefusalCode {
  return refusalCodes.has(code);
}

/**
 * The look-up refuses where the caller can do something about it: prove more, ask for consent, get a new
 * token. Whatever else it throws, the groups are not known.
 */
export function refusalOfLookup(error: unknown, acceptsClaimsChallenges: boolean): Refusal {
  const claims = memberOf(error, "claims");
  switch (memberOf(error, "code")) {
    case "CLAIMS_REQUIRED":
      // a client that cannot answer it would ask for the same token again and again
      return typeof claims === "string" && acceptsClaimsChallenges
        ? { code: "insufficient_claims", claims, ...reasonOf(error) }
        : { code: "invalid_token", ...reasonOf(error) };
    case "CONSENT_REQUIRED":
      return { code: "CONSENT_REQUIRED", ...reasonOf(error) };
    case "ASSERTION_REFUSED":
      return { code: "invalid_token", ...reasonOf(error) };
    default:
      return outage("GROUPS_UNAVAILABLE", error);
  }
}

/** The headers of the answer: when to come back, or what would be accepted. */
export function headersOf(
  { code, claims, retryAfterInSeconds }: Refusal,
  verifier: Pick<TokenVerifier, "challenge">,
): Readonly<Record<string, string>> {
  if (retryAfterInSeconds !== undefined) return { "retry-after": String(retryAfterInSeconds) };
  if (!isRefusalCode(code)) return {};
  // a 401 without any would break RFC 9110, section 15.5.2
  const value =
    verifier.challenge({ code, ...(claims === undefined ? {} : { claims }) }) ?? "Bearer";
  return { "www-authenticate": value };
}

function outage(code: GuardErrorCode, error: unknown): Refusal {
  return { code, ...reasonOf(error), retryAfterInSeconds: retryAfterOf(error) };
}

/** How long a failed error says to wait, within reason. */
export function retryAfterOf(error: unknown): number {
  const seconds = memberOf(error, "retryAfterInSeconds");
  return typeof seconds === "number" && Number.isFinite(seconds)
    ? Math.min(maxRetryAfterInSeconds, Math.max(1, Math.ceil(seconds)))
    : defaultRetryAfterInSeconds;
}

/** Only a word: a log line is no place for text that somebody else wrote. */
function reasonOf(error: unknown): { readonly reason?: string } {
  for (const member of ["reason", "code"]) {
    const value = memberOf(error, member);
    if (typeof value === "string" && /^[\w-]{1,64}$/.test(value)) return { reason: value };
  }
  return {};
}

/** A member of something thrown, which may be anything. */
export function memberOf(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}
