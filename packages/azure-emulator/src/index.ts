export { createEmulator } from "./emulator.ts";
export { emulatorTenantId } from "./emulator-tenant.ts";

export type {
  Directory,
  MembershipChange,
  RoleAction,
  RoleAssignment,
  RoleAssignments,
  RoleDefinition,
  RoleDefinitions,
} from "./azure.ts";
export type { Environment } from "./child-environment.ts";
export type { Emulator, EmulatorOptions } from "./emulator.ts";
export type { TokenRequest } from "./entra/tokens.ts";
export type { Fault } from "./faults.ts";
export type { RecordedRequest, ServiceName } from "./request-log.ts";
export type {
  Seed,
  SeedApp,
  SeedBlob,
  SeedContainer,
  SeedDenyAssignment,
  SeedDeployment,
  SeedGraph,
  SeedGroup,
  SeedIndexDefinition,
  SeedManagedIdentity,
  SeedOpenAIAccount,
  SeedOptionalClaim,
  SeedResource,
  SeedResourceMembers,
  SeedRoleAssignment,
  SeedRoleDefinition,
  SeedRoles,
  SeedSearchObject,
  SeedSearchService,
  SeedStorageAccount,
  SeedUser,
} from "./seed.ts";
