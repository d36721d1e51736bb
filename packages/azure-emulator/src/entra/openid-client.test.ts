import { expect, it } from "vitest";
import { ada, chatApp, contoso, redirectUri, tenantId } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import { runClient } from "../run-client.test.fixture.ts";

const client = new URL("openid-client.test.client.ts", import.meta.url);

it(
  "openid-client, which goes by the specification, signs a person in and gets all tokens",
  { timeout: 60_000 },
  async () => {
    const apps = [{ ...chatApp, clientSecrets: ["swordfish"] }];
    const azure = createEmulator({ seed: { ...contoso, apps } });
    await azure.listen();
    const close = () => void azure.close();
    const result = await runClient(client, azure.env({}), {
      ENTRA_TENANT_ID: tenantId,
      ENTRA_CLIENT_ID: chatApp.appId,
      CLIENT_SECRET: "swordfish",
      REDIRECT_URI: redirectUri,
      USER_ID: ada.id,
    }).finally(close);
    expect(result).toMatchObject({
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      claims: {
        iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
        aud: chatApp.appId,
        oid: ada.id,
        tid: tenantId,
        preferred_username: ada.userPrincipalName,
        nonce: expect.any(String),
      },
      isRefreshed: true,
      refreshedClaims: ada.id,
      app: true,
      onBehalf: expect.stringContaining("https://graph.microsoft.com/User.Read"),
      wrongVerifier: "invalid_grant",
      wrongSecret: "invalid_client",
    });
    expect(azure.requests.every(({ service }) => service === "entra")).toBe(true);
  },
);
