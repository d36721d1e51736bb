import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { chatApp } from "../contoso.test.fixture.ts";
import { errorOf, useLocalEntra } from "./entra.test.fixture.ts";

const { codeFor, redeem, post, federated, pick } = useLocalEntra({
  app: { optionalClaims: ["xms_cc"] },
});
const plain = useLocalEntra();

const capable = JSON.stringify({ access_token: { xms_cc: { values: ["CP1"] } } });
const stepUp = JSON.stringify({ access_token: { acrs: { essential: true, value: "c1" } } });

async function claimsOf(response: Response): Promise<Record<string, unknown>> {
  return decodeJwt(((await response.json()) as { access_token: string }).access_token);
}

describe("what the client can do", () => {
  it("stands in the tokens of an API that wants to know", async () => {
    const response = await redeem({ code: await codeFor(), claims: capable });
    expect(await claimsOf(response)).toMatchObject({ xms_cc: ["cp1"] });
  });

  it("stands in the tokens of Microsoft's APIs, and in those of an app by itself", async () => {
    const response = await post({
      ...federated(),
      grant_type: "client_credentials",
      scope: "https://graph.microsoft.com/.default",
      claims: capable,
    });
    expect(await claimsOf(response)).toMatchObject({ xms_cc: ["cp1"] });
  });

  it("is no matter of an API that did not ask, and not said where the client is silent", async () => {
    const code = await plain.codeFor();
    const response = await plain.redeem({ code, claims: capable });
    expect(await claimsOf(response)).not.toHaveProperty("xms_cc");
    const silent = await redeem({ code: await codeFor() });
    expect(await claimsOf(silent)).not.toHaveProperty("xms_cc");
  });
});

describe("an authentication context", () => {
  it("is met by the sign-in that asks for it, and lasts", async () => {
    const response = await redeem({ code: await codeFor({ claims: stepUp }), claims: stepUp });
    const { refresh_token, access_token } = (await response.json()) as Record<string, string>;
    expect(decodeJwt(access_token!)).toMatchObject({ acrs: ["c1"] });
    const refreshed = await post({
      ...federated(),
      grant_type: "refresh_token",
      refresh_token: refresh_token!,
      claims: stepUp,
    });
    expect(await claimsOf(refreshed)).toMatchObject({ acrs: ["c1"] });
  });

  it("needs the person: a refresh token is no sign-in, nor is a token on behalf of them", async () => {
    const response = await redeem({ code: await codeFor() });
    const { refresh_token, access_token } = (await response.json()) as Record<string, string>;
    const refused = await post({
      ...federated(),
      grant_type: "refresh_token",
      refresh_token: refresh_token!,
      claims: stepUp,
    });
    const body = (await refused.json()) as { claims: string };
    expect(body).toMatchObject({ error: "interaction_required", error_codes: [50076] });
    // what is sent back as it is brings what was missing
    expect(
      await (await redeem({ code: await codeFor({ claims: body.claims }) })).json(),
    ).toHaveProperty("access_token");
    const onBehalfOf = await post({
      ...federated(),
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      scope: `${chatApp.identifierUri}/.default`,
      assertion: access_token!,
      claims: stepUp,
    });
    expect(await errorOf(onBehalfOf)).toMatchObject({ error: "interaction_required" });
  });

  it("is carried on by a token on behalf of the person", async () => {
    const response = await redeem({ code: await codeFor({ claims: stepUp }) });
    const { access_token } = (await response.json()) as Record<string, string>;
    const onBehalfOf = await post({
      ...federated(),
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      scope: "https://graph.microsoft.com/.default",
      assertion: access_token!,
      claims: stepUp,
    });
    expect(await claimsOf(onBehalfOf)).toMatchObject({ acrs: ["c1"] });
  });

  it("is not met by an app", async () => {
    const response = await post({
      ...federated(),
      grant_type: "client_credentials",
      scope: "https://graph.microsoft.com/.default",
      claims: stepUp,
    });
    expect(await errorOf(response)).toMatchObject({ error: "interaction_required" });
  });
});

describe("a request for claims", () => {
  it("may name what nobody insists on", async () => {
    const claims = JSON.stringify({ id_token: { email: null, a: { essential: false } } });
    const response = await redeem({ code: await codeFor({ claims }), claims });
    expect(response.status).toBe(200);
  });

  it("may be the challenge of an API that revoked a token", async () => {
    const challenge = { access_token: { nbf: { essential: true, value: "1604106651" } } };
    const response = await redeem({ code: await codeFor(), claims: JSON.stringify(challenge) });
    expect(response.status).toBe(200);
  });

  it.each([
    "{",
    "[]",
    `{"userinfo":{}}`,
    `{"id_token":{"email":{"essential":true}}}`,
    `{"access_token":{"groups":{"essential":true}}}`,
  ])("is refused where it is %s", async (claims) => {
    const refused = await redeem({ code: await codeFor(), claims });
    expect(await errorOf(refused)).toMatchObject({ error: "invalid_request", codes: [90023] });
    const page = await pick({}, { claims });
    expect(page.headers.get("location")).toContain("error=invalid_request");
  });
});
