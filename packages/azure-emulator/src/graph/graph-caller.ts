import { carriesApiKey } from "../api-key.ts";
import type { TokenAuthority, TokenClaims } from "../azure.ts";
import { GraphError } from "./graph-error.ts";

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
 * @throws GraphError without a good token, or with a key, which no API of Graph's takes.
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
  return claims;
}
