import type { SeedApp, SeedGroup, SeedManagedIdentity, SeedUser } from "./seed.ts";

/** One emulated service: answers every request for its hosts. */
export interface EmulatedService {
  fetch(request: Request): Promise<Response>;
}

/** What the emulated services share. */
export interface Azure {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly tokens: TokenAuthority;
  readonly roles: RoleAssignments;
  readonly denials: DenyAssignments;
}

/** The time that the whole local Azure goes by. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** Who and what exists in the tenant. */
export interface Directory {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly users: readonly SeedUser[];
  readonly groups: readonly SeedGroup[];
  readonly apps: readonly SeedApp[];
  readonly identities: readonly SeedManagedIdentity[];
  /**
   * Ids of all groups that somebody or something is in, nested ones included; sorted.
   *
   * @param options.securityEnabledOnly Leaves out groups that grant nothing (`false`).
   */
  transitiveGroupsOf(
    objectId: string,
    options?: { readonly securityEnabledOnly?: boolean },
  ): readonly string[];
  /** Ids of the groups that somebody or something is a direct member of. */
  groupsOf(objectId: string): readonly string[];
  /**
   * Puts a person, group or service principal into a group, as `POST /groups/…/members/$ref` does.
   *
   * @returns Whether it was no direct member yet.
   * @throws TypeError for a group or member that the tenant does not have.
   */
  addMember(groupId: string, memberId: string): boolean;
  /**
   * Takes a direct member out of a group.
   *
   * @returns Whether it was one.
   * @throws TypeError for a group that the tenant does not have.
   */
  removeMember(groupId: string, memberId: string): boolean;
  /** Every change of a direct membership since the start, the oldest first. */
  readonly membershipChanges: readonly MembershipChange[];
  /** Has each later change told, once it is made. */
  onMembershipChange(listener: (change: MembershipChange) => void): void;
  /** Application permissions on Microsoft Graph of a service principal. */
  graphPermissionsOf(principalId: string): readonly string[];
}

/** A direct member that came to a group or left it. */
export interface MembershipChange {
  readonly groupId: string;
  readonly memberId: string;
  readonly kind: "added" | "removed";
  /** Milliseconds since 1970. */
  readonly timeInMs: number;
}

/** The claims of a token that was checked: signature, issuer, audience and lifetime. */
export interface TokenClaims {
  readonly tenantId: string;
  /** Object id of the user or service principal. */
  readonly objectId: string;
  readonly kind: "user" | "app";
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** Issues and checks the tokens of the tenant. */
export interface TokenAuthority {
  /**
   * Checks the bearer token of a request made to a Microsoft resource.
   *
   * @param audiences Accepted `aud` values, exact.
   * @returns The claims, or why there are none: the service answers in its own error words.
   */
  verify(
    request: Request,
    audiences: readonly string[],
  ): Promise<
    TokenClaims | { readonly refused: "missing" | "malformed" | "invalid" | "expired" | "audience" }
  >;
}

/** Something to be done: to a resource, or to the data within one. */
export type RoleAction = { readonly action: string } | { readonly dataAction: string };

/** What one role grants, or one deny assignment takes away; `*` stands for any text. */
export interface RolePermissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** What it lets do to the data within resources. `actions` grant nothing of it. */
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** A role held by a principal. */
export interface RoleAssignment {
  readonly id: string;
  readonly principalId: string;
  /** The built-in role's id, a GUID. */
  readonly roleDefinitionId: string;
  readonly scope: string;
  /** Milliseconds since 1970. */
  readonly createdAtInMs: number;
}

/** What principals are kept from. */
export interface DenyAssignment {
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  readonly scope: string;
  readonly permissions: RolePermissions;
  /** `"everyone"`, or object ids. */
  readonly principalIds: "everyone" | readonly string[];
  readonly excludedPrincipalIds: readonly string[];
  readonly doNotApplyToChildScopes: boolean;
}

/** The deny assignments of the seed. */
export interface DenyAssignments {
  list(): readonly DenyAssignment[];
  /** The one that keeps a principal, by itself or by a group, from doing this to that resource. */
  find(principalId: string, action: RoleAction, resourceId: string): DenyAssignment | undefined;
}

/** The role table that every data service enforces. */
export interface RoleAssignments {
  list(): readonly RoleAssignment[];
  /**
   * Grants a role.
   *
   * @param assignment.name The last part of its id (a new GUID).
   * @throws TypeError for a role or principal that does not exist, or a scope that is none.
   */
  grant(assignment: {
    principalId: string;
    role: string;
    scope: string;
    name?: string;
  }): RoleAssignment;
  /**
   * Takes away the roles of a principal: all of them, or those by that name and at exactly that scope.
   *
   * @returns The number of assignments removed.
   * @throws TypeError for a role that does not exist, or a scope that is none.
   */
  revoke(match: { principalId: string; role?: string; scope?: string }): number;
  /** Takes away the one assignment with that id; whether there was one. */
  remove(id: string): boolean;
  /**
   * Whether a principal, by itself or by a group, may do this to that resource: a role grants it, and no
   * deny assignment takes it away.
   */
  permits(principalId: string, action: RoleAction, resourceId: string): boolean;
}
