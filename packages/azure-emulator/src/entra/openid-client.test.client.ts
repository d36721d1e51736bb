// Run by openid-client.test.ts in a process of its own, with production configuration.
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  ClientSecretPost,
  discovery,
  genericGrantRequest,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  type Configuration,
} from "openid-client";

const {
  ENTRA_TENANT_ID = "",
  ENTRA_CLIENT_ID = "",
  CLIENT_SECRET = "",
  REDIRECT_URI = "",
  USER_ID = "",
} = process.env;

const api = `api://${ENTRA_CLIENT_ID}`;
const issuer = new URL(`https://login.microsoftonline.com/${ENTRA_TENANT_ID}/v2.0`);
const config: Configuration = await discovery(
  issuer,
  ENTRA_CLIENT_ID,
  undefined,
  ClientSecretPost(CLIENT_SECRET),
);

const verifier = randomPKCECodeVerifier();
const [state, nonce] = [randomState(), randomNonce()];
const address = buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI,
  scope: `openid profile offline_access ${api}/access_as_user`,
  code_challenge: await calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});
// the person at the browser
const picked = await fetch(address, {
  method: "POST",
  body: new URLSearchParams({ user: USER_ID }),
  redirect: "manual",
});
const returned = new URL(picked.headers.get("location") ?? "");

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => "granted",
    (error: unknown) => String(Reflect.get(Object(error), "error") ?? error),
  );

const wrongVerifier = await outcome(
  authorizationCodeGrant(config, returned, {
    pkceCodeVerifier: randomPKCECodeVerifier(),
    expectedState: state,
    expectedNonce: nonce,
  }),
);
const again = await fetch(address, {
  method: "POST",
  body: new URLSearchParams({ user: USER_ID }),
  redirect: "manual",
});
const signedIn = await authorizationCodeGrant(
  config,
  new URL(again.headers.get("location") ?? ""),
  {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  },
);
const refreshed = await refreshTokenGrant(config, signedIn.refresh_token ?? "");
const app = await clientCredentialsGrant(config, { scope: `${api}/.default` });
const onBehalf = await genericGrantRequest(config, "urn:ietf:params:oauth:grant-type:jwt-bearer", {
  assertion: signedIn.access_token,
  requested_token_use: "on_behalf_of",
  scope: "https://graph.microsoft.com/User.Read",
});
const stranger = await discovery(issuer, ENTRA_CLIENT_ID, undefined, ClientSecretPost("a guess"));
const wrongSecret = await outcome(clientCredentialsGrant(stranger, { scope: `${api}/.default` }));

console.log(
  JSON.stringify({
    issuer: config.serverMetadata().issuer,
    claims: signedIn.claims(),
    expiresIn: signedIn.expiresIn(),
    isRefreshed: refreshed.access_token !== signedIn.access_token,
    refreshedClaims: refreshed.claims()?.["oid"],
    app: app.access_token !== "",
    onBehalf: onBehalf.scope,
    wrongVerifier,
    wrongSecret,
  }),
);
