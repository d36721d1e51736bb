import type { AccessToken, TokenCredential } from "@azure/core-auth";
import { requireCredential } from "./require-credential.ts";
import { requireScopes } from "./require-scopes.ts";
import { createTokenSlot, type TokenSlot } from "./token-slot.ts";

/**
 * A credential for clients that take nothing else, as those of Blob storage. While a token is good it never
 * fails: a refresh that does is tried again later, so that the client's own policy, which lets a failure in
 * the background end the process, sees none. It asks once for many, and anew for each claims challenge.
 *
 * It sees no requests, so it checks no host; {@link tokenCredentialPolicy} does.
 *
 * @param credential Gives the tokens; one per process.
 * @returns A credential whose `getToken` rejects with `TokenCredentialPolicyError` `TOKEN_UNAVAILABLE`.
 * @throws TypeError for a key in place of a credential.
 */
export function createSteadyCredential(credential: TokenCredential): TokenCredential {
  const source = requireCredential(credential);
  const slots = new Map<string, Slot>();

  return {
    async getToken(scopes, options = {}): Promise<AccessToken | null> {
      const { claims, tenantId, abortSignal, enableCae = false } = options;
      // a service names the tenant, so it must not decide on what is kept
      if (tenantId !== undefined) return source.getToken(scopes, options);
      const wanted = requireScopes(scopes);
      const key = JSON.stringify([enableCae, wanted]);
      const slot = slots.get(key) ?? { tokens: createTokenSlot(source, wanted, enableCae) };
      slots.set(key, slot);
      slot.last =
        claims === undefined || slot.last === undefined
          ? await slot.tokens.read(abortSignal)
          : await slot.tokens.renew(claims, slot.last, abortSignal);
      return slot.last;
    },
  };
}

interface Slot {
  readonly tokens: TokenSlot;
  /** What was handed out last, and is what a service refuses with a challenge. */
  last?: AccessToken;
}
