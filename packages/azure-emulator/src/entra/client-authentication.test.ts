import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { chatApp, chatIdentity, otherIdentity } from "../contoso.test.fixture.ts";
import { errorOf, useLocalEntra } from "./entra.test.fixture.ts";

const { post, federated, assertionOf, assertion, tokens, advance } = useLocalEntra();

const askForGraph = (change: Record<string, string> = {}) =>
  post({
    ...federated(change),
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

  it("never by a secret, and not by its name alone", async () => {
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
