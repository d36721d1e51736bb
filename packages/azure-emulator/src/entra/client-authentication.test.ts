import { decodeJwt, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import {
  chatApp,
  chatIdentity,
  otherApp,
  otherIdentity,
  tenantId,
} from "../contoso.test.fixture.ts";
import { chatCertificate, errorOf, origin, useLocalEntra } from "./entra.test.fixture.ts";

const { post, federated, assertionOf, assertion, tokens, advance } = useLocalEntra();

const tokenEndpoint = `${origin}/${tenantId}/oauth2/v2.0/token`;

const askForGraph = (change: Record<string, string> = {}) =>
  post({
    ...federated(change),
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  });

async function askByCertificate(
  header: Record<string, string>,
  claims: Record<string, string> = {},
): Promise<Response> {
  const own = { iss: chatApp.appId, sub: chatApp.appId, aud: tokenEndpoint };
  const signed = await new SignJWT({ ...own, ...claims })
    .setProtectedHeader({ alg: "PS256", ...header })
    // MSAL's clock may be ahead of ours
    .setNotBefore(new Date(Date.now() + 1000))
    .setExpirationTime("10 min")
    .sign(chatCertificate.privateKey);
  return askForGraph({ client_assertion: signed });
}

const askBySecret = (secret: string) =>
  post({
    client_id: otherApp.appId,
    client_secret: secret,
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  });

describe("an app proves itself", () => {
  it("by the token of the identity that it trusts", async () => {
    const { access_token } = (await (await askForGraph()).json()) as { access_token: string };
    expect(decodeJwt(access_token)).toMatchObject({
      oid: chatApp.objectId,
      appid: chatApp.appId,
      idtyp: "app",
    });
  });

  it("not by that of another identity", async () => {
    const response = await askForGraph({ client_assertion: await assertionOf(otherIdentity.name) });
    expect(await errorOf(response)).toEqual({
      status: 401,
      error: "invalid_client",
      codes: [700213],
    });
  });

  it("not by a token of the right identity for another audience", async () => {
    const forGraph = await tokens().issueToken({
      identity: chatIdentity.name,
      scope: "https://graph.microsoft.com/.default",
    });
    const forChat = await tokens().issueToken({
      identity: chatIdentity.name,
      scope: `${chatApp.identifierUri}/.default`,
    });
    expect(await errorOf(await askForGraph({ client_assertion: forGraph }))).toMatchObject({
      codes: [700211],
    });
    expect(await errorOf(await askForGraph({ client_assertion: forChat }))).toMatchObject({
      codes: [700212],
    });
  });

  it("not by an assertion that is forged or over", async () => {
    const [header, , signature] = assertion().split(".");
    const body = Buffer.from(JSON.stringify({ ...decodeJwt(assertion()), sub: "x" })).toString(
      "base64url",
    );
    const forged = `${header}.${body}.${signature}`;
    expect(await errorOf(await askForGraph({ client_assertion: forged }))).toMatchObject({
      codes: [700027],
    });
    advance(24 * 60 * 60_000);
    expect(await errorOf(await askForGraph())).toMatchObject({ codes: [700024] });
  });

  it("by a certificate of its own, in the form that MSAL sends", async () => {
    const own = { "x5t#S256": chatCertificate.thumbprint };
    expect((await askByCertificate(own)).status).toBe(200);
    const refused = { status: 401, codes: [700027] };
    const byAnother = await askByCertificate({ "x5t#S256": "another" });
    expect(await errorOf(byAnother)).toMatchObject(refused);
    const elsewhere = await askByCertificate(own, { aud: "https://example.com/token" });
    expect(await errorOf(elsewhere)).toMatchObject(refused);
    const byAnotherAlgorithm = await askByCertificate({ ...own, alg: "RS512" });
    expect(await errorOf(byAnotherAlgorithm)).toMatchObject(refused);
    const ofAnother = await askByCertificate(own, { sub: chatIdentity.principalId });
    expect(await errorOf(ofAnother)).toMatchObject(refused);
  });

  it("by a secret of its own, which its tokens tell", async () => {
    const answer = (await (await askBySecret("swordfish")).json()) as { access_token: string };
    expect(decodeJwt(answer.access_token)).toMatchObject({ appid: otherApp.appId, appidacr: "1" });
    expect(await errorOf(await askBySecret("Swordfish"))).toMatchObject({ codes: [7000215] });
  });

  it("never by a secret that it does not have, and not by its name alone", async () => {
    expect(await errorOf(await askForGraph({ client_secret: "secret" }))).toMatchObject({
      status: 401,
      codes: [7000215],
    });
    const nothing = await post({ grant_type: "client_credentials", scope: "x/.default" });
    expect(await errorOf(nothing)).toMatchObject({ status: 401, codes: [7000218] });
  });

  it("and then asks for one API by its default scope", async () => {
    const wrong = await post({
      ...federated(),
      grant_type: "client_credentials",
      scope: "User.Read",
    });
    expect(await errorOf(wrong)).toMatchObject({ error: "invalid_scope", codes: [1002012] });
    const grant = await post({ ...federated(), grant_type: "password" });
    expect(await errorOf(grant)).toMatchObject({ error: "unsupported_grant_type" });
  });
});
