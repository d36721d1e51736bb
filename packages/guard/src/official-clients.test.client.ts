// Run by official-clients.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";
import { PublicClientApplication } from "@azure/msal-node";
import {
  allowInsecureRequests,
  Configuration,
  discovery,
  fetchProtectedResource,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  WWWAuthenticateChallengeError,
} from "openid-client";

const {
  CLIENT_ID = "",
  RESOURCE = "",
  SCOPE = "",
  AUTHORITY = "",
  AUTHORITY_METADATA = "",
  PERSON = "",
  OTHER_PERSON = "",
  WITH_ROLE = "",
  WITHOUT_ROLE = "",
} = process.env;

/** The person at another device. */
const confirm = (userCode: string, user: string) =>
  fetch(new URL("/common/oauth2/deviceauth", AUTHORITY), {
    method: "POST",
    body: new URLSearchParams({ otc: userCode, user }),
  });

const ask = async (token: string, path: string) => {
  const response = await fetch(`${RESOURCE}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: await response.json() };
};

/** Knows the address of the resource, and learns the rest from its refusals. */
async function byOpenIdClient() {
  const stranger = new Configuration({ issuer: "https://nobody.example" }, CLIENT_ID);
  allowInsecureRequests(stranger);
  const address = new URL(`${RESOURCE}/people`);
  const refused: unknown = await fetchProtectedResource(stranger, "opaque", address, "GET").catch(
    (error: unknown) => error,
  );
  if (!(refused instanceof WWWAuthenticateChallengeError)) throw new Error(String(refused));
  const [challenge] = refused.cause;
  const published = await fetch(challenge?.parameters.resource_metadata ?? "");
  const metadata = (await published.json()) as {
    readonly authorization_servers: readonly string[];
    readonly scopes_supported: readonly string[];
  };

  const [issuer = ""] = metadata.authorization_servers;
  const config = await discovery(new URL(issuer), CLIENT_ID, undefined, None());
  allowInsecureRequests(config);
  const device = await initiateDeviceAuthorization(config, {
    scope: metadata.scopes_supported.join(" "),
  });
  await confirm(device.user_code, PERSON);
  const { access_token: token } = await pollDeviceAuthorizationGrant(config, device);
  const answer = await fetchProtectedResource(config, token, address, "GET");
  const lacking: unknown = await fetchProtectedResource(
    config,
    token,
    new URL(`${RESOURCE}/admins`),
    "GET",
  ).catch((error: unknown) => error);
  return {
    challenge,
    metadata,
    answer: await answer.json(),
    lacking: lacking instanceof WWWAuthenticateChallengeError ? lacking.cause[0] : lacking,
  };
}

async function byMsal() {
  const app = new PublicClientApplication({
    auth: {
      clientId: CLIENT_ID,
      authority: AUTHORITY,
      authorityMetadata: AUTHORITY_METADATA,
    },
  });
  const result = await app.acquireTokenByDeviceCode({
    scopes: [SCOPE],
    deviceCodeCallback: ({ userCode }) => void confirm(userCode, OTHER_PERSON),
  });
  return ask(result?.accessToken ?? "", "/people");
}

async function byIdentity(clientId: string) {
  const credential = new ManagedIdentityCredential({ clientId });
  const { token } = await credential.getToken(SCOPE.replace(/[^/]+$/, ".default"));
  return { people: await ask(token, "/people"), programs: await ask(token, "/programs") };
}

const [openIdClient, msal] = await Promise.all([byOpenIdClient(), byMsal()]);
console.log(
  JSON.stringify({
    openIdClient,
    msal,
    withRole: await byIdentity(WITH_ROLE),
    withoutRole: await byIdentity(WITHOUT_ROLE),
  }),
);
