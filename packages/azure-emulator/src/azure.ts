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
  /** Makes the identity of a resource, which is a service principal in no group and with no role. */
  addIdentity(name: string): SeedManagedIdentity;
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
  /** The session of a person that the token holds on to (`sid`); `undefined` in an app's. */
  readonly sessionId: string | undefined;
  /** What the client can do, as in `cp1`: answer claims challenges. */
  readonly clientCapabilities: readonly string[];
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
  /** When the session of a token was revoked, in milliseconds since 1970; `undefined` if it was not. */
  sessionEndOf(claims: TokenClaims): number | undefined;
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
  /** The role's id, a GUID. */
  readonly roleDefinitionId: string;
  readonly scope: string;
  /** Milliseconds since 1970. */
  readonly createdAtInMs: number;
  readonly updatedAtInMs: number;
  readonly description: string | undefined;
  /** When it grants something, in the words of attribute-based access control (always). */
  readonly condition: string | undefined;
}

/** A role that can be granted. */
export interface RoleDefinition {
  /** A GUID; that of a built-in role is the same in every tenant. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: "BuiltInRole" | "CustomRole";
  /** Where it can be granted, and below. */
  readonly assignableScopes: readonly string[];
  /** They add up. */
  readonly permissions: readonly RolePermissions[];
}

/** The roles of the tenant: the built-in ones, and those that were made. */
export interface RoleDefinitions {
  list(): readonly RoleDefinition[];
  /** The role of that name or id, in any case. */
  find(nameOrId: string): RoleDefinition | undefined;
  /**
   * Makes a custom role, or changes it for everybody who has it.
   *
   * @throws TypeError for the id of a built-in role, a name that is taken, or a scope that is none.
   */
  put(definition: Omit<RoleDefinition, "type">): RoleDefinition;
  /** Takes a custom role away; whether there was one. */
  remove(id: string): boolean;
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
  readonly definitions: RoleDefinitions;
  list(): readonly RoleAssignment[];
  /**
   * Grants a role. It is listed at once, and holds once the seed's time of propagation is over.
   *
   * @param assignment.name The last part of its id (a new GUID).
   * @throws TypeError for a role or principal that does not exist, a scope that is none, or a condition that
   *   is not understood.
   */
  grant(assignment: {
    principalId: string;
    role: string;
    scope: string;
    name?: string;
    description?: string | undefined;
    condition?: string | undefined;
  }): RoleAssignment;
  /**
   * Changes what can be changed of the assignment with that id; `undefined` if there is none.
   *
   * @throws TypeError for a condition that is not understood.
   */
  update(
    id: string,
    change: { readonly description: string | undefined; readonly condition: string | undefined },
  ): RoleAssignment | undefined;
  /**
   * Takes away the roles of a principal: all of them, or those by that name and at exactly that scope. They
   * hold until the seed's time of propagation is over.
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
