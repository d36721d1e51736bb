import type { Clock, Directory, MembershipChange } from "../azure.ts";
import type { Seed } from "../seed.ts";

/** Who is in which group, as it is now. */
export interface Memberships extends Pick<
  Directory,
  | "addMember"
  | "groupsOf"
  | "membershipChanges"
  | "onMembershipChange"
  | "removeMember"
  | "transitiveGroupsOf"
> {
  /** Makes it possible to put somebody into groups who came later. */
  addPrincipal(id: string): void;
}

/**
 * The memberships of a seed, and what becomes of them.
 *
 * @throws TypeError for a member of a group that the seed lacks.
 */
export function createMemberships(seed: Seed, clock: Clock): Memberships {
  const { users = [], groups = [], apps = [], identities = [] } = seed;
  const direct = new Map<string, readonly string[]>([
    ...[...groups, ...users].map(({ id, memberOf = [] }) => [id, memberOf] as const),
    ...apps.map(({ objectId }) => [objectId, []] as const),
    ...identities.map(({ principalId, memberOf = [] }) => [principalId, memberOf] as const),
  ]);
  const groupIds = new Set(groups.map(({ id }) => id));
  for (const [id, memberOf] of direct) {
    for (const group of memberOf) {
      if (groupIds.has(group)) continue;
      throw new TypeError(
        `azure-emulator: ${id} is a member of ${group}, a group that the seed lacks`,
      );
    }
  }
  const grantsNothing = new Set(
    groups.filter(({ securityEnabled }) => securityEnabled === false).map(({ id }) => id),
  );
  const changes: MembershipChange[] = [];
  const listeners: ((change: MembershipChange) => void)[] = [];

  const requireGroup = (id: string): string => {
    const group = id.toLowerCase();
    if (groupIds.has(group)) return group;
    throw new TypeError(`azure-emulator: the tenant has no group ${id}`);
  };
  const change = (groupId: string, memberId: string, kind: MembershipChange["kind"]): void => {
    const others = (direct.get(memberId) ?? []).filter((id) => id !== groupId);
    direct.set(memberId, kind === "added" ? [...others, groupId] : others);
    const made = { groupId, memberId, kind, timeInMs: clock.now() };
    changes.push(made);
    for (const listener of listeners) listener(made);
  };
  const groupsOf = (objectId: string) => direct.get(objectId) ?? [];

  return {
    groupsOf,
    transitiveGroupsOf(objectId, { securityEnabledOnly = false } = {}) {
      const found = new Set<string>();
      const open = [...groupsOf(objectId)];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        // groups may contain each other in a circle
        if (found.has(id)) continue;
        found.add(id);
        open.push(...groupsOf(id));
      }
      const ids = [...found].toSorted();
      return securityEnabledOnly ? ids.filter((id) => !grantsNothing.has(id)) : ids;
    },
    addMember(group, member) {
      const groupId = requireGroup(group);
      const memberId = member.toLowerCase();
      if (!direct.has(memberId)) {
        throw new TypeError(
          `azure-emulator: the tenant has no ${member} to put into a group; name the object id of a user, group or app, or the principal id of an identity`,
        );
      }
      if (groupsOf(memberId).includes(groupId)) return false;
      change(groupId, memberId, "added");
      return true;
    },
    removeMember(group, member) {
      const groupId = requireGroup(group);
      const memberId = member.toLowerCase();
      if (!groupsOf(memberId).includes(groupId)) return false;
      change(groupId, memberId, "removed");
      return true;
    },
    addPrincipal: (id) => void direct.set(id, []),
    membershipChanges: changes,
    onMembershipChange: (listener) => void listeners.push(listener),
  };
}
