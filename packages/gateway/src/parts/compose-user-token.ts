import type { TokenCredential } from "@azure/core-auth";
import type { AzureCloud } from "@entrim/azure-clouds";
import type { Guard, Principal } from "@entrim/guard";
import { OnYourDataError, type UserToken } from "@entrim/on-your-data";
import type { GatewayOptions } from "../gateway-options.ts";

/** What obtains tokens for AI Search on behalf of whoever asks. */
export interface ComposedUserToken {
  /** The same guard, which from now on remembers with which token somebody was let in. */
  readonly remember: (guard: Guard) => Guard;
  /** Of somebody who was let in by that guard. */
  readonly userToken: UserToken<Principal>;
}

/**
 * The way from the token that somebody came with to their token for AI Search. The one they came with goes
 * to Entra and nowhere else. Undefined where AI Search is not to trim.
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
      return exchange(onBehalfOf(assertion), scope, abortSignal);
    },
  };
}

async function exchange(
  credential: TokenCredential,
  scope: string,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await credential.getToken(scope, { abortSignal }))?.token;
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
