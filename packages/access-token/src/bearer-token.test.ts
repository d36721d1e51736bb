import { describe, expect, it } from "vitest";
import { AccessTokenError } from "./access-token-error.ts";
import { parseBearerToken } from "./bearer-token.ts";

function codeOf(authorization: unknown): string {
  try {
    parseBearerToken(authorization as string);
    return "accepted";
  } catch (error) {
    return (error as AccessTokenError).code;
  }
}

describe("parseBearerToken", () => {
  it.each(["Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c", "Bearer   a.b.c"])(
    "[token/header-only] takes the token of %j",
    (authorization) => {
      expect(parseBearerToken(authorization)).toBe("a.b.c");
    },
  );

  it("takes every character that a token may have", () => {
    expect(parseBearerToken("Bearer aZ09-._~+/==")).toBe("aZ09-._~+/==");
  });

  it.each([
    [undefined],
    [""],
    ["Basic YTpi"],
    ["Negotiate a"],
    ["PoP a.b.c"],
    ["DPoP a.b.c"],
    ["a.b.c"],
    ["Bearerish a.b.c"],
    [" Bearer a.b.c"],
  ])("[token/header-only] finds no credentials in %j (T31)", (authorization) => {
    expect(codeOf(authorization)).toBe("missing_credentials");
  });

  it.each([
    ["Bearer"],
    ["Bearer "],
    ["Bearer a b"],
    ["Bearer a, Bearer b"],
    ["Bearer a,Bearer b"],
    ["Bearer, Bearer b"],
    ["Bearer a, Basic YTpi"],
    ["Bearer a "],
    ["Bearer\ta"],
    ["Bearer =a"],
    ["Bearer a\n"],
    ["Bearer a\u0000"],
    ["Bearer é"],
    ['Bearer "a"'],
    ["Bearer token=a"],
  ])("[token/header-only] refuses %j as malformed (T29)", (authorization) => {
    expect(codeOf(authorization)).toBe("invalid_request");
  });

  it("[token/header-only] refuses a list of headers (T29)", () => {
    expect(codeOf(["Bearer a", "Bearer b"])).toBe("invalid_request");
  });

  it("refuses a token above 16 KiB at once (T32)", () => {
    expect(codeOf(`Bearer ${"a".repeat(16 * 1024)}`)).toBe("accepted");
    expect(codeOf(`Bearer ${"a".repeat(16 * 1024 + 1)}`)).toBe("invalid_token");
  });

  it("says nothing of what it refused", () => {
    expect(() => parseBearerToken("Bearer secret secret")).toThrow(/^(?!.*secret)/);
  });
});
