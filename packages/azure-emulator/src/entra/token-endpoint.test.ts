import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { ada, chatApp, otherApp, otherIdentity, tenantId } from "../contoso.test.fixture.ts";
import { errorOf, useLocalEntra, verifier } from "./entra.test.fixture.ts";

const { codeFor, redeem, post, federated, assertionOf, advance } = useLocalEntra();

describe("an authorization code", () => {
  it("is redeemed for an access token, an id token and a refresh token", async () => {
    const response = await redeem({ code: await codeFor() });
    const answer = (await response.json()) as Record<string, string>;
    expect(answer).toMatchObject({
      token_type: "Bearer",
      scope: `${chatApp.identifierUri}/access_as_user`,
      expires_in: 4500,
      refresh_token: expect.any(String),
    });
    expect(decodeJwt(answer["access_token"]!)).toMatchObject({
      aud: chatApp.appId,
      oid: ada.id,
      scp: "access_as_user",
      groups: ada.memberOf,
    });
    expect(decodeJwt(answer["id_token"]!)).toMatchObject({
      aud: chatApp.appId,
      oid: ada.id,
      nonce: "nonce",
    });
    expect(JSON.parse(Buffer.from(answer["client_info"]!, "base64url").toString())).toEqual({
      uid: ada.id,
      utid: tenantId,
    });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("is good once", async () => {
    const code = await codeFor();
    expect((await redeem({ code })).status).toBe(200);
    expect(await errorOf(await redeem({ code }))).toMatchObject({ codes: [54005] });
  });

  it("is good for ten minutes", async () => {
    const code = await codeFor();
    advance(10 * 60_000);
    expect(await errorOf(await redeem({ code }))).toEqual({
      status: 400,
      error: "invalid_grant",
      codes: [70008],
    });
  });

  it.each([
    ["another verifier", { code_verifier: `${verifier}x` }, 501481],
    ["another redirect address", { redirect_uri: "http://localhost:3000/" }, 500112],
  ])("is not redeemed with %s", async (_what, change, number) => {
    const code = await codeFor();
    expect(await errorOf(await redeem({ code, ...change }))).toMatchObject({ codes: [number] });
    expect((await redeem({ code })).status).toBe(200);
  });

  it("that was asked for without a challenge is not redeemed with a verifier", async () => {
    const code = await codeFor({ code_challenge: undefined });
    expect(await errorOf(await redeem({ code }))).toMatchObject({ codes: [501481] });
  });

  it("is worth nothing to another app", async () => {
    const code = await codeFor();
    const stolen = await redeem({
      code,
      client_id: otherApp.appId,
      client_assertion: await assertionOf(otherIdentity.name),
    });
    expect(await errorOf(stolen)).toMatchObject({ status: 400, codes: [70000] });
    expect((await redeem({ code })).status).toBe(200);
  });

  it("that was never given out is refused", async () => {
    expect(await errorOf(await redeem({ code: "1.guess" }))).toMatchObject({ codes: [70000] });
  });
});

describe("a refresh token", () => {
  it("brings new tokens and a new refresh token", async () => {
    const first = (await (await redeem({ code: await codeFor() })).json()) as {
      refresh_token: string;
    };
    advance(60_000);
    const response = await post({
      ...federated(),
      grant_type: "refresh_token",
      refresh_token: first.refresh_token,
    });
    const second = (await response.json()) as { refresh_token: string; access_token: string };
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(decodeJwt(second.access_token)).toMatchObject({ oid: ada.id, scp: "access_as_user" });
  });

  it("is not given to an app that does not ask for offline access", async () => {
    const code = await codeFor({ scope: `openid ${chatApp.identifierUri}/access_as_user` });
    expect(await (await redeem({ code })).json()).not.toHaveProperty("refresh_token");
  });

  it("is worth nothing without the app's assertion", async () => {
    const first = (await (await redeem({ code: await codeFor() })).json()) as {
      refresh_token: string;
    };
    const stolen = await post({ grant_type: "refresh_token", refresh_token: first.refresh_token });
    expect(await errorOf(stolen)).toMatchObject({ status: 401, codes: [7000218] });
  });
});
