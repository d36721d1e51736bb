import type { Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";
import { parseClaimsRequest } from "./claims-request.ts";
import { requireApp } from "./client-authentication.ts";
import { EntraError, requireParameter } from "./entra-error.ts";
import { parseScopes, type RequestedScopes } from "./scopes.ts";

/** Where the answer to an authorization request goes. */
export interface ReturnAddress {
  readonly app: SeedApp;
  /** One of the app's registered addresses, exactly. */
  readonly redirectUri: string;
  readonly responseMode: "query" | "fragment" | "form_post";
  readonly state: string | undefined;
}

/** A request to sign a person in. */
export interface AuthorizationRequest extends ReturnAddress {
  readonly scopes: RequestedScopes;
  readonly nonce: string | undefined;
  /** The S256 challenge of RFC 7636. */
  readonly codeChallenge: string | undefined;
  /** What the person meets by signing in. */
  readonly authenticationContexts: readonly string[];
  /** User name in lower case. */
  readonly loginHint: string | undefined;
}

const responseModes = ["query", "fragment", "form_post"] as const;

/**
 * Where the answer goes. Until this is known to be right, an error must not leave the page.
 *
 * @throws EntraError for an unknown app or an address that it did not register.
 */
export function parseReturnAddress(
  directory: Directory,
  parameters: URLSearchParams,
): ReturnAddress {
  const app = requireApp(directory, requireParameter(parameters, "client_id"));
  const redirectUri = requireParameter(parameters, "redirect_uri");
  if (!app.redirectUris.includes(redirectUri)) {
    throw new EntraError(
      "invalid_request",
      50011,
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${app.appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`,
    );
  }
  const asked = parameters.get("response_mode") ?? "query";
  const responseMode = responseModes.find((mode) => mode === asked);
  if (responseMode === undefined) {
    throw new EntraError("invalid_request", 90023, `The response_mode '${asked}' is not valid.`);
  }
  return { app, redirectUri, responseMode, state: parameters.get("state") ?? undefined };
}

/**
 * What is asked for.
 *
 * @throws EntraError for what only an answer to the app can say.
 */
export function parseAuthorizationRequest(
  directory: Directory,
  parameters: URLSearchParams,
  address: ReturnAddress,
): AuthorizationRequest {
  const responseType = requireParameter(parameters, "response_type");
  if (responseType !== "code") {
    throw new EntraError(
      "unsupported_response_type",
      700054,
      `response_type '${responseType}' is not enabled for the application.`,
    );
  }
  const scopes = parseScopes(directory, address.app, requireParameter(parameters, "scope"));
  const codeChallenge = parameters.get("code_challenge") ?? undefined;
  if (codeChallenge !== undefined && parameters.get("code_challenge_method") !== "S256") {
    throw new EntraError("invalid_request", 90023, "The code_challenge_method must be S256.");
  }
  if (parameters.get("prompt") === "none") {
    throw new EntraError(
      "login_required",
      50058,
      "A silent sign-in request was sent but no user is signed in.",
    );
  }
  return {
    ...address,
    scopes,
    nonce: parameters.get("nonce") ?? undefined,
    codeChallenge,
    authenticationContexts: parseClaimsRequest(parameters).authenticationContexts,
    loginHint: parameters.get("login_hint")?.toLowerCase(),
  };
}
