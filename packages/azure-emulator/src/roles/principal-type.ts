import type { Directory } from "../azure.ts";

/** What can hold a role; managed identities are service principals. */
export type PrincipalType = "User" | "Group" | "ServicePrincipal";

/** What kind of principal an object id names; `undefined` for one that does not exist. */
export function principalTypeOf(
  { users, groups, apps, identities }: Directory,
  principalId: string,
): PrincipalType | undefined {
  const wanted = principalId.toLowerCase();
  if (users.some(({ id }) => id === wanted)) return "User";
  if (groups.some(({ id }) => id === wanted)) return "Group";
  const isServicePrincipal =
    apps.some(({ objectId }) => objectId === wanted) ||
    identities.some((identity) => identity.principalId === wanted);
  return isServicePrincipal ? "ServicePrincipal" : undefined;
}
