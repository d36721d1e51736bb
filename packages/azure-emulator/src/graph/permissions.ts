import type { TokenClaims } from "../azure.ts";

/** Ways to be allowed something; each names the permissions that it takes together. */
export type PermissionAlternatives = readonly string[];

/** Whether a token grants all permissions of one of the ways: as scopes of a person, as roles of an app. */
export function holdsOneOf(
  { kind, scopes, roles }: TokenClaims,
  alternatives: PermissionAlternatives,
): boolean {
  const granted = new Set(kind === "user" ? scopes : roles);
  return alternatives.some((together) => together.split(" ").every((name) => granted.has(name)));
}

/** To see more of a group than its id. */
export const readGroups: PermissionAlternatives = [
  "GroupMember.Read.All",
  "Group.Read.All",
  "Directory.Read.All",
];

/** To read one's own profile. */
export const readMe: PermissionAlternatives = [
  "User.Read",
  "User.ReadBasic.All",
  "User.Read.All",
  "Directory.Read.All",
];

/** To read anybody's basic profile. */
export const readUser: PermissionAlternatives = [
  "User.ReadBasic.All",
  "User.Read.All",
  "Directory.Read.All",
];

/** @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects#permissions */
export const memberObjectsOfMe: PermissionAlternatives = [
  "User.Read",
  "User.Read.All",
  "Directory.Read.All",
];

/** @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects#permissions */
export const memberObjectsOfUser: PermissionAlternatives = [
  "User.ReadBasic.All GroupMember.Read.All",
  "User.Read.All",
  "Directory.Read.All",
];

/** @see https://learn.microsoft.com/graph/api/directoryobject-getmembergroups#permissions */
export const memberGroupsOfMe: PermissionAlternatives = [
  "User.Read GroupMember.Read.All",
  "User.Read Group.Read.All",
  "Directory.Read.All",
];

/** @see https://learn.microsoft.com/graph/api/directoryobject-getmembergroups#permissions */
export const memberGroupsOfUser: PermissionAlternatives = [
  "User.ReadBasic.All GroupMember.Read.All",
  "User.ReadBasic.All Group.Read.All",
  "User.Read.All GroupMember.Read.All",
  "User.Read.All Group.Read.All",
  "Directory.Read.All",
];

/** @see https://learn.microsoft.com/graph/api/user-list-transitivememberof#permissions */
export const transitiveMemberOfUser: PermissionAlternatives = [
  "User.Read.All",
  "GroupMember.Read.All",
  "Group.Read.All",
  "Directory.Read.All",
];

/** @see https://learn.microsoft.com/graph/api/user-list-transitivememberof#permissions */
export const transitiveMemberOfMe: PermissionAlternatives = [
  "User.Read",
  ...transitiveMemberOfUser,
];

/** @see https://learn.microsoft.com/graph/api/serviceprincipal-list-transitivememberof#permissions */
export const readServicePrincipal: PermissionAlternatives = [
  "Application.Read.All",
  "Directory.Read.All",
];
