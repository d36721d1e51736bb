import type { TokenClaims } from "../azure.ts";
import type { ObjectType } from "./directory-objects.ts";
import { GraphError } from "./graph-error.ts";

/** Ways to be allowed something; each names the permissions that it takes together. */
type PermissionAlternatives = readonly string[];

/** What can be done to an object. */
export type Operation =
  | "read"
  | "getMemberGroups"
  | "getMemberObjects"
  | "memberOf"
  | "members"
  | "delta"
  | "subscribe";

/** What it is done to: the person who asks, an object of a type, or one of a type that is not known yet. */
export type Target = "me" | ObjectType | "directoryObject";

const all = "Directory.Read.All";
const groups: PermissionAlternatives = ["GroupMember.Read.All", "Group.Read.All", all];
const nothing = { me: [], user: [], group: [], servicePrincipal: [], directoryObject: [] } as const;
const servicePrincipals: PermissionAlternatives = ["Application.Read.All", all];

/**
 * The permissions by operation and target.
 *
 * @see https://learn.microsoft.com/graph/api/user-get#permissions
 * @see https://learn.microsoft.com/graph/api/user-list-transitivememberof#permissions
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmembergroups#permissions
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects#permissions
 * @see https://learn.microsoft.com/graph/api/group-delta#permissions
 * @see https://learn.microsoft.com/graph/api/subscription-post-subscriptions#permissions
 */
const permissions: Readonly<Record<Operation, Readonly<Record<Target, PermissionAlternatives>>>> = {
  read: {
    me: ["User.Read", "User.ReadBasic.All", "User.Read.All", all],
    user: ["User.ReadBasic.All", "User.Read.All", all],
    group: groups,
    servicePrincipal: servicePrincipals,
    directoryObject: [all],
  },
  getMemberGroups: {
    me: ["User.Read GroupMember.Read.All", "User.Read Group.Read.All", all],
    user: [
      "User.ReadBasic.All GroupMember.Read.All",
      "User.ReadBasic.All Group.Read.All",
      "User.Read.All GroupMember.Read.All",
      "User.Read.All Group.Read.All",
      all,
    ],
    group: groups,
    servicePrincipal: servicePrincipals,
    directoryObject: [all],
  },
  getMemberObjects: {
    me: ["User.Read", "User.Read.All", all],
    user: ["User.ReadBasic.All GroupMember.Read.All", "User.Read.All", all],
    group: groups,
    servicePrincipal: servicePrincipals,
    directoryObject: [all],
  },
  memberOf: {
    me: ["User.Read", "User.Read.All", ...groups],
    user: ["User.Read.All", ...groups],
    group: groups,
    servicePrincipal: servicePrincipals,
    directoryObject: [all],
  },
  members: { ...nothing, group: groups },
  delta: { ...nothing, user: ["User.Read.All", all], group: groups },
  subscribe: { ...nothing, user: ["User.Read.All", all], group: ["Group.Read.All", all] },
};

/**
 * The permissions to write; to read is not enough.
 *
 * @see https://learn.microsoft.com/graph/api/group-post-members#permissions
 */
const writePermissions = {
  members: ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
} as const;

/**
 * Stops somebody whose token does not let write that.
 *
 * @throws GraphError, the same one whether or not the object exists.
 */
export function requireWritePermission(
  claims: TokenClaims,
  target: keyof typeof writePermissions,
): void {
  const granted = permissionsIn(claims);
  if (!writePermissions[target].some((name) => granted.includes(name))) throw denied();
}

function permissionsIn({ kind, scopes, roles }: TokenClaims): readonly string[] {
  return kind === "user" ? scopes : roles;
}

/** Whether a token lets do that. */
export function mayDo(claims: TokenClaims, operation: Operation, target: Target): boolean {
  // who may write may read
  const granted = new Set(permissionsIn(claims).map((name) => name.replace(".ReadWrite", ".Read")));
  return permissions[operation][target].some((together) =>
    together.split(" ").every((name) => granted.has(name)),
  );
}

/**
 * Stops somebody whose token does not let do that.
 *
 * @throws GraphError, the same one whether or not the object exists.
 */
export function requirePermission(claims: TokenClaims, operation: Operation, target: Target): void {
  if (!mayDo(claims, operation, target)) throw denied();
}

function denied(): GraphError {
  return new GraphError(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );
}
