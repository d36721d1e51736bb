import { describe, expect, it } from "vitest";
import { ada, chatApp } from "../contoso.test.fixture.ts";
import { errorOf, useLocalEntra } from "./entra.test.fixture.ts";

const { codeFor, redeem, post, federated, tokens, advance } = useLocalEntra();

const refresh = (refresh_token: string) =>
  post({ ...federated(), grant_type: "refresh_token", refresh_token });

const signIn = async () =>
  (await (await redeem({ code: await codeFor() })).json()) as {
    access_token: string;
    refresh_token: string;
  };

const onBehalfOf = (assertion: string) =>
  post({
    ...federated(),
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    scope: "https://graph.microsoft.com/.default",
    assertion,
  });

describe("what a person granted is revoked", () => {
  it("refresh tokens and access tokens bring nothing more, in Entra's words", async () => {
    const { refresh_token: token, access_token: assertion } = await signIn();
    advance(1000);
    tokens().revokeSession(ada.userPrincipalName);
    const refused = (await (await refresh(token)).json()) as Record<string, string>;
    expect(refused).toMatchObject({
      error: "invalid_grant",
      error_codes: [50173],
      suberror: "bad_token",
    });
    expect(refused["error_description"]).toMatch(
      /^AADSTS50173: .* was issued on '\S+\.\d{7}Z' and the TokensValidFrom date .* is '\S+\.\d{7}Z'\.\r\n/,
    );
    expect(await errorOf(await onBehalfOf(assertion))).toMatchObject({ codes: [50173] });
  });

  it("so are codes that were not redeemed yet, and tokens without a sign-in", async () => {
    const code = await codeFor();
    const assertion = await tokens().issueToken({
      user: ada.id,
      scope: `${chatApp.identifierUri}/.default`,
    });
    tokens().revokeSession(ada.id);
    expect(await errorOf(await redeem({ code }))).toMatchObject({ codes: [50173] });
    expect(await errorOf(await onBehalfOf(assertion))).toMatchObject({ codes: [50173] });
  });

  it("the next sign-in is good, at the same moment even", async () => {
    tokens().revokeSession(ada.id);
    const { refresh_token: token, access_token: assertion } = await signIn();
    expect((await refresh(token)).status).toBe(200);
    expect((await onBehalfOf(assertion)).status).toBe(200);
  });

  it("others are not concerned, and nobody is whom the seed lacks", async () => {
    const { refresh_token: token } = await signIn();
    tokens().revokeSession("kong@contoso.example");
    expect((await refresh(token)).status).toBe(200);
    expect(() => tokens().revokeSession("eve")).toThrow(TypeError);
  });
});
