import { GroupMembershipError, type GroupMembershipErrorCode } from "./group-membership-error.ts";

/**
 * Entra's numbers for what the caller can do something about. Any other number is about this server.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const codes: Readonly<Record<string, GroupMembershipErrorCode>> = {
  AADSTS65001: "CONSENT_REQUIRED",
  AADSTS50013: "ASSERTION_REFUSED",
  AADSTS500131: "ASSERTION_REFUSED",
  AADSTS500133: "ASSERTION_REFUSED",
  AADSTS500134: "ASSERTION_REFUSED",
  AADSTS50173: "ASSERTION_REFUSED",
};

/**
 * What it means that a credential gave no token. The credentials of `@azure/identity` wrap what Entra said;
 * it is looked for in the chain of causes.
 */
export function tokenFailure(cause: unknown): GroupMembershipError {
  let code: GroupMembershipErrorCode = "TOKEN_UNAVAILABLE";
  let error = cause;
  // a chain that bites its tail must not hold the request
  for (let depth = 0; depth < 8 && error instanceof Error; depth++) {
    const claims: unknown = Reflect.get(error, "claims");
    if (typeof claims === "string" && isJsonObject(claims)) {
      return new GroupMembershipError("CLAIMS_REQUIRED", { cause, claims });
    }
    const number = /\bAADSTS\d+\b/.exec(error.message)?.[0] ?? "";
    if (Object.hasOwn(codes, number)) code = codes[number] ?? code;
    error = error.cause;
  }
  return new GroupMembershipError(code, { cause });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
