import type { GuardErrorCode } from "./guard-error.ts";

/** What the guard decided, for a log or a metric; holds no token, no claim and no group. */
export interface AccessDecision {
  readonly decision: "allowed" | "refused";
  /** Who asked; none of the four where the token was not accepted. */
  readonly tenantId?: string;
  readonly objectId?: string;
  readonly clientId?: string;
  readonly kind?: "user" | "app";
  /** Why it was refused. */
  readonly code?: GuardErrorCode;
  /** Which check refused, where the verifier or the look-up says so in one word. */
  readonly reason?: string;
  /** How many groups the principal has. */
  readonly groupCount?: number;
  /** Where they came from, in the word of the look-up, as `token`, `graph` or `cache`. */
  readonly groupSource?: string;
  readonly durationInMs: number;
}
