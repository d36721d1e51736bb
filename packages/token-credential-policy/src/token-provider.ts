import type { TokenCredential } from "@azure/core-auth";
import { requireCredential } from "./require-credential.ts";
import { requireScopes } from "./require-scopes.ts";
import { createTokenSlot } from "./token-slot.ts";

/**
 * A function that gives a token which is good now, for clients that take one, as `azureADTokenProvider`
 * of `AzureOpenAI`. It sees no answers, so it knows neither hosts nor redirects nor challenges;
 * {@link createTokenFetch} does.
 *
 * @param credential Gives the tokens; one per process.
 * @param scopes What the token is for, as `https://cognitiveservices.azure.com/.default`.
 * @returns A function that rejects with `TokenCredentialPolicyError` `TOKEN_UNAVAILABLE`.
 * @throws TypeError for a key in place of a credential, and for no scopes.
 */
export function createTokenProvider(
  credential: TokenCredential,
  scopes: string | readonly string[],
): () => Promise<string> {
  const slot = createTokenSlot(requireCredential(credential), requireScopes(scopes), false);
  return async () => (await slot.read()).token;
}
