import { describe, expect, it } from "vitest";
import { GuardError } from "./guard-error.ts";
import { toErrorResponse } from "./to-error-response.ts";

const canary = "canary-7f3a";

/** An error as another package, or another copy of it, would throw it. */
function thrown(name: string, members: object = {}): Error {
  return Object.assign(new Error(canary, { cause: new Error(canary) }), { name, ...members });
}

const table: [name: string, code: string | undefined, status: number, wireCode: string][] = [
  ["AccessTokenError", "missing_credentials", 401, "missing_credentials"],
  ["AccessTokenError", "invalid_request", 400, "invalid_request"],
  ["AccessTokenError", "invalid_token", 401, "invalid_token"],
  ["AccessTokenError", "insufficient_scope", 403, "insufficient_scope"],
  ["AccessTokenError", "KEYS_UNAVAILABLE", 503, "VERIFIER_UNAVAILABLE"],
  ["GroupMembershipError", "CLAIMS_REQUIRED", 401, "invalid_token"],
  ["GroupMembershipError", "ASSERTION_REFUSED", 401, "invalid_token"],
  ["GroupMembershipError", "CONSENT_REQUIRED", 403, "CONSENT_REQUIRED"],
  ["GroupMembershipError", "ANY", 503, "GROUPS_UNAVAILABLE"],
  ["GroupMembershipError", undefined, 503, "GROUPS_UNAVAILABLE"],
  ["GroupFilterError", "INVALID_GROUP_ID", 500, "INTERNAL_ERROR"],
  ["GroupFilterError", "INVALID_CALLER_FILTER", 400, "INVALID_CALLER_FILTER"],
  ["GroupFilterError", "SECURITY_FIELD_IN_FILTER", 400, "SECURITY_FIELD_IN_FILTER"],
  ["GroupFilterError", "FILTER_TOO_LONG", 400, "FILTER_TOO_LONG"],
  ["GroupFilterError", "MEMBER_NOT_ALLOWED", 400, "MEMBER_NOT_ALLOWED"],
  ["GroupFilterError", "SECURITY_FIELD_IN_REQUEST", 400, "SECURITY_FIELD_IN_REQUEST"],
  ["FilterError", "ANY", 400, "INVALID_FILTER"],
  ["TokenCredentialPolicyError", "HOST_NOT_ALLOWED", 500, "INTERNAL_ERROR"],
  ["TokenCredentialPolicyError", "TLS_REQUIRED", 500, "INTERNAL_ERROR"],
  ["TokenCredentialPolicyError", "KEY_REFUSED", 500, "INTERNAL_ERROR"],
  ["TokenCredentialPolicyError", "REDIRECT_REFUSED", 502, "UPSTREAM_FAILED"],
  ["TokenCredentialPolicyError", "TOKEN_UNAVAILABLE", 502, "UPSTREAM_FAILED"],
  ["OnYourDataError", "DEPLOYMENT_NOT_FOUND", 404, "DeploymentNotFound"],
  ["OnYourDataError", "DOCUMENT_NOT_FOUND", 404, "DOCUMENT_NOT_FOUND"],
  ["OnYourDataError", "INVALID_REQUEST", 400, "INVALID_REQUEST"],
  ["OnYourDataError", "INDEX_NOT_FOUND", 404, "INDEX_NOT_FOUND"],
  ["OnYourDataError", "UPSTREAM_FAILED", 502, "UPSTREAM_FAILED"],
  ["OnYourDataError", "UPSTREAM_UNAVAILABLE", 503, "UPSTREAM_UNAVAILABLE"],
  ["OnYourDataError", "SECURITY_FIELD_MISSING", 502, "UPSTREAM_FAILED"],
  ["OnYourDataError", "ENFORCEMENT_MISMATCH", 502, "UPSTREAM_FAILED"],
  ["OnYourDataError", "USER_TOKEN_REFUSED", 502, "UPSTREAM_FAILED"],
  ["OnYourDataError", "KNOWLEDGE_BASE_REFUSED", 502, "UPSTREAM_FAILED"],
  ["OnYourDataError", "CONTENT_FILTERED", 400, "CONTENT_FILTERED"],
  ["OnYourDataError", "NOT_READY", 503, "NOT_READY"],
  ["OnYourDataError", "OPERATOR_ONLY", 403, "OPERATOR_ONLY"],
  ["KeylessProxyError", "INVALID_REQUEST", 400, "INVALID_REQUEST"],
  ["KeylessProxyError", "KEY_REFUSED", 400, "KEY_REFUSED"],
  ["KeylessProxyError", "MEMBER_NOT_ALLOWED", 400, "MEMBER_NOT_ALLOWED"],
  ["KeylessProxyError", "GROUNDING_REQUIRED", 400, "GROUNDING_REQUIRED"],
  ["KeylessProxyError", "BODY_TOO_LARGE", 413, "BODY_TOO_LARGE"],
  ["KeylessProxyError", "ROUTE_NOT_FOUND", 404, "ROUTE_NOT_FOUND"],
  ["KeylessProxyError", "INDEX_NOT_FOUND", 404, "INDEX_NOT_FOUND"],
  ["KeylessProxyError", "DEPLOYMENT_NOT_FOUND", 404, "DeploymentNotFound"],
  ["KeylessProxyError", "UPSTREAM_FAILED", 502, "UPSTREAM_FAILED"],
  ["KeylessProxyError", "UPSTREAM_UNAVAILABLE", 503, "UPSTREAM_UNAVAILABLE"],
  ["SearchPolicyError", "ROUTE_NOT_ALLOWED", 404, "ROUTE_NOT_ALLOWED"],
  ["SearchPolicyError", "INVALID_REQUEST", 400, "INVALID_REQUEST"],
  ["SearchPolicyError", "LOOKUP_NOT_ALLOWED", 400, "LOOKUP_NOT_ALLOWED"],
  ["SearchPolicyError", "PRINCIPAL_MISSING", 500, "INTERNAL_ERROR"],
  ["SearchPolicyError", "ANSWER_NOT_UNDERSTOOD", 502, "UPSTREAM_FAILED"],
  ["SearchPolicyError", "FILTER_LOST", 502, "UPSTREAM_FAILED"],
  ["RestError", "REQUEST_SEND_ERROR", 502, "UPSTREAM_FAILED"],
  ["AuthenticationError", undefined, 502, "UPSTREAM_FAILED"],
  ["AggregateAuthenticationError", undefined, 502, "UPSTREAM_FAILED"],
  ["AuthenticationRequiredError", undefined, 502, "UPSTREAM_FAILED"],
  ["CredentialUnavailableError", undefined, 502, "UPSTREAM_FAILED"],
  ["GraphError", "Authorization_RequestDenied", 502, "UPSTREAM_FAILED"],
  ["AccessTokenError", "OTHER", 503, "VERIFIER_UNAVAILABLE"],
  ["OnYourDataError", undefined, 500, "INTERNAL_ERROR"],
  ["OnYourDataError", "constructor", 500, "INTERNAL_ERROR"],
  ["constructor", "name", 500, "INTERNAL_ERROR"],
  ["__proto__", "toString", 500, "INTERNAL_ERROR"],
  ["TypeError", undefined, 500, "INTERNAL_ERROR"],
];

const challengeOf = (code: string) =>
  toErrorResponse(thrown("AccessTokenError", { code })).headers.get("www-authenticate");

describe("toErrorResponse", () => {
  it.each(table)("[answer/one-shape] %s %s is %i %s", async (name, code, status, wireCode) => {
    const response = toErrorResponse(thrown(name, code === undefined ? {} : { code }));
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      error: { code: wireCode, message: expect.stringMatching(/^[A-Z].*\.$/) },
    });
  });

  it.each([
    [undefined],
    [null],
    ["text"],
    [42],
    [{}],
    [{ name: "FilterError", code: "X" }],
    [() => {}],
  ])("[answer/one-shape] whatever is thrown, as %o, has the same shape", async (value) => {
    const response = toErrorResponse(value);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: { code: "INTERNAL_ERROR", message: "The server cannot answer this." },
    });
  });

  it.each(["RestError", "GraphError", "Error", "PermissionDeniedError", "AuthenticationError"])(
    "[answer/upstream-403-is-502] a %s of status 403 is not the user's 403",
    (name) => {
      const { status } = toErrorResponse(thrown(name, { statusCode: 403, status: 403 }));
      expect(status).toBe(name === "Error" || name === "PermissionDeniedError" ? 500 : 502);
    },
  );

  it.each(table)("[answer/no-upstream-detail] %s %s repeats nothing", async (name, code) => {
    const error = thrown(name, {
      ...(code === undefined ? {} : { code }),
      excerpt: canary,
      details: canary,
      headers: { "x-canary": canary, "set-cookie": canary },
      response: { bodyAsText: canary },
    });
    const response = toErrorResponse(error);
    expect(JSON.stringify([...response.headers])).not.toContain(canary);
    expect(await response.text()).not.toContain(canary);
  });

  it("[answer/challenge] challenges by itself where no guard did", () => {
    expect(challengeOf("missing_credentials")).toBe("Bearer");
    expect(challengeOf("invalid_request")).toBe('Bearer error="invalid_request"');
    expect(challengeOf("invalid_token")).toBe('Bearer error="invalid_token"');
    expect(challengeOf("insufficient_scope")).toBe('Bearer error="insufficient_scope"');
    expect(challengeOf("KEYS_UNAVAILABLE")).toBeNull();
  });

  it("[trim/outage-is-503] says when to come back after an outage", () => {
    const retryAfterOf = (members: object) =>
      toErrorResponse(
        thrown("OnYourDataError", { code: "UPSTREAM_UNAVAILABLE", ...members }),
      ).headers.get("retry-after");
    expect(retryAfterOf({ retryAfterInSeconds: 12 })).toBe("12");
    expect(retryAfterOf({ retryAfterInSeconds: 1e9 })).toBe("300");
    expect(retryAfterOf({})).toBe("5");
    expect(toErrorResponse(thrown("GroupMembershipError")).headers.get("retry-after")).toBe("5");
    expect(toErrorResponse(thrown("RestError")).headers.has("retry-after")).toBe(false);
  });

  it("[answer/one-shape] answers a guard's refusal as it says, also from another copy of this package", async () => {
    const headers = { "www-authenticate": 'Bearer realm="chat"' };
    const own = new GuardError("missing_credentials", { headers });
    const copy = Object.assign(new Error(own.message), {
      name: "GuardError",
      code: own.code,
      status: own.status,
      headers,
    });
    const [response, ofCopy] = [own, copy].map(toErrorResponse) as [Response, Response];
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="chat"');
    expect(ofCopy.status).toBe(401);
    expect(await response.json()).toEqual(await ofCopy.json());
  });
});
