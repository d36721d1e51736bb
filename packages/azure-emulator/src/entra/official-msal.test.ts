import {
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
  PublicClientApplication,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from "@azure/msal-node";
import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { ada, chatApp, chatIdentity, contoso, tenantId } from "../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../emulator.ts";

let azure: Emulator;
beforeEach(() => {
  const apps = [{ ...chatApp, allowPublicClient: true }];
  azure = createEmulator({ seed: { ...contoso, apps } });
});

/** MSAL's own seam; all else of it is as in production. */
const networkClient: INetworkModule = {
  sendGetRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
    send("GET", url, options) as Promise<NetworkResponse<T>>,
  sendPostRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
    send("POST", url, options) as Promise<NetworkResponse<T>>,
};

async function send(method: string, url: string, options: NetworkRequestOptions = {}) {
  const { headers = {}, body } = options;
  const response = await azure.fetch(new Request(url, { method, headers, body: body ?? null }));
  return {
    headers: Object.fromEntries(response.headers),
    status: response.status,
    body: await response.json(),
  };
}

const auth = {
  clientId: chatApp.appId,
  authority: `https://login.microsoftonline.com/${tenantId}`,
};
const scopes = [`${chatApp.identifierUri}/access_as_user`];
const stepUp = JSON.stringify({ access_token: { acrs: { essential: true, value: "c1" } } });

/** Signs Ada in on a device. */
async function signIn(claims?: string) {
  const app = new PublicClientApplication({ auth, system: { networkClient } });
  const result = await app.acquireTokenByDeviceCode({
    scopes,
    ...(claims === undefined ? {} : { claims }),
    deviceCodeCallback({ userCode }) {
      const body = new URLSearchParams({ otc: userCode, user: ada.id });
      const url = "http://127.0.0.1/common/oauth2/deviceauth";
      void azure.fetch(new Request(url, { method: "POST", body }));
    },
  });
  return { app, account: result!.account!, accessToken: result!.accessToken };
}

const server = () =>
  new ConfidentialClientApplication({
    auth: {
      ...auth,
      clientAssertion: () =>
        azure.issueToken({
          identity: chatIdentity.name,
          scope: "api://AzureADTokenExchange/.default",
        }),
    },
    system: { networkClient },
  });

// a device that asks before the person answered waits five seconds
describe("@azure/msal-node", { timeout: 60_000 }, () => {
  it("[emulator/revoked-grants-refused] sends the person to sign in again when what they granted is revoked", async () => {
    const { app, account, accessToken } = await signIn();
    const silent = { account, scopes, forceRefresh: true };
    await expect(app.acquireTokenSilent(silent)).resolves.toMatchObject({
      fromCache: false,
      uniqueId: ada.id,
    });
    azure.revoke(ada.userPrincipalName);
    await expect(app.acquireTokenSilent(silent)).rejects.toMatchObject({
      name: InteractionRequiredAuthError.name,
      errorCode: "invalid_grant",
      subError: "bad_token",
    });
    const onBehalfOf = { oboAssertion: accessToken, scopes: ["User.Read"] };
    await expect(server().acquireTokenOnBehalfOf(onBehalfOf)).rejects.toThrow(/AADSTS50173/);
  });

  it("relays the challenge of an API downstream, and answers it by a sign-in", async () => {
    const { app, account, accessToken } = await signIn();
    const request = { scopes: ["User.Read"], claims: stepUp };
    const refused = server().acquireTokenOnBehalfOf({ ...request, oboAssertion: accessToken });
    const error = await refused.catch((reason: unknown) => reason as InteractionRequiredAuthError);
    expect(error).toMatchObject({ name: InteractionRequiredAuthError.name, claims: stepUp });
    await expect(app.acquireTokenSilent({ account, scopes, claims: stepUp })).rejects.toMatchObject(
      { errorCode: "interaction_required" },
    );

    const { accessToken: better } = await signIn((error as InteractionRequiredAuthError).claims);
    expect(decodeJwt(better)).toMatchObject({ acrs: ["c1"] });
    await expect(
      server().acquireTokenOnBehalfOf({ ...request, oboAssertion: better }),
    ).resolves.toMatchObject({ account: { username: ada.userPrincipalName } });
  });
});
