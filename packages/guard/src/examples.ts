//#region readme
import { createAccessTokenVerifier } from "@entrim/access-token";
import { createGroupResolver, type GroupResolverOptions } from "@entrim/group-membership";
import { createGuard, toErrorResponse, type FetchHandler } from "@entrim/guard";

/** Lets nobody to the handler but who holds a token; `credential` is the server's own identity. */
export function behindGuard(
  credential: NonNullable<GroupResolverOptions["credential"]>,
  handler: FetchHandler,
): (request: Request) => Promise<Response> {
  const guard = createGuard({
    verifier: createAccessTokenVerifier({
      tenants: ["00000000-0000-4000-8000-000000000001"],
      audiences: ["00000000-0000-4000-8000-000000000003"],
      scopes: ["access_as_user"],
    }),
    groups: createGroupResolver({ credential, tokenGroups: "complete" }),
  });
  return async (request) => {
    const { headers, signal: abortSignal } = request;
    try {
      const authorization = headers.get("authorization") ?? undefined;
      const principal = await guard.authorize(authorization, { abortSignal });
      return await handler(request, { principal });
    } catch (error) {
      return toErrorResponse(error);
    }
  };
}
//#endregion

//#region easy-auth
/** The value to authorize where App Service signs people in: the token that the platform passes on. */
export function authorizationOfPlatform(headers: Headers): string | undefined {
  const token = headers.get("x-ms-token-aad-access-token");
  return token === null ? undefined : `Bearer ${token}`;
}
//#endregion

//#region context
import { createPrincipalContext, type Principal } from "@entrim/guard";

const context = createPrincipalContext();

/** However deep the call, it is on behalf of whoever asked; without anybody it throws. */
export function groupsOfWhoeverAsks(): readonly string[] {
  return context.get().groups;
}

export const onBehalfOf = <T>(principal: Principal, work: () => T): T =>
  context.run(principal, work);
//#endregion
