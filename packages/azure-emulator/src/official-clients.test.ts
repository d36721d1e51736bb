import { decodeJwt } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ada,
  chatApp,
  chatIdentity,
  contoso,
  otherIdentity,
  redirectUri,
  tenantId,
} from "./contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "./emulator.ts";
import { runClient } from "./run-client.test.fixture.ts";

let azure: Emulator;
let port: number;

beforeEach(async () => {
  const apps = [{ ...chatApp, allowPublicClient: true, optionalClaims: ["xms_cc" as const] }];
  azure = createEmulator({ seed: { ...contoso, apps } });
  ({ port } = await azure.listen());
});
afterEach(() => azure.close());

/** Runs a client with the settings that they all know. */
function run(client: URL, environment: Record<string, string> = {}): Promise<unknown> {
  return runClient(client, azure.env(), {
    ENTRA_TENANT_ID: tenantId,
    ENTRA_CLIENT_ID: chatApp.appId,
    MANAGED_IDENTITY_CLIENT_ID: chatIdentity.clientId,
    REDIRECT_URI: redirectUri,
    USER_ID: ada.id,
    ...environment,
  });
}

const services = () => new Set(azure.requests.map(({ service }) => service));

describe("@azure/msal-node", { timeout: 60_000 }, () => {
  const client = new URL("sign-in.test.client.ts", import.meta.url);

  it("signs a person in by code and PKCE, without a secret, and refreshes", async () => {
    await expect(run(client)).resolves.toEqual({
      authorizeOrigin: `http://127.0.0.1:${port}`,
      homeAccountId: `${ada.id}.${tenantId}`,
      username: ada.userPrincipalName,
      scopes: expect.arrayContaining([`${chatApp.identifierUri}/access_as_user`]),
      refreshed: true,
    });
    expect(services()).toEqual(new Set(["managed-identity", "entra"]));
    expect(azure.requests.every(({ status }) => status === 200 || status === 302)).toBe(true);
  });

  it("is refused with the assertion of an identity that the app does not trust", async () => {
    const environment = { MANAGED_IDENTITY_CLIENT_ID: otherIdentity.clientId };
    await expect(run(client, environment)).rejects.toThrow(/AADSTS700213/);
  });
});

describe("@azure/identity", { timeout: 60_000 }, () => {
  const client = new URL("credential.test.client.ts", import.meta.url);

  it("gets the token of a managed identity", async () => {
    const { token, expiresOnTimestamp } = (await run(client)) as {
      token: string;
      expiresOnTimestamp: number;
    };
    expect(decodeJwt(token)).toMatchObject({
      aud: "https://search.azure.com",
      oid: chatIdentity.principalId,
    });
    // MSAL counts from when the answer came
    expect(Math.abs(expiresOnTimestamp / 1000 - decodeJwt(token).exp!)).toBeLessThan(5);
  });

  const resourceId = `/subscriptions/${contoso.subscriptionId}/resourceGroups/local/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${chatIdentity.name}`;

  it.each([
    ["App Service", {}],
    ["the instance metadata service", { IDENTITY_ENDPOINT: "", IDENTITY_HEADER: "" }],
  ])("gets the token of an identity that its resource id names, from %s", async (_from, change) => {
    const environment = { ...change, MANAGED_IDENTITY_RESOURCE_ID: resourceId };
    const { token } = (await run(client, environment)) as { token: string };
    expect(decodeJwt(token)).toMatchObject({ oid: chatIdentity.principalId });
    expect(services()).toEqual(new Set(["managed-identity"]));
  });

  it("gets the token of an identity from the instance metadata service", async () => {
    const environment = { IDENTITY_ENDPOINT: "", IDENTITY_HEADER: "" };
    const { token } = (await run(client, environment)) as { token: string };
    expect(decodeJwt(token)).toMatchObject({ oid: chatIdentity.principalId });
    expect(azure.requests.map(({ url }) => new URL(url).pathname)).toEqual([
      "/metadata/identity/oauth2/token/",
    ]);
  });

  it("signs a person in by device code, and says that it can answer claims challenges", async () => {
    const { page, token, again } = (await run(
      new URL("device-code.test.client.ts", import.meta.url),
    )) as { page: string; token: string; again: boolean };
    expect(page).toBe(`http://127.0.0.1:${port}/common/oauth2/deviceauth`);
    expect(decodeJwt(token)).toMatchObject({ oid: ada.id, azpacr: "0", xms_cc: ["cp1"] });
    expect(again).toBe(true);
  });

  it("gets none with a wrong header", async () => {
    await expect(run(client, { IDENTITY_HEADER: "guess" })).resolves.toMatchObject({
      error: "CredentialUnavailableError",
    });
  });
});

// processes take their time on a busy machine
describe("@microsoft/microsoft-graph-client", { timeout: 30_000 }, () => {
  it("gets a person's groups page by page, as a managed identity", async () => {
    const client = new URL("graph/graph.test.client.ts", import.meta.url);
    await expect(run(client)).resolves.toEqual({ groups: ada.memberOf, forbidden: 403 });
    expect(services()).toEqual(new Set(["managed-identity", "graph"]));
  });
});

describe("openai", { timeout: 30_000 }, () => {
  const client = new URL("openai/openai.test.client.ts", import.meta.url);

  it("[emulator/roles-enforced] is answered and streamed to as soon as its identity has the role", async () => {
    await expect(run(client)).resolves.toEqual({ status: 401, code: "PermissionDenied" });
    azure.roles.grant({
      principalId: chatIdentity.principalId,
      role: "Cognitive Services OpenAI User",
      scope: `/subscriptions/${contoso.subscriptionId}`,
    });
    await expect(run(client)).resolves.toEqual({
      answer: expect.stringContaining("Parental leave is sixteen weeks. [doc1]"),
      chunks: expect.any(Number),
      streamed: true,
      error: { status: 404, code: "DeploymentNotFound" },
    });
  });

  it("[emulator/keys-refused] is refused with a key", async () => {
    await expect(run(client, { AZURE_OPENAI_API_KEY: "0123456789abcdef" })).resolves.toEqual({
      status: 403,
      code: "AuthenticationTypeDisabled",
    });
  });
});

describe("any client", () => {
  it("[egress/only-known-hosts] reaches the hosts of the seed and nothing else, and the attempts are on record", async () => {
    const outcomes = await run(new URL("egress.test.client.ts", import.meta.url));
    expect(outcomes).toEqual([false, false, false, true]);
    const refused = azure.requests.filter(({ service }) => service === "unknown");
    expect(refused.map(({ method, url, status }) => ({ method, url, status }))).toEqual(
      expect.arrayContaining([
        { method: "CONNECT", url: "https://www.example.com:443", status: 403 },
        expect.objectContaining({
          url: expect.stringMatching(/^https?:..www.example.com(:80|\/)$/),
          status: 403,
        }),
        { method: "CONNECT", url: "https://fabrikam.search.windows.net:443", status: 404 },
      ]),
    );
  });
});
