import type { Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";
import { EntraError, requireParameter } from "./entra-error.ts";
import type { SignIn } from "./grant-store.ts";
import { parseScopes } from "./scopes.ts";
import type { EntraTokens } from "./tokens.ts";

/**
 * The sign-in that an access token made out to the app stands for, so that the app can go on as that person.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 * @throws EntraError for a token that is not the app's, that has expired, or that is no person's.
 */
export async function signInOnBehalfOf(
  { directory, tokens }: { readonly directory: Directory; readonly tokens: EntraTokens },
  app: SeedApp,
  form: URLSearchParams,
): Promise<SignIn> {
  if (requireParameter(form, "requested_token_use") !== "on_behalf_of") {
    throw new EntraError(
      "invalid_request",
      90023,
      "The value of 'requested_token_use' must be 'on_behalf_of'.",
    );
  }
  const scope = requireParameter(form, "scope");
  const result = await tokens.read(requireParameter(form, "assertion"));
  if ("refused" in result) {
    throw result.refused === "expired"
      ? new EntraError(
          "invalid_grant",
          500133,
          "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.",
        )
      : new EntraError("invalid_grant", 50013, "Assertion failed signature validation.");
  }
  const { aud, oid, scp, sid, iat = 0, acrs } = result.claims;
  if (aud !== app.appId) {
    throw new EntraError(
      "invalid_grant",
      500131,
      `Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${String(aud)}' and the expected audience is '${app.appId}' or one of the Application Uris of this application.`,
    );
  }
  const user = directory.users.find(({ id }) => id === oid);
  if (scp === undefined || !user) {
    throw new EntraError(
      "invalid_grant",
      50027,
      "The assertion is not the access token of a user; a service principal cannot be acted for.",
    );
  }
  return {
    clientId: app.appId,
    user,
    scopes: parseScopes(directory, app, scope),
    sessionId: String(sid),
    signedInAtInMs: iat * 1000,
    authenticationContexts: Array.isArray(acrs) ? acrs.map(String) : [],
    isPublicClient: false,
  };
}
