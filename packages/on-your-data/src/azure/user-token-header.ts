import { OnYourDataError } from "../on-your-data-error.ts";
import { readTokenClaims } from "../token-claims.ts";

/** What AI Search trims by: whom a query is for. The caller of the service is in `Authorization`. */
export const userTokenHeader = "x-ms-query-source-authorization";

/** The first stable version that takes the header. */
export const userTokenApiVersion = "2026-10-01";

/** AI Search, as the newer tokens name it. */
const searchAppId = "880da380-985e-4198-81b9-e05b1cc53158";

/**
 * The token to send for whoever asks. One that can be read must be for AI Search: the one that they came with
 * is for this server, and stays here.
 *
 * @param audience As in `https://search.azure.com`.
 * @see https://learn.microsoft.com/azure/search/search-query-access-control-rbac-enforcement
 * @throws OnYourDataError `USER_TOKEN_REFUSED` if there is none, or it is none for AI Search.
 */
export function requireSearchToken(token: string | undefined, audience: string): string {
  if (token === undefined || !/^[\w.~+/-]+=*$/.test(token)) {
    throw new OnYourDataError(
      "USER_TOKEN_REFUSED",
      "There is no token for AI Search of whoever asks, without which this index is not searched.",
    );
  }
  const claims = readTokenClaims(token);
  if (claims && ![audience, `${audience}/`, searchAppId].includes(String(claims["aud"]))) {
    throw new OnYourDataError(
      "USER_TOKEN_REFUSED",
      `The token of whoever asks is for something else than AI Search: obtain it for ${audience}/.default.`,
    );
  }
  return token;
}
