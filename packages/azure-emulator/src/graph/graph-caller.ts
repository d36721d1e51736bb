import { carriesApiKey } from "../api-key.ts";
import type { TokenAuthority, TokenClaims } from "../azure.ts";
import { challenge, GraphError } from "./graph-error.ts";

const audiences = [
  "https://graph.microsoft.com",
  "https://graph.microsoft.com/",
  "00000003-0000-0000-c000-000000000000",
];

const reasons = {
  missing: "Access token is empty.",
  malformed: "IDX14100: JWT is not well formed.",
  invalid: "Access token validation failure. Invalid signature.",
  expired: "Lifetime validation failed, the token is expired.",
  audience: "Access token validation failure. Invalid audience.",
};

/**
 * Who asks.
 *
 * @throws GraphError without a good token, with a key, which no API of Graph's takes, or with a token of a
 *   revoked session whose client can answer a challenge.
 */
export async function requireCaller(
  tokens: TokenAuthority,
  request: Request,
): Promise<TokenClaims> {
  const claims = await tokens.verify(request, audiences);
  if ("refused" in claims) {
    throw new GraphError(401, "InvalidAuthenticationToken", reasons[claims.refused]);
  }
  if (carriesApiKey(request)) {
    throw new GraphError(
      401,
      "InvalidAuthenticationToken",
      "The local Azure refuses API keys: this request carries one beside its token.",
    );
  }
  const endInMs = tokens.sessionEndOf(claims);
  // who cannot answer a challenge gets none, and keeps the token until it ends
  if (endInMs !== undefined && claims.clientCapabilities.includes("cp1")) {
    throw revokedToken(endInMs);
  }
  return claims;
}

/**
 * The challenge to come with a token that is younger than the revocation.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
function revokedToken(endInMs: number): GraphError {
  const value = String(Math.floor(endInMs / 1000));
  const wanted = { access_token: { nbf: { essential: true, value } } };
  const claims = Buffer.from(JSON.stringify(wanted)).toString("base64");
  return new GraphError(
    401,
    "InvalidAuthenticationToken",
    "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
    { "www-authenticate": `${challenge}, error="insufficient_claims", claims="${claims}"` },
  );
}
