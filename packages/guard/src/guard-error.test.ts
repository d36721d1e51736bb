import { expect, it } from "vitest";
import { GuardError, isGuardError, type GuardErrorCode } from "./guard-error.ts";

const statuses: Record<GuardErrorCode, number> = {
  missing_credentials: 401,
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  insufficient_claims: 401,
  CONSENT_REQUIRED: 403,
  VERIFIER_UNAVAILABLE: 503,
  GROUPS_UNAVAILABLE: 503,
  AUDIT_UNAVAILABLE: 503,
};

it.each(Object.entries(statuses) as [GuardErrorCode, number][])("%s is a %i", (code, status) => {
  const cause = new Error("cause");
  const error = new GuardError(code, { headers: { "retry-after": "5" }, cause });
  expect(error).toMatchObject({ status, expose: true, cause, headers: { "retry-after": "5" } });
  expect(isGuardError(error)).toBe(true);
  expect(Object.isFrozen(error.headers)).toBe(true);
});

it.each([
  [undefined],
  [{ name: "GuardError", code: "invalid_token" }],
  [Object.assign(new Error("x"), { name: "GuardError", code: "OTHER" })],
  [Object.assign(new Error("x"), { name: "GuardError", code: "constructor" })],
  [Object.assign(new Error("x"), { name: "GuardError" })],
  [Object.assign(new Error("x"), { code: "invalid_token" })],
])("%o is none", (value) => {
  expect(isGuardError(value)).toBe(false);
});
