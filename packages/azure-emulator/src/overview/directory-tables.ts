import type { Directory, RoleAssignments } from "../azure.ts";
import type { Html } from "../pages/html.ts";
import { code, table } from "./table.ts";

/** Who exists in the tenant, and in which groups. */
export function directoryTables(directory: Directory): readonly Html[] {
  const { users, groups, apps, identities } = directory;
  const groupsOf = (id: string): string =>
    directory
      .transitiveGroupsOf(id)
      .map((group) => nameOf(directory, group))
      .toSorted()
      .join(", ") || "–";
  return [
    table(
      "People",
      ["Name", "Account", "Groups"],
      users.map(({ id, displayName, userPrincipalName }) => [
        displayName,
        userPrincipalName,
        groupsOf(id),
      ]),
    ),
    table(
      "Groups",
      ["Name", "Id", "Member of"],
      groups.map(({ id, displayName }) => [displayName, code(id), groupsOf(id)]),
    ),
    table(
      "Apps and identities",
      ["Name", "Kind", "Client id"],
      [
        ...apps.map(({ displayName, appId }) => [displayName, "app", code(appId)]),
        ...identities.map(({ name, kind, clientId }) => [
          name,
          kind === "SystemAssigned" ? "identity of a resource" : "managed identity",
          code(clientId),
        ]),
      ],
    ),
  ];
}

/** Who may do what. */
export function roleTable(directory: Directory, roles: RoleAssignments): Html {
  return table(
    "Role assignments",
    ["Principal", "Role", "Scope"],
    roles
      .list()
      .map(({ principalId, roleDefinitionId, scope }) => [
        nameOf(directory, principalId),
        roles.definitions.find(roleDefinitionId)?.name ?? roleDefinitionId,
        code(scope),
      ]),
  );
}

/** What people call a principal or group. */
function nameOf({ users, groups, apps, identities }: Directory, objectId: string): string {
  const named = [...users, ...groups].find(({ id }) => id === objectId)?.displayName;
  const app = apps.find((one) => one.objectId === objectId)?.displayName;
  const identity = identities.find(({ principalId }) => principalId === objectId)?.name;
  return named ?? app ?? identity ?? objectId;
}
