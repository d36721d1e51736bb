import { carriesApiKey } from "../api-key.ts";
import type { TokenAuthority, TokenClaims } from "../azure.ts";
import { OpenAIError } from "./openai-error.ts";

const audiences = ["https://cognitiveservices.azure.com", "https://ai.azure.com"].flatMap((it) => [
  it,
  `${it}/`,
]);

/**
 * Who asks.
 *
 * @throws OpenAIError for a key, as from an account whose local authentication is off, or without a good token.
 */
export async function requireCaller(
  tokens: TokenAuthority,
  request: Request,
): Promise<TokenClaims> {
  if (carriesApiKey(request)) {
    throw new OpenAIError(
      403,
      "AuthenticationTypeDisabled",
      "Key based authentication is disabled for this resource.",
    );
  }
  const claims = await tokens.verify(request, audiences);
  if (!("refused" in claims)) return claims;
  throw new OpenAIError(
    401,
    "401",
    "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
  );
}
