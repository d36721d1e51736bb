import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { ada, chatApp, tenantId } from "../contoso.test.fixture.ts";
import { errorOf, useLocalEntra } from "./entra.test.fixture.ts";

const { post, postTo, federated, codeFor, redeem, tokens } = useLocalEntra();

const ask = (form: Record<string, string>) =>
  postTo(`/${tenantId}/oauth2/token`, { client_id: chatApp.appId, ...federated(), ...form });

const graph = "https://graph.microsoft.com/";

describe("the v1 token endpoint", () => {
  it("gives an app a token for a resource, with times as texts", async () => {
    const response = await ask({ grant_type: "client_credentials", resource: graph });
    const answer = (await response.json()) as Record<string, string>;
    const claims = decodeJwt(answer["access_token"]!);
    expect(claims).toMatchObject({ aud: graph, ver: "1.0", appid: chatApp.appId });
    expect(answer).toEqual({
      token_type: "Bearer",
      expires_in: "86400",
      ext_expires_in: "86400",
      expires_on: String(claims.exp),
      not_before: String(claims.nbf),
      resource: graph,
      access_token: expect.any(String),
    });
  });

  it("gives an app a token on behalf of a person", async () => {
    const response = await ask({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      resource: graph,
      assertion: await tokens().issueToken({
        user: ada.id,
        scope: `${chatApp.identifierUri}/.default`,
      }),
    });
    const answer = (await response.json()) as Record<string, string>;
    expect(answer).toMatchObject({ scope: "User.Read", refresh_token: expect.any(String) });
    expect(decodeJwt(answer["access_token"]!)).toMatchObject({ oid: ada.id, scp: "User.Read" });
  });

  it("refreshes, for the same resource or for another one", async () => {
    const signedIn = await redeem({ code: await codeFor() });
    const { refresh_token } = (await signedIn.json()) as { refresh_token: string };
    const same = await ask({ grant_type: "refresh_token", refresh_token });
    expect(await same.json()).toMatchObject({ resource: chatApp.appId, scope: "access_as_user" });
    const other = await ask({ grant_type: "refresh_token", refresh_token, resource: graph });
    expect(await other.json()).toMatchObject({ resource: graph, scope: "User.Read" });
  });

  it("wants to know the resource, and goes by no scope", async () => {
    const scope = `${graph}.default`;
    expect(await errorOf(await ask({ grant_type: "client_credentials", scope }))).toMatchObject({
      codes: [900144],
    });
  });

  it("gives nothing for an API that is unknown, or without a proof", async () => {
    const unknown = { grant_type: "client_credentials", resource: "https://a.example" };
    expect(await errorOf(await ask(unknown))).toMatchObject({ codes: [500011] });
    const unproven = { grant_type: "client_credentials", resource: graph, client_assertion: "" };
    expect(await errorOf(await ask(unproven))).toMatchObject({ status: 401, codes: [7000218] });
  });

  it("has no codes, and the v2 endpoint no resource", async () => {
    const code = { grant_type: "authorization_code", code: await codeFor(), resource: graph };
    expect(await errorOf(await ask(code))).toMatchObject({ error: "unsupported_grant_type" });
    const v2 = { ...federated(), grant_type: "client_credentials", resource: graph };
    expect(await errorOf(await post(v2))).toMatchObject({ codes: [901002] });
  });
});
