import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { ada, chatApp, chatIdentity, otherApp } from "../contoso.test.fixture.ts";
import { errorOf, useLocalEntra } from "./entra.test.fixture.ts";

const { post, federated, tokens, advance } = useLocalEntra();

const onBehalfOf = (change: Record<string, string>): Promise<Response> =>
  post({
    ...federated(),
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    scope: "https://graph.microsoft.com/.default",
    ...change,
  });

const tokenOfAda = (): Promise<string> =>
  tokens().issueToken({ user: ada.id, scope: `${chatApp.identifierUri}/.default` });

describe("on behalf of a person", () => {
  it("an app gets a token of that person for another API", async () => {
    const response = await onBehalfOf({ assertion: await tokenOfAda() });
    expect(response.status).toBe(200);
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({
      aud: "https://graph.microsoft.com",
      oid: ada.id,
      scp: "User.Read",
      appid: chatApp.appId,
    });
  });

  it.each([
    ["Microsoft Graph", "https://graph.microsoft.com/User.Read"],
    ["another app", `${otherApp.identifierUri}/.default`],
  ])("an app gets nothing for a token that was made out to %s", async (_api, scope) => {
    const assertion = await tokens().issueToken({ user: ada.id, scope });
    expect(await errorOf(await onBehalfOf({ assertion }))).toEqual({
      status: 400,
      error: "invalid_grant",
      codes: [500131],
    });
  });

  it("an app gets nothing for an id token, though it was made out to it", async () => {
    const assertion = await tokens().issueIdToken({ user: ada, app: chatApp, nonce: undefined });
    expect(await errorOf(await onBehalfOf({ assertion }))).toMatchObject({ codes: [50027] });
  });

  it("an app gets nothing for the token of an identity", async () => {
    const assertion = await tokens().issueToken({
      identity: chatIdentity.name,
      scope: `${chatApp.identifierUri}/.default`,
    });
    expect(await errorOf(await onBehalfOf({ assertion }))).toMatchObject({ codes: [50027] });
  });

  it("an app gets nothing for a token that has expired or was changed", async () => {
    const assertion = await tokenOfAda();
    const forged = `${assertion.slice(0, -8)}AAAAAAAA`;
    expect(await errorOf(await onBehalfOf({ assertion: forged }))).toMatchObject({
      codes: [50013],
    });
    advance(75 * 60_000);
    // its own proof is younger
    const own = federated({ client_assertion: await tokenOfIdentity() });
    expect(await errorOf(await onBehalfOf({ ...own, assertion }))).toMatchObject({
      codes: [500133],
    });
  });

  it("an app that does not prove itself gets nothing", async () => {
    const assertion = await tokenOfAda();
    expect(await errorOf(await onBehalfOf({ assertion, client_assertion: "" }))).toMatchObject({
      status: 401,
      codes: [7000218],
    });
  });

  it("an app gets no permission that nobody consented to", async () => {
    const assertion = await tokenOfAda();
    const scope = "https://graph.microsoft.com/Mail.Read";
    expect(await errorOf(await onBehalfOf({ assertion, scope }))).toMatchObject({
      error: "consent_required",
      codes: [65001],
    });
  });
});

describe("on behalf of a person, with an administrator's consent", () => {
  const consented = useLocalEntra({
    app: {
      delegatedPermissions: [
        "https://search.azure.com/user_impersonation",
        "https://graph.microsoft.com/GroupMember.Read.All",
      ],
    },
  });
  const ask = async (scope: string): Promise<Response> =>
    consented.post({
      ...consented.federated(),
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      assertion: await consented
        .tokens()
        .issueToken({ user: ada.id, scope: `${chatApp.identifierUri}/.default` }),
      scope,
    });

  it.each([
    ["https://search.azure.com/.default", "https://search.azure.com", "user_impersonation"],
    ["https://search.azure.com//.default", "https://search.azure.com/", "user_impersonation"],
    [
      "https://search.azure.com/user_impersonation",
      "https://search.azure.com",
      "user_impersonation",
    ],
    [
      "https://graph.microsoft.com/User.Read",
      "https://graph.microsoft.com",
      "User.Read GroupMember.Read.All",
    ],
  ])("an app that asks for %s gets what it may have there", async (scope, aud, scp) => {
    const response = await ask(scope);
    const { access_token: token, scope: granted } = (await response.json()) as {
      access_token: string;
      scope: string;
    };
    expect(decodeJwt(token)).toMatchObject({ aud, scp, oid: ada.id, appid: chatApp.appId });
    expect(granted.split(" ")).toContain(scope);
  });

  it.each([
    "https://storage.azure.com/.default",
    "https://storage.azure.com/user_impersonation",
    "https://search.azure.com/Documents.Read",
    "https://graph.microsoft.com/Group.Read.All",
  ])("an app gets nothing for %s, which nobody consented to", async (scope) => {
    expect(await errorOf(await ask(scope))).toMatchObject({
      error: "consent_required",
      codes: [65001],
    });
  });
});

function tokenOfIdentity(): Promise<string> {
  return tokens().issueToken({
    identity: chatIdentity.name,
    scope: "api://AzureADTokenExchange/.default",
  });
}
