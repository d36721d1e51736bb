import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import type { Middleware } from "@microsoft/microsoft-graph-client";
import { abortable } from "./abortable.ts";
import { readClaimsChallenge } from "./claims-challenge.ts";
import { tokenFailure } from "./token-failure.ts";

/** Whose token is put on requests to Graph. */
export interface AuthorizeMiddlewareOptions {
  readonly credential: TokenCredential;
  readonly scope: string;
  readonly tenantId: string;
  readonly abortSignal: AbortSignal;
}

/**
 * Puts a token on each attempt and answers a claims challenge once. The client's own handler knows no
 * challenges, so with it a revoked token is sent until it is over.
 */
export function createAuthorizeMiddleware({
  credential,
  scope,
  tenantId,
  abortSignal,
}: AuthorizeMiddlewareOptions): Middleware {
  let next: Middleware | undefined;

  const requestToken = async (claims?: string): Promise<string> => {
    const options: GetTokenOptions = { abortSignal, tenantId, enableCae: true };
    if (claims !== undefined) options.claims = claims;
    let token: AccessToken | null;
    try {
      token = await abortable(credential.getToken([scope], options), abortSignal);
    } catch (error) {
      abortSignal.throwIfAborted();
      throw tokenFailure(error);
    }
    if (token === null || token.token === "") throw tokenFailure(undefined);
    return token.token;
  };

  return {
    setNext(middleware) {
      next = middleware;
    },

    async execute(context) {
      const send = async (token: string): Promise<void> => {
        const headers = new Headers(context.options?.headers);
        headers.set("authorization", `Bearer ${token}`);
        context.options = { ...context.options, headers };
        await next?.execute(context);
      };
      const token = await requestToken();
      await send(token);
      const { response } = context;
      if (response?.status !== 401) return;
      const claims = readClaimsChallenge(response.headers.get("www-authenticate"));
      if (claims === undefined) return;
      const renewed = await requestToken(claims);
      // a managed identity answers a challenge with the same token again
      if (renewed === token) return;
      await response.body?.cancel();
      await send(renewed);
    },
  };
}
