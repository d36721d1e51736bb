export { createGuard } from "./guard.ts";
export { GuardError, isGuardError } from "./guard-error.ts";
export { createPrincipalContext } from "./principal-context.ts";
export { toErrorResponse } from "./to-error-response.ts";

export type { AccessDecision } from "./access-decision.ts";
export type { FetchHandler } from "./fetch-handler.ts";
export type { GroupLookup, ResolvedGroups } from "./group-lookup.ts";
export type { Guard, GuardOptions } from "./guard.ts";
export type { GuardErrorCode, GuardErrorOptions } from "./guard-error.ts";
export type { Principal } from "./principal.ts";
export type { PrincipalContext } from "./principal-context.ts";
export type { RefusalCode, TokenVerifier, VerifiedCaller } from "./token-verifier.ts";
