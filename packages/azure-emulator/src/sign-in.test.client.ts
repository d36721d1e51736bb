// Run by official-clients.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";
import { ConfidentialClientApplication, CryptoProvider } from "@azure/msal-node";

const {
  ENTRA_TENANT_ID = "",
  ENTRA_CLIENT_ID = "",
  MANAGED_IDENTITY_CLIENT_ID = "",
  REDIRECT_URI = "",
  USER_ID = "",
  AUTHORITY_METADATA = "",
} = process.env;

const credential = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const app = new ConfidentialClientApplication({
  auth: {
    clientId: ENTRA_CLIENT_ID,
    authority: `https://login.microsoftonline.com/${ENTRA_TENANT_ID}`,
    authorityMetadata: AUTHORITY_METADATA,
    clientAssertion: async () =>
      (await credential.getToken("api://AzureADTokenExchange/.default")).token,
  },
});
const request = {
  scopes: [`api://${ENTRA_CLIENT_ID}/access_as_user`],
  redirectUri: REDIRECT_URI,
};

const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const address = await app.getAuthCodeUrl({
  ...request,
  codeChallenge: challenge,
  codeChallengeMethod: "S256",
  responseMode: "query",
  state: "state",
  nonce: "nonce",
});
// the person at the browser, which no proxy stands before
const picked = await fetch(address, {
  method: "POST",
  body: new URLSearchParams({ user: USER_ID }),
  redirect: "manual",
});
const location = new URL(picked.headers.get("location") ?? "");
const signedIn = await app.acquireTokenByCode({
  ...request,
  code: location.searchParams.get("code") ?? "",
  codeVerifier: verifier,
  nonce: "nonce",
});
const { account } = signedIn;
const refreshed =
  account && (await app.acquireTokenSilent({ ...request, account, forceRefresh: true }));

console.log(
  JSON.stringify({
    authorizeOrigin: new URL(address).origin,
    homeAccountId: account?.homeAccountId,
    username: account?.username,
    scopes: signedIn.scopes,
    refreshed: refreshed !== null && refreshed.accessToken !== signedIn.accessToken,
  }),
);
