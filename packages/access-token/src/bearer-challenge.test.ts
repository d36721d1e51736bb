import { describe, expect, it } from "vitest";
import { AccessTokenError } from "./access-token-error.ts";
import { bearerChallenge } from "./bearer-challenge.ts";

const refused = (reason: "signature" | "lifetime") =>
  bearerChallenge(new AccessTokenError("invalid_token", `because of ${reason}`, { reason }));

describe("bearerChallenge", () => {
  it("[answer/challenge] names no error where there were no credentials", () => {
    expect(bearerChallenge({ code: "missing_credentials" })).toBe("Bearer");
    expect(
      bearerChallenge(
        { code: "missing_credentials" },
        {
          realm: "chat",
          resourceMetadata: "https://chat.example/.well-known/oauth-protected-resource",
          scopes: ["access_as_user"],
        },
      ),
    ).toBe(
      'Bearer realm="chat", resource_metadata="https://chat.example/.well-known/oauth-protected-resource"',
    );
  });

  it("[answer/challenge] says the same of every token that is not accepted", () => {
    expect(refused("signature")).toBe(
      'Bearer error="invalid_token", error_description="The access token is not accepted"',
    );
    expect(refused("lifetime")).toBe(refused("signature"));
  });

  it("names the scopes of which one is needed", () => {
    const scopes = ["access_as_user", "chat.ask"];
    expect(bearerChallenge({ code: "insufficient_scope" }, { scopes })).toBe(
      'Bearer error="insufficient_scope", error_description="The access token does not grant this", scope="access_as_user chat.ask"',
    );
    expect(bearerChallenge({ code: "insufficient_scope" })).not.toContain("scope=");
  });

  it("says how a request should be", () => {
    expect(bearerChallenge({ code: "invalid_request" })).toContain('error="invalid_request"');
  });

  it("challenges nobody for an outage", () => {
    expect(bearerChallenge({ code: "KEYS_UNAVAILABLE" })).toBeUndefined();
  });

  it("relays a demand for claims in the form that the Azure SDKs read", () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"},"note":"ÿ?>"}}';
    const challenge = bearerChallenge({ code: "insufficient_claims", claims }, { realm: "chat" });
    const [, encoded = ""] = /claims="([^"]*)"/.exec(challenge ?? "") ?? [];
    expect(challenge).toBe(`Bearer realm="chat", error="insufficient_claims", claims="${encoded}"`);
    expect(Buffer.from(encoded, "base64").toString()).toBe(claims);
    expect(Buffer.from(encoded, "base64").toString("base64")).toBe(encoded);
  });

  it.each([
    ["a quote", 'chat" error="'],
    ["a backslash", "chat\\"],
    ["a line break", "chat\r\nSet-Cookie: a=b"],
    ["a letter beyond ASCII", "café"],
  ])("refuses a realm with %s", (_, realm) => {
    expect(() => bearerChallenge({ code: "missing_credentials" }, { realm })).toThrow(TypeError);
    expect(() =>
      bearerChallenge({ code: "missing_credentials" }, { resourceMetadata: realm }),
    ).toThrow(TypeError);
  });

  it.each(["", "a b", 'a"', "a\\", "é"])("refuses %j as a scope", (scope) => {
    expect(() => bearerChallenge({ code: "insufficient_scope" }, { scopes: [scope] })).toThrow(
      /scp claim/,
    );
  });

  it("refuses a demand for claims without claims", () => {
    expect(() => bearerChallenge({ code: "insufficient_claims" })).toThrow(TypeError);
  });
});
