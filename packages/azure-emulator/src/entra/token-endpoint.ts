import type { Clock, Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";
import { interactionRequired, parseClaimsRequest } from "./claims-request.ts";
import {
  authenticateClient,
  missingProof,
  type AuthenticatedClient,
} from "./client-authentication.ts";
import type { DeviceCodes } from "./device-codes.ts";
import { EntraError, entraErrorResponse, requireParameter } from "./entra-error.ts";
import type { GrantStore, SignIn } from "./grant-store.ts";
import { signInOnBehalfOf } from "./on-behalf-of.ts";
import { findRefreshToken, redeemCode, redeemDeviceCode } from "./redeem-grant.ts";
import { parseDefaultScope, parseScopes, type RequestedScopes } from "./scopes.ts";
import type { EntraTokens } from "./tokens.ts";

/** What the token endpoint needs. */
export interface TokenEndpointOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly tokens: EntraTokens;
  readonly codes: GrantStore;
  readonly refreshTokens: GrantStore;
  readonly deviceCodes: DeviceCodes;
}

/**
 * The token endpoint: authorization code, refresh token, device code, on-behalf-of and client credentials.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#request-an-access-token-with-a-client_secret
 */
export function answerTokenRequest(
  options: TokenEndpointOptions,
  request: Request,
): Promise<Response> {
  return answerForm(options, request, (form) => {
    if (form.has("resource")) {
      throw new EntraError(
        "invalid_request",
        901002,
        "The 'resource' request parameter is not supported.",
      );
    }
    return grantTokens(options, form);
  });
}

/** Answers a posted form with what it is granted, or with the reason why not. */
export async function answerForm(
  { clock }: TokenEndpointOptions,
  request: Request,
  grant: (form: URLSearchParams) => Promise<unknown>,
): Promise<Response> {
  try {
    const form = new URLSearchParams(await request.text());
    return Response.json(await grant(form), {
      headers: { "cache-control": "no-store", pragma: "no-cache" },
    });
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return entraErrorResponse(error, request, clock.now());
  }
}

/** What a token request is answered with. */
export interface TokenAnswer {
  readonly token_type: "Bearer";
  /** Only where a person's permissions are granted. */
  readonly scope?: string;
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly client_info?: string;
}

/**
 * The tokens that a request is granted.
 *
 * @throws EntraError for everything that Entra refuses.
 */
export async function grantTokens(
  options: TokenEndpointOptions,
  form: URLSearchParams,
): Promise<TokenAnswer> {
  const grantType = requireParameter(form, "grant_type");
  const client = await authenticateClient(options, form);
  const { app } = client;
  // what a person's browser carries past others is worth nothing without a proof
  if (client.proof === "none" && !publicGrants.has(grantType)) throw missingProof();
  switch (grantType) {
    case "authorization_code":
      return userTokens(options, client, redeemCode(options.codes, app, form), form);
    case "refresh_token":
      return userTokens(
        options,
        client,
        findRefreshToken(options.refreshTokens, client, form),
        form,
      );
    // as MSAL for Node has it, too
    case "device_code":
    case deviceCodeGrant:
      return userTokens(options, client, redeemDeviceCode(options, client, form), form);
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

const deviceCodeGrant = "urn:ietf:params:oauth:grant-type:device_code";

/** What an app may ask for that proves nothing. */
const publicGrants = new Set(["device_code", deviceCodeGrant, "refresh_token"]);

async function userTokens(
  { directory, tokens, refreshTokens }: TokenEndpointOptions,
  { app, proof }: AuthenticatedClient,
  signIn: SignIn,
  form: URLSearchParams,
): Promise<TokenAnswer> {
  const { user, nonce } = signIn;
  requireSession(tokens, signIn);
  const { clientCapabilities, authenticationContexts } = parseClaimsRequest(form);
  const unmet = authenticationContexts.filter(
    (context) => !signIn.authenticationContexts.includes(context),
  );
  if (unmet.length > 0) throw interactionRequired(unmet);
  const asked = form.get("scope");
  const scopes = asked ? parseScopes(directory, app, asked) : signIn.scopes;
  const { token, expiresInSeconds } = await tokens.issueAccessToken({
    subject: { kind: "user", user },
    clientId: app.appId,
    clientProof: proof,
    resource: scopes.resource,
    scopes: scopes.permissions,
    clientCapabilities,
    authenticationContexts: signIn.authenticationContexts,
  });
  const clientInfo = { uid: user.id, utid: directory.tenantId };
  return {
    token_type: "Bearer",
    scope: scopes.granted,
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: token,
    ...(scopes.offlineAccess
      ? { refresh_token: refreshTokens.issue(lastingSignIn(signIn, app, scopes)) }
      : {}),
    ...(scopes.openid ? { id_token: await tokens.issueIdToken({ user, app, nonce }) } : {}),
    ...(form.get("client_info") === "1"
      ? { client_info: Buffer.from(JSON.stringify(clientInfo)).toString("base64url") }
      : {}),
  };
}

/** What a refresh token stands for: the sign-in without what belongs to its first answer. */
function lastingSignIn(signIn: SignIn, { appId }: SeedApp, scopes: RequestedScopes): SignIn {
  const { user, sessionId, signedInAtInMs, authenticationContexts, isPublicClient } = signIn;
  return {
    clientId: appId,
    user,
    scopes,
    sessionId,
    signedInAtInMs,
    authenticationContexts,
    isPublicClient,
  };
}

/** Nothing comes of what was granted before a revocation. */
function requireSession(tokens: EntraTokens, { user, sessionId, signedInAtInMs }: SignIn): void {
  const { id, validFromInMs } = tokens.sessions.of(user.id);
  if (id === sessionId) return;
  throw new EntraError(
    "invalid_grant",
    50173,
    `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${exactTime(signedInAtInMs)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${exactTime(validFromInMs)}'.`,
    { suberror: "bad_token" },
  );
}

/** A time to the ten-millionth of a second, as Entra has it. */
function exactTime(timeInMs: number): string {
  return new Date(timeInMs).toISOString().replace("Z", "0000Z");
}

async function appToken(
  { directory, tokens }: TokenEndpointOptions,
  { app, proof }: AuthenticatedClient,
  form: URLSearchParams,
): Promise<TokenAnswer> {
  const { clientCapabilities, authenticationContexts } = parseClaimsRequest(form);
  if (authenticationContexts.length > 0) throw interactionRequired(authenticationContexts);
  const { token, expiresInSeconds } = await tokens.issueAccessToken({
    subject: { kind: "app", objectId: app.objectId },
    clientId: app.appId,
    clientProof: proof,
    resource: parseDefaultScope(directory, requireParameter(form, "scope")),
    scopes: [],
    clientCapabilities,
  });
  return {
    token_type: "Bearer",
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: token,
  };
}
