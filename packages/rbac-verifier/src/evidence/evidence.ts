import type { AzureCloudName } from "@entrim/azure-clouds";
import type { DenyAssignment } from "../access/deny-assignment.ts";
import type { RoleAssignment } from "../access/role-assignment.ts";
import type { RoleDefinition } from "../access/role-definition.ts";
import type { Json } from "./read-path.ts";
import type { Targets } from "./targets.ts";

/** A resource as Resource Manager shows it; members beyond these are read by path. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  /** As `Microsoft.Search/searchServices`, in any case. */
  readonly type: string;
  /** The version of the API that it was read with (not known). */
  readonly apiVersion?: string;
  readonly [member: string]: Json;
}

/** A private DNS zone with what belongs to it. */
export interface PrivateDnsZone {
  readonly zone: Resource;
  /** Undefined when they were not read. */
  readonly links: readonly Resource[] | undefined;
  /** Undefined when they were not read. */
  readonly records: readonly Resource[] | undefined;
}

/** What Entra knows about the app's registration and its permissions for Graph. */
export interface EntraEvidence {
  /** The registration as Graph shows it, with `federatedIdentityCredentials` (not read). */
  readonly application?: Json;
  /** What was granted to the app's identity on Microsoft Graph (not read). */
  readonly graphAppRoles?: readonly { readonly principalId: string; readonly appRoleId: string }[];
}

/** What a machine inside the network found when it looked for a host. */
export interface HostProbe {
  readonly host: string;
  /** What the name resolves to; empty when it does not. */
  readonly addresses: readonly string[];
  /** Whether port 443 answers (not tried). */
  readonly opens?: boolean;
}

/** The kinds of evidence that may be known to be complete. */
export const evidenceClasses = [
  "roleAssignments:inherited",
  "roleAssignments:groups",
  "denyAssignments",
  "pim",
  "privateDnsZoneGroups",
  "principals",
] as const;

/** A kind of evidence of which everything was read, so that what is not in it does not exist. */
export type EvidenceClass = (typeof evidenceClasses)[number];

/**
 * Everything that was read about a set-up, in one form wherever it came from. A member that is undefined was
 * not read, and rules that need it answer `unknown`.
 */
export interface Evidence {
  readonly cloud: AzureCloudName;
  readonly tenantId: string | undefined;
  /** ISO 8601. */
  readonly capturedAt: string | undefined;
  /** Files or `live`. */
  readonly source: string;
  readonly targets: Targets;
  /** Whether it is of what is to be made, as a plan of Terraform, with stand-ins for what Azure decides. */
  readonly planned: boolean;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Deployments of models by the id of their account, in lower case. */
  readonly deployments: ReadonlyMap<string, readonly Resource[]>;
  readonly dnsZones: readonly PrivateDnsZone[] | undefined;
  readonly roleAssignments: readonly RoleAssignment[] | undefined;
  readonly eligibleAssignments: readonly RoleAssignment[] | undefined;
  readonly denyAssignments: readonly DenyAssignment[] | undefined;
  /** By GUID; the built-in ones need not be here. */
  readonly roleDefinitions: ReadonlyMap<string, RoleDefinition>;
  /** Ids of all groups of a principal, nested ones included, by the principal's id in lower case. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Ids of management groups by subscription id in lower case. */
  readonly managementGroups: ReadonlyMap<string, readonly string[]>;
  /** Ids of principals that no longer exist. */
  readonly deletedPrincipals: ReadonlySet<string>;
  readonly entra: EntraEvidence;
  /** What a client sends: `ingestionHeaders`, `requestHeaders`, `requestBody`, `tokenAudience` (not known). */
  readonly client: Json;
  /** Hosts of the set-up, seen from within its network (nobody looked). */
  readonly probes: readonly HostProbe[] | undefined;
  readonly complete: ReadonlySet<EvidenceClass>;
  /** Files with a list whose further pages were not saved. */
  readonly cutOff: readonly string[];
  /** What could not be read, in words. */
  readonly missing: readonly string[];
}
