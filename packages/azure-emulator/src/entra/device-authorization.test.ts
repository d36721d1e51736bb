import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { ada, chatApp, otherApp, otherIdentity, tenantId } from "../contoso.test.fixture.ts";
import { chatScope, errorOf, origin, useLocalEntra } from "./entra.test.fixture.ts";

const { get, post, postTo, federated, codeFor, assertionOf, advance, tokens } = useLocalEntra({
  app: { allowPublicClient: true },
});

const page = "/common/oauth2/deviceauth";

/** What a device gets to show. */
async function begin(change: Record<string, string> = {}): Promise<Record<string, string>> {
  const form = { client_id: chatApp.appId, scope: chatScope, ...change };
  const response = await postTo(`/${tenantId}/oauth2/v2.0/devicecode`, form);
  return (await response.json()) as Record<string, string>;
}

/** Asks as the device does, without any proof. */
const poll = ({ device_code: code = "" }: Record<string, string>, change = {}) =>
  post({
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: code,
    ...change,
  });

const signIn = ({ user_code: otc = "" }: Record<string, string>) =>
  postTo(page, { otc, user: ada.id });

describe("a device", () => {
  it("gets a code to show, and the page to name", async () => {
    expect(await begin()).toEqual({
      user_code: expect.stringMatching(/^[A-Z2-9]{9}$/),
      device_code: expect.any(String),
      verification_uri: `${origin}${page}`,
      expires_in: 900,
      interval: 5,
      message: expect.stringContaining(`${origin}${page}`),
    });
  });

  it("waits until the person signed in, and gets tokens once", async () => {
    const device = await begin();
    expect(await errorOf(await poll(device))).toEqual({
      status: 400,
      error: "authorization_pending",
      codes: [70016],
    });
    await signIn(device);
    const answer = (await (await poll(device)).json()) as Record<string, string>;
    expect(decodeJwt(answer["access_token"]!)).toMatchObject({
      oid: ada.id,
      scp: "access_as_user",
      azpacr: "0",
    });
    expect(await errorOf(await poll(device))).toMatchObject({ codes: [54005] });
    const refreshed = await post({
      grant_type: "refresh_token",
      refresh_token: answer["refresh_token"]!,
    });
    expect(refreshed.status).toBe(200);
  });

  it("may name the grant as MSAL for Node does", async () => {
    const device = await begin();
    await signIn(device);
    expect((await poll(device, { grant_type: "device_code" })).status).toBe(200);
  });

  it("learns that the person declined", async () => {
    const device = await begin();
    await postTo(page, { otc: device["user_code"]!, cancel: "1" });
    expect(await errorOf(await poll(device))).toMatchObject({ error: "authorization_declined" });
  });

  it("has 15 minutes", async () => {
    const device = await begin();
    advance(15 * 60_000);
    expect((await signIn(device)).status).toBe(400);
    expect(await errorOf(await poll(device))).toMatchObject({
      error: "expired_token",
      codes: [70019],
    });
  });

  it("gets nothing with a code that is unknown, or another app's", async () => {
    expect(await errorOf(await poll({ device_code: "guess" }))).toMatchObject({ codes: [70018] });
    const device = await begin();
    await signIn(device);
    const stolen = await poll(device, {
      client_id: otherApp.appId,
      ...federated({ client_assertion: await assertionOf(otherIdentity.name) }),
    });
    expect(await errorOf(stolen)).toMatchObject({ codes: [70018] });
  });

  it("gets nothing when what was granted is revoked before it asks", async () => {
    const device = await begin();
    await signIn(device);
    tokens().revokeSession(ada.id);
    expect(await errorOf(await poll(device))).toMatchObject({ codes: [50173] });
  });

  it("cannot ask for what does not exist", async () => {
    expect(await begin({ client_id: "unknown" })).toMatchObject({ error_codes: [700016] });
    expect(await begin({ scope: "https://a.example/x" })).toMatchObject({ error_codes: [500011] });
  });
});

describe("an app that proves nothing", () => {
  it("gets nothing for a code, or by itself", async () => {
    const code = await codeFor();
    const redeemed = await post({ grant_type: "authorization_code", code });
    expect(await errorOf(redeemed)).toMatchObject({ status: 401, codes: [7000218] });
    const own = await post({
      grant_type: "client_credentials",
      scope: "https://graph.microsoft.com/.default",
    });
    expect(await errorOf(own)).toMatchObject({ status: 401, codes: [7000218] });
  });

  it("gets nothing for the refresh token of a sign-in that was proven", async () => {
    const device = await begin();
    await signIn(device);
    const proven = (await (await poll(device, federated())).json()) as { refresh_token: string };
    const { refresh_token } = proven;
    const refreshed = await post({ grant_type: "refresh_token", refresh_token });
    expect(await errorOf(refreshed)).toMatchObject({ status: 401, codes: [7000218] });
  });

  it("is none where its registration does not say so", async () => {
    const device = await begin({ client_id: otherApp.appId, scope: "User.Read" });
    await signIn(device);
    expect(await errorOf(await poll(device, { client_id: otherApp.appId }))).toMatchObject({
      codes: [7000218],
    });
  });
});

describe("the page", () => {
  it("asks for the code, then shows which app it is for and who one can be", async () => {
    expect(await (await get(page)).text()).toContain("Enter code");
    const device = await begin();
    const picking = await (
      await postTo(page, { otc: ` ${device["user_code"]!.toLowerCase()} ` })
    ).text();
    expect(picking).toContain(chatApp.displayName);
    expect(picking).toContain(ada.userPrincipalName);
    expect(await (await signIn(device)).text()).toContain("You have signed in");
    // a code is typed once
    expect((await signIn(device)).status).toBe(400);
  });

  it("says that a code is wrong, and does not repeat it", async () => {
    const response = await postTo(page, { otc: "<i>" });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain("didn’t work");
    expect(text).not.toContain("<i>");
  });

  it("takes no form of another site", async () => {
    const device = await begin();
    const form = { otc: device["user_code"]!, user: ada.id };
    const response = await postTo(page, form, { "sec-fetch-site": "cross-site" });
    expect(response.status).toBe(400);
    expect(await errorOf(await poll(device))).toMatchObject({ error: "authorization_pending" });
  });
});
