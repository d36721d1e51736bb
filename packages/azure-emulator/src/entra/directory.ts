import { randomUUID } from "node:crypto";
import type { Clock, Directory } from "../azure.ts";
import { createClock } from "../clock.ts";
import { emulatorTenantId } from "../emulator-tenant.ts";
import type { Seed, SeedApp, SeedGroup, SeedManagedIdentity, SeedUser } from "../seed.ts";
import { createMemberships, type Memberships } from "./memberships.ts";
import { isMicrosoftApi } from "./resources.ts";

/**
 * The tenant of a seed.
 *
 * @param clock What changes are dated by (the real time).
 * @throws TypeError for an id that is no lower-case GUID, that stands twice, or that names a group
 *   or the holder of an app role which does not exist, and for a permission of an unknown API.
 */
export function createDirectory(seed: Seed, clock: Clock = createClock()): Directory {
  const { tenant, groups = [], users = [], apps = [], identities = [] } = seed;
  if (typeof tenant?.displayName !== "string" || typeof tenant.domain !== "string") {
    throw new TypeError("azure-emulator: the seed needs tenant.displayName and tenant.domain");
  }
  requireDistinctIds([
    ...groups.map(({ id }) => id),
    ...users.map(({ id }) => id),
    ...apps.flatMap(({ appId, objectId }) => [appId, objectId]),
    ...identities.flatMap(({ clientId, principalId }) => [clientId, principalId]),
  ]);
  requireKnownPrincipals(seed);
  requireKnownApis(apps);
  const memberships = createMemberships(seed, clock);
  const allIdentities = [...identities];

  const permissions = new Map<string, readonly string[]>();
  for (const { principalId, graphPermissions = [] } of identities) {
    permissions.set(principalId, graphPermissions);
  }

  return {
    tenantId: emulatorTenantId,
    tenantName: tenant.displayName,
    users: users.map((user) => withCurrentGroups(user, memberships)),
    groups: groups.map((group) => withCurrentGroups(group, memberships)),
    apps,
    identities: allIdentities,
    ...memberships,
    addIdentity(name) {
      const made: SeedManagedIdentity = {
        name,
        kind: "SystemAssigned",
        clientId: randomUUID(),
        principalId: randomUUID(),
      };
      allIdentities.push(made);
      memberships.addPrincipal(made.principalId);
      return made;
    },
    graphPermissionsOf: (principalId) => permissions.get(principalId) ?? [],
  };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function requireDistinctIds(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (!guid.test(id)) {
      throw new TypeError(`azure-emulator: "${id}" in the seed must be a GUID in lower case`);
    }
    if (seen.has(id)) {
      throw new TypeError(`azure-emulator: the id ${id} stands twice in the seed`);
    }
    seen.add(id);
  }
}

/** Somebody or something whose groups are those of the moment. */
function withCurrentGroups<Member extends SeedUser | SeedGroup>(
  member: Member,
  memberships: Pick<Memberships, "groupsOf">,
): Member {
  return Object.defineProperty({ ...member }, "memberOf", {
    enumerable: true,
    get: () => memberships.groupsOf(member.id),
  });
}

function requireKnownPrincipals({
  users = [],
  groups = [],
  apps = [],
  identities = [],
}: Seed): void {
  const known = new Set([
    ...[...users, ...groups].map(({ id }) => id),
    ...apps.map(({ objectId }) => objectId),
    ...identities.map(({ principalId }) => principalId),
  ]);
  for (const { displayName, appRoles = [] } of apps) {
    for (const { value, assignedTo } of appRoles) {
      const unknown = assignedTo.find((id) => !known.has(id));
      if (unknown === undefined) continue;
      throw new TypeError(
        `azure-emulator: ${displayName} assigns the role ${value} to ${unknown}, whom the seed lacks`,
      );
    }
  }
}

function requireKnownApis(apps: readonly SeedApp[]): void {
  for (const { displayName, delegatedPermissions = [] } of apps) {
    const unknown = delegatedPermissions.find(
      (permission) => !isMicrosoftApi(permission.slice(0, permission.lastIndexOf("/"))),
    );
    if (unknown === undefined) continue;
    throw new TypeError(
      `azure-emulator: ${displayName} has the delegated permission ${unknown}, of an API that the local Azure lacks`,
    );
  }
}
