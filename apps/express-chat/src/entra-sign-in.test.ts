import { azureCloud } from "@entrim/azure-clouds";
import { describe, expect, it } from "vitest";
import { createEntraSignIn } from "./entra-sign-in.ts";

const tenantId = "11111111-1111-4111-8111-111111111111";
const clientId = "22222222-2222-4222-8222-222222222222";

function signIn(authorityMetadata?: string) {
  return createEntraSignIn({
    cloud: azureCloud(),
    tenantId,
    clientId,
    clientAssertion: () => Promise.reject(new Error("nobody asks for it before a code came")),
    publicOrigin: "https://chat.contoso.com",
    authorityMetadata,
  });
}

describe("a sign-in at Entra", () => {
  it("asks for a token for the app's own API, by a code that only this attempt can redeem", async () => {
    const { address } = await signIn().begin();
    const url = new URL(address);
    expect(url.origin + url.pathname).toBe(
      `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize`,
    );
    const parameters = Object.fromEntries(url.searchParams);
    expect(parameters).toMatchObject({
      client_id: clientId,
      response_type: "code",
      response_mode: "query",
      redirect_uri: "https://chat.contoso.com/auth/redirect",
      code_challenge_method: "S256",
    });
    expect(parameters["scope"]?.split(" ")).toContain(`api://${clientId}/access_as_user`);
    expect(parameters["code_challenge"]).toMatch(/^[\w-]{43}$/);
    const other = new URL((await signIn().begin()).address).searchParams;
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(other.get(name)).toBeTruthy();
      expect(other.get(name)).not.toBe(parameters[name]);
    }
  });

  it("sends people to where the authority's pages are", async () => {
    const issuer = "https://login.microsoftonline.com";
    const { address } = await signIn(
      JSON.stringify({
        issuer: `${issuer}/${tenantId}/v2.0`,
        authorization_endpoint: `http://127.0.0.1:4600/${tenantId}/oauth2/v2.0/authorize`,
        token_endpoint: `${issuer}/${tenantId}/oauth2/v2.0/token`,
        end_session_endpoint: `http://127.0.0.1:4600/${tenantId}/oauth2/v2.0/logout`,
        jwks_uri: `${issuer}/${tenantId}/discovery/v2.0/keys`,
      }),
    ).begin();
    expect(new URL(address).origin).toBe("http://127.0.0.1:4600");
  });

  it("[app/csrf] takes no answer that belongs to another attempt", async () => {
    const entra = signIn();
    const [mine, theirs] = await Promise.all([entra.begin(), entra.begin()]);
    const state = new URL(theirs.address).searchParams.get("state") ?? "";
    const answers = [{ code: "c", state }, { code: "c" }, { code: "c", state: "" }];
    await Promise.all(
      answers.map((answer) =>
        expect(entra.complete(mine.attempt, new URLSearchParams(answer))).rejects.toMatchObject({
          name: "SignInError",
          code: "EXPIRED",
        }),
      ),
    );
  });

  it.each([
    ["DECLINED", { error: "access_denied" }],
    ["FAILED", { error: "server_error" }],
    ["FAILED", {}],
  ])("ends as %s after %o", async (code, answer) => {
    const entra = signIn();
    const { address, attempt } = await entra.begin();
    const state = new URL(address).searchParams.get("state") ?? "";
    const parameters = new URLSearchParams({ ...answer, state });
    await expect(entra.complete(attempt, parameters)).rejects.toMatchObject({ code });
  });
});
