import { createHash } from "node:crypto";
import type { Clock } from "../azure.ts";
import type { SeedApp } from "../seed.ts";
import { missingProof, type AuthenticatedClient } from "./client-authentication.ts";
import type { DeviceCodes } from "./device-codes.ts";
import { EntraError, requireParameter } from "./entra-error.ts";
import type { GrantStore, SignIn } from "./grant-store.ts";

/**
 * The sign-in that an authorization code stands for, once.
 *
 * @throws EntraError for a code that is none, another app's, or asked for with another address or verifier.
 */
export function redeemCode(codes: GrantStore, app: SeedApp, form: URLSearchParams): SignIn {
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
  if (!codes.redeem(code)) throw alreadyRedeemed();
  return signIn;
}

/**
 * The sign-in that a refresh token stands for. It stays good after use, as Entra documents it; each answer
 * brings a new one.
 *
 * @throws EntraError for a token that is none, another app's, or one that needs a proof.
 */
export function findRefreshToken(
  refreshTokens: GrantStore,
  { app, proof }: AuthenticatedClient,
  form: URLSearchParams,
): SignIn {
  const signIn = requireSignIn(
    refreshTokens,
    requireParameter(form, "refresh_token"),
    app,
    "refresh_token",
  );
  if (proof === "none" && !signIn.isPublicClient) throw missingProof();
  return signIn;
}

/**
 * The sign-in that a person made on the page for a device, once.
 *
 * @throws EntraError while they did not, when they declined, or for a code that is none or another app's.
 */
export function redeemDeviceCode(
  { clock, deviceCodes }: { readonly clock: Clock; readonly deviceCodes: DeviceCodes },
  { app, proof }: AuthenticatedClient,
  form: URLSearchParams,
): SignIn {
  const code = requireParameter(form, "device_code");
  const device = deviceCodes.find(code);
  if (device === "expired") {
    throw new EntraError("expired_token", 70019, "Verification code expired.");
  }
  if (device === "unknown" || device.request.app.appId !== app.appId) {
    throw new EntraError("bad_verification_code", 70018, "Invalid verification code.");
  }
  const { request, state } = device;
  if (state === "pending") {
    throw new EntraError(
      "authorization_pending",
      70016,
      "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    );
  }
  if (state === "declined") {
    throw new EntraError(
      "authorization_declined",
      65004,
      "User declined to consent to access the app.",
    );
  }
  if (state === "redeemed") throw alreadyRedeemed();
  deviceCodes.redeem(code);
  return {
    clientId: app.appId,
    user: state.user,
    scopes: request.scopes,
    sessionId: state.sessionId,
    signedInAtInMs: clock.now(),
    authenticationContexts: request.authenticationContexts,
    isPublicClient: proof === "none",
  };
}

function alreadyRedeemed(): EntraError {
  return new EntraError(
    "invalid_grant",
    54005,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
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
