import { describe, expect, it } from "vitest";
import { readClaimsChallenge } from "./claims-challenge.ts";

// the letters make base64 and base64url differ
const claims = '{"access_token":{"x":"??>>~~ÿÿ"}}';
const base64 = Buffer.from(claims).toString("base64");
const base64url = Buffer.from(claims).toString("base64url");

describe("readClaimsChallenge", () => {
  it.each([
    ["base64", `Bearer error="insufficient_claims", claims="${base64}"`],
    ["base64url", `Bearer error="insufficient_claims", claims="${base64url}"`],
    ["any case and order", `bearer CLAIMS="${base64}",error="insufficient_claims"`],
    [
      "spaces around the equals sign",
      `Bearer error = "insufficient_claims" , claims = "${base64}"`,
    ],
    ["parameters without quotes", `Bearer error=insufficient_claims, claims="${base64}"`],
    [
      "a realm that looks like a challenge",
      `Bearer realm="Basic error=\\"x\\", y", error="insufficient_claims", claims="${base64}"`,
    ],
    ["a second challenge", `PoP nonce="n", Bearer error="insufficient_claims", claims="${base64}"`],
    [
      "a challenge of the same scheme before it",
      `Bearer error="invalid_token", Bearer error="insufficient_claims", claims="${base64}"`,
    ],
  ])("reads %s", (_, header) => {
    expect(readClaimsChallenge(header)).toBe(claims);
  });

  it.each([
    ["nothing", undefined],
    ["no challenge", ""],
    ["another error", `Bearer error="invalid_token", claims="${base64}"`],
    ["another scheme", `PoP error="insufficient_claims", claims="${base64}"`],
    ["the members of two challenges", `Bearer error="insufficient_claims", PoP claims="${base64}"`],
    ["what is no base64", 'Bearer error="insufficient_claims", claims="%%%"'],
    ["what is no JSON", `Bearer error="insufficient_claims", claims="${btoa("x")}"`],
    ["what is no object", `Bearer error="insufficient_claims", claims="${btoa("[]")}"`],
    ["what is no UTF-8", `Bearer error="insufficient_claims", claims="${btoa('{"a":"\xff"}')}"`],
    ["a novel", `Bearer error="insufficient_claims", claims="${"A".repeat(9000)}"`],
    ["a library", `Bearer ${"a=b, ".repeat(100_000)}`],
  ])("asks for no claims in %s", (_, header) => {
    expect(readClaimsChallenge(header)).toBeUndefined();
  });
});
