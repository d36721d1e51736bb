//#region readme
import type { TokenCredential } from "@azure/core-auth";
import { createGroupResolver, type GroupCaller, type GroupSet } from "@entrim/group-membership";

/** `credential` is the server's own identity, in Azure `new ManagedIdentityCredential()`. */
export function createGroupLookup(
  credential: TokenCredential,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): (caller: GroupCaller) => Promise<GroupSet> {
  const resolver = createGroupResolver({ credential, tokenGroups: "complete", fetch });
  // rejects when the groups are not known: then nothing may be answered
  return (caller) => resolver.resolve(caller);
}
//#endregion
