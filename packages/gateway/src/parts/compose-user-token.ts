import type { AccessToken, TokenCredential } from "@azure/core-auth";
import type { AzureCloud } from "@entrim/azure-clouds";
import type { Guard, Principal } from "@entrim/guard";
import { OnYourDataError, type UserToken } from "@entrim/on-your-data";
import type { GatewayOptions } from "../gateway-options.ts";
import { createUserTokenCache } from "./user-token-cache.ts";

/** What obtains tokens for AI Search on behalf of whoever asks. */
export interface ComposedUserToken {
  /** The same guard, which from now on remembers with which token somebody was let in. */
  readonly remember: (guard: Guard) => Guard;
  /** Of somebody who was let in by that guard. */
  readonly userToken: UserToken<Principal>;
}

/**
 * The way from the token that somebody came with to their token for AI Search. The one they came with goes
 * to Entra and nowhere else, and what Entra gives is kept in memory for as long as both are good. Undefined where AI Search is not to trim.
 *
 * @throws TypeError where there is no way.
 */
export function composeUserToken(
  { access, search }: GatewayOptions,
  cloud: AzureCloud,
): ComposedUserToken | undefined {
  if (search.enforcement !== "filter+native") {
    if (search.onBehalfOf === undefined) return undefined;
    throw new TypeError(
      "gateway: search.onBehalfOf goes with search.enforcement 'filter+native'; set that, or remove it",
    );
  }
  const { onBehalfOf = access.onBehalfOf } = search;
  if (typeof onBehalfOf !== "function") {
    throw new TypeError(
      "gateway: search.enforcement 'filter+native' needs search.onBehalfOf, which makes a credential of the user's token, as an OnBehalfOfCredential of @azure/identity is",
    );
  }
  const scope = `${cloud.search.audience}/.default`;
  // for as long as the request lasts, and not in the principal, which logs may hold
  const assertions = new WeakMap<Principal, string>();
  const tokens = createUserTokenCache();
  return {
    remember: (guard) => ({
      async authorize(authorization, options) {
        const principal = await guard.authorize(authorization, options);
        const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
        if (token !== undefined) assertions.set(principal, token);
        return principal;
      },
    }),
    async userToken(principal, { abortSignal }) {
      const assertion = assertions.get(principal);
      // the engine refuses to search without one
      if (assertion === undefined) return undefined;
      return tokens(
        {
          person: personOf(principal),
          notAfterInMs: expiryOf(assertion),
          obtain: (signal) => exchange(onBehalfOf, assertion, scope, signal),
        },
        abortSignal,
      );
    },
  };
}

/** Whoever it is, by way of which app: what Entra demands may differ between apps. */
function personOf({ tenantId, objectId, clientId }: Principal): string {
  return JSON.stringify([tenantId, objectId, clientId]);
}

/** When a token ends that the guard has verified; one that does not say so is over. */
function expiryOf(token: string): number {
  const [, claims = ""] = token.split(".");
  try {
    const { exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : 0;
  } catch {
    return 0;
  }
}

async function exchange(
  onBehalfOf: (assertion: string) => TokenCredential,
  assertion: string,
  scope: string,
  abortSignal: AbortSignal,
): Promise<AccessToken | null> {
  try {
    return await onBehalfOf(assertion).getToken(scope, { abortSignal });
  } catch (cause) {
    abortSignal.throwIfAborted();
    throw isRefusal(cause)
      ? new OnYourDataError(
          "USER_TOKEN_REFUSED",
          "Entra gave no token for AI Search on behalf of whoever asks: the app needs the delegated permission user_impersonation of AI Search, with consent.",
          { cause },
        )
      : new OnYourDataError("UPSTREAM_UNAVAILABLE", "Entra cannot be reached.", { cause });
  }
}

/** Whether Entra answered; credentials wrap what it said. */
function isRefusal(error: unknown): boolean {
  let each = error;
  // a chain that bites its tail must not hold the request
  for (let depth = 0; depth < 8 && each instanceof Error; depth += 1) {
    if (/\bAADSTS\d+\b/.test(each.message)) return true;
    each = each.cause;
  }
  return false;
}
