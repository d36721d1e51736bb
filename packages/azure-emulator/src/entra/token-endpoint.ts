import { createHash } from "node:crypto";
import type { Clock, Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";
import { authenticateClient, type AuthenticatedClient } from "./client-authentication.ts";
import { EntraError, entraErrorResponse, requireParameter } from "./entra-error.ts";
import type { GrantStore, SignIn } from "./grant-store.ts";
import { signInOnBehalfOf } from "./on-behalf-of.ts";
import { parseDefaultScope, parseScopes } from "./scopes.ts";
import type { EntraTokens } from "./tokens.ts";

/** What the token endpoint needs. */
export interface TokenEndpointOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly tokens: EntraTokens;
  readonly codes: GrantStore;
  readonly refreshTokens: GrantStore;
}

/**
 * The token endpoint: authorization code, refresh token, on-behalf-of and client credentials, each for
 * an app that proves itself.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#request-an-access-token-with-a-client_secret
 */
export async function answerTokenRequest(
  options: TokenEndpointOptions,
  request: Request,
): Promise<Response> {
  try {
    const form = new URLSearchParams(await request.text());
    const grantType = requireParameter(form, "grant_type");
    const client = await authenticateClient(options, form);
    const answer = await grant(options, grantType, client, form);
    return Response.json(answer, {
      headers: { "cache-control": "no-store", pragma: "no-cache" },
    });
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return entraErrorResponse(error, request, options.clock.now());
  }
}

async function grant(
  options: TokenEndpointOptions,
  grantType: string,
  client: AuthenticatedClient,
  form: URLSearchParams,
): Promise<unknown> {
  const { app } = client;
  switch (grantType) {
    case "authorization_code":
      return userTokens(options, client, redeemCode(options, app, form), form);
    case "refresh_token":
      return userTokens(options, client, findRefreshToken(options, app, form), form);
    case "urn:ietf:params:oauth:grant-type:jwt-bearer":
      return userTokens(options, client, await signInOnBehalfOf(options, app, form), form);
    case "client_credentials":
      return appToken(options, client, form);
    default:
      throw new EntraError(
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grantType}'.`,
      );
  }
}

function redeemCode({ codes }: TokenEndpointOptions, app: SeedApp, form: URLSearchParams): SignIn {
  const code = requireParameter(form, "code");
  const signIn = requireSignIn(codes, code, app, "code");
  if (form.get("redirect_uri") !== signIn.redirectUri) {
    throw new EntraError(
      "invalid_grant",
      500112,
      `The reply address '${form.get("redirect_uri")}' does not match the reply address '${signIn.redirectUri}' provided when requesting Authorization code.`,
    );
  }
  const verifier = form.get("code_verifier");
  const challenge =
    verifier === null ? undefined : createHash("sha256").update(verifier).digest("base64url");
  // also refuses a verifier for a code that was asked for without a challenge
  if (challenge !== signIn.codeChallenge) {
    throw new EntraError(
      "invalid_grant",
      501481,
      "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    );
  }
  if (!codes.redeem(code)) {
    throw new EntraError(
      "invalid_grant",
      54005,
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
    );
  }
  return signIn;
}

/** A refresh token stays good after use, as Entra documents it; each answer brings a new one. */
function findRefreshToken(
  { refreshTokens }: TokenEndpointOptions,
  app: SeedApp,
  form: URLSearchParams,
): SignIn {
  return requireSignIn(
    refreshTokens,
    requireParameter(form, "refresh_token"),
    app,
    "refresh_token",
  );
}

function requireSignIn(store: GrantStore, value: string, app: SeedApp, parameter: string): SignIn {
  const signIn = store.find(value);
  if (signIn === "expired") {
    throw new EntraError(
      "invalid_grant",
      70008,
      "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
    );
  }
  if (signIn === "unknown" || signIn.clientId !== app.appId) {
    throw new EntraError(
      "invalid_grant",
      70000,
      `The provided value for the '${parameter}' parameter is not valid.`,
    );
  }
  return signIn;
}

async function userTokens(
  { directory, tokens, refreshTokens }: TokenEndpointOptions,
  { app, proof }: AuthenticatedClient,
  signIn: SignIn,
  form: URLSearchParams,
): Promise<unknown> {
  const { user, nonce } = signIn;
  const asked = form.get("scope");
  const scopes = asked ? parseScopes(directory, asked) : signIn.scopes;
  const { token, expiresInSeconds } = await tokens.issueAccessToken({
    subject: { kind: "user", user },
    clientId: app.appId,
    clientProof: proof,
    resource: scopes.resource,
    scopes: scopes.permissions,
  });
  const clientInfo = { uid: user.id, utid: directory.tenantId };
  return {
    token_type: "Bearer",
    scope: scopes.granted,
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: token,
    ...(scopes.offlineAccess
      ? { refresh_token: refreshTokens.issue({ clientId: app.appId, user, scopes }) }
      : {}),
    ...(scopes.openid ? { id_token: await tokens.issueIdToken({ user, app, nonce }) } : {}),
    ...(form.get("client_info") === "1"
      ? { client_info: Buffer.from(JSON.stringify(clientInfo)).toString("base64url") }
      : {}),
  };
}

async function appToken(
  { directory, tokens }: TokenEndpointOptions,
  { app, proof }: AuthenticatedClient,
  form: URLSearchParams,
): Promise<unknown> {
  const { token, expiresInSeconds } = await tokens.issueAccessToken({
    subject: { kind: "app", objectId: app.objectId },
    clientId: app.appId,
    clientProof: proof,
    resource: parseDefaultScope(directory, requireParameter(form, "scope")),
    scopes: [],
  });
  return {
    token_type: "Bearer",
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: token,
  };
}
