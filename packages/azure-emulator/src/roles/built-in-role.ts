import type { RolePermissions } from "../azure.ts";

/** A built-in role of Azure. */
export interface BuiltInRole extends RolePermissions {
  /** The same GUID in every tenant. */
  readonly id: string;
  readonly name: string;
}

/** What a role begins with. */
export const noPermissions: RolePermissions = {
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
};
