import type { Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";

/**
 * The roles of an app's own API that somebody holds, by themselves or by a group that they are a direct
 * member of: groups within groups bring no roles.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps
 */
export function appRolesOf(
  { users }: Directory,
  { appRoles = [] }: SeedApp,
  objectId: string,
): readonly string[] {
  const { memberOf = [] } = users.find(({ id }) => id === objectId) ?? {};
  return appRoles
    .filter(({ assignedTo }) => [objectId, ...memberOf].some((id) => assignedTo.includes(id)))
    .map(({ value }) => value);
}
