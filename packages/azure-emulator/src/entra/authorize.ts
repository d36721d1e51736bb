import type { Clock, Directory } from "../azure.ts";
import {
  parseAuthorizationRequest,
  parseReturnAddress,
  type AuthorizationRequest,
  type ReturnAddress,
} from "./authorization-request.ts";
import { EntraError, entraErrorBody } from "./entra-error.ts";
import type { GrantStore } from "./grant-store.ts";
import { requireOwnForm } from "./require-own-form.ts";
import type { Sessions } from "./sessions.ts";
import { errorPage, formPostPage, signInPage } from "./sign-in-page.ts";

/** What the authorization endpoint needs. */
export interface AuthorizeOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly codes: GrantStore;
  readonly sessions: Sessions;
}

/**
 * The authorization endpoint: shows the people of the tenant, and sends the one who is picked back to
 * the app with a code.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export async function authorize(options: AuthorizeOptions, request: Request): Promise<Response> {
  const { clock, directory } = options;
  const parameters = new URL(request.url).searchParams;
  let address: ReturnAddress;
  try {
    address = parseReturnAddress(directory, parameters);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return errorPage(entraErrorBody(error, request, clock.now()).error_description);
  }
  try {
    const authorization = parseAuthorizationRequest(directory, parameters, address);
    if (request.method !== "POST") return signInPage(directory, authorization);
    return await signIn(options, authorization, request);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    const { error: code, error_description } = entraErrorBody(error, request, clock.now());
    return answer(address, { error: code, error_description });
  }
}

async function signIn(
  { clock, directory, codes, sessions }: AuthorizeOptions,
  authorization: AuthorizationRequest,
  request: Request,
): Promise<Response> {
  requireOwnForm(request);
  const form = new URLSearchParams(await request.text());
  if (form.has("cancel")) {
    throw new EntraError("access_denied", 65004, "User declined to consent to access the app.");
  }
  const user = directory.users.find(({ id }) => id === form.get("user"));
  if (!user) {
    throw new EntraError(
      "invalid_request",
      50034,
      "The user account does not exist in the directory.",
    );
  }
  const { app, redirectUri, codeChallenge, nonce, scopes, authenticationContexts } = authorization;
  const code = codes.issue({
    clientId: app.appId,
    user,
    scopes,
    sessionId: sessions.of(user.id).id,
    signedInAtInMs: clock.now(),
    authenticationContexts,
    isPublicClient: false,
    nonce,
    redirectUri,
    codeChallenge,
  });
  return answer(authorization, { code });
}

/** Sends the answer back in the way that the app asked for. */
function answer(address: ReturnAddress, members: Readonly<Record<string, string>>): Response {
  const { redirectUri, responseMode, state } = address;
  const parameters = new URLSearchParams(members);
  if (state !== undefined) parameters.set("state", state);
  if (responseMode === "form_post") return formPostPage(redirectUri, parameters);
  const location = new URL(redirectUri);
  if (responseMode === "fragment") location.hash = parameters.toString();
  else for (const [name, value] of parameters) location.searchParams.set(name, value);
  return new Response(null, {
    status: 302,
    headers: { location: location.href, "cache-control": "no-store" },
  });
}
