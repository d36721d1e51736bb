//#region readme
import type { TokenCredential } from "@azure/core-auth";
import {
  createGroupResolver,
  isGroupMembershipError,
  type GroupCaller,
} from "@entrim/group-membership";

/** `credential` is the server's own identity, in Azure `new ManagedIdentityCredential()`. */
export function groupsOf(
  credential: TokenCredential,
  fetch: typeof globalThis.fetch = globalThis.fetch,
) {
  const resolver = createGroupResolver({ credential, tokenGroups: "complete", fetch });

  return async (caller: GroupCaller, signal?: AbortSignal): Promise<Response> => {
    try {
      const { ids, source } = await resolver.resolve(caller, { abortSignal: signal });
      return Response.json({ ids, source });
    } catch (error) {
      if (!isGroupMembershipError(error)) throw error;
      // unknown is not none: nothing may be answered
      return new Response(null, { status: 503 });
    }
  };
}
//#endregion
