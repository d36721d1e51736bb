import { z } from "zod";
import type { RoleAssignment } from "../azure.ts";
import { findRole } from "../roles/find-role.ts";
import { principalTypeOf } from "../roles/principal-type.ts";
import { isScope, segmentsOf } from "../roles/scope.ts";
import type { ManagementCall } from "./management-call.ts";
import { badRequestFormat, ManagementError, notEmulated } from "./management-error.ts";
import { roleAssignmentBody } from "./role-assignment-body.ts";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const bodySchema = z.strictObject({
  properties: z.strictObject({
    roleDefinitionId: z.string(),
    principalId: z.string().regex(guid),
    principalType: z.enum(["User", "Group", "ServicePrincipal"]).nullish(),
    condition: z.null().optional(),
    conditionVersion: z.null().optional(),
    delegatedManagedIdentityResourceId: z.null().optional(),
    description: z.null().optional(),
  }),
});

/** Members that Azure would take a value of. */
const emptyMembers: ReadonlySet<unknown> = new Set([
  "condition",
  "conditionVersion",
  "delegatedManagedIdentityResourceId",
  "description",
]);

/**
 * Makes a role assignment, or leaves the one that is there already as it is.
 *
 * @param target.existing The one with that name at that scope.
 * @throws ManagementError for a role or principal that does not exist, and for one that has the role already.
 */
export async function createRoleAssignment(
  call: ManagementCall,
  target: {
    readonly scope: string;
    readonly name: string;
    readonly existing: RoleAssignment | undefined;
  },
): Promise<Response> {
  const { azure } = call;
  const { scope, name, existing } = target;
  if (!guid.test(name)) {
    throw new ManagementError(
      400,
      "InvalidRoleAssignmentId",
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  if (!isScope(segmentsOf(scope))) throw badRequestFormat();
  const { role, principalId } = await readAssignment(call, scope);
  if (existing) {
    if (existing.roleDefinitionId === role && existing.principalId === principalId) {
      return Response.json(roleAssignmentBody(call, existing));
    }
    throw updateNotPermitted();
  }
  const inUse = azure.roles.list().find(({ id }) => nameOf(id) === name.toLowerCase());
  if (inUse) throw updateNotPermitted();
  requireNew(azure.roles.list(), { role, principalId, scope });
  const created = azure.roles.grant({ principalId, role, scope, name: name.toLowerCase() });
  return Response.json(roleAssignmentBody(call, created), { status: 201 });
}

/** Reads who is to get what. */
async function readAssignment(
  { azure, request }: ManagementCall,
  scope: string,
): Promise<{ readonly role: string; readonly principalId: string }> {
  const json: unknown = await request.json().catch(() => undefined);
  const body = bodySchema.safeParse(json);
  if (!body.success) {
    const member = body.error.issues[0]?.path[1];
    if (emptyMembers.has(member)) {
      throw notEmulated(`the member '${String(member)}' of role assignments`);
    }
    throw badRequestFormat();
  }
  const { roleDefinitionId, principalId, principalType } = body.data.properties;
  return {
    role: requireRoleDefinition(roleDefinitionId, scope),
    principalId: requireDirectoryPrincipal(azure, principalId, principalType ?? undefined),
  };
}

function requireRoleDefinition(id: string, scope: string): string {
  const [, subscription, guidOfRole = ""] =
    /^(?:\/subscriptions\/([^/]+))?\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i.exec(
      id,
    ) ?? [];
  const isOther = subscription !== undefined && subscription.toLowerCase() !== segmentsOf(scope)[1];
  if (!guid.test(guidOfRole)) {
    throw new ManagementError(
      400,
      "InvalidRoleDefinitionId",
      `The role definition ID '${id}' is not valid.`,
    );
  }
  const role = isOther ? undefined : findRole(guidOfRole);
  if (role) return role.id;
  throw new ManagementError(
    400,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${guidOfRole.replaceAll("-", "")}' does not exist.`,
  );
}

function requireDirectoryPrincipal(
  { directory }: ManagementCall["azure"],
  principalId: string,
  expected: string | undefined,
): string {
  const type = principalTypeOf(directory, principalId);
  if (type === undefined) {
    throw new ManagementError(
      400,
      "PrincipalNotFound",
      `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${directory.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    );
  }
  if (expected !== undefined && expected !== type) {
    throw new ManagementError(
      400,
      "UnmatchedPrincipalType",
      `The PrincipalId '${principalId.replaceAll("-", "")}' has type '${type}' , which is different from specified PrincipalType '${expected}'.`,
    );
  }
  return principalId.toLowerCase();
}

function requireNew(
  assignments: readonly RoleAssignment[],
  wanted: { readonly role: string; readonly principalId: string; readonly scope: string },
): void {
  const scope = segmentsOf(wanted.scope).join("/");
  const same = assignments.find(
    (one) =>
      one.roleDefinitionId === wanted.role &&
      one.principalId === wanted.principalId &&
      segmentsOf(one.scope).join("/") === scope,
  );
  if (!same) return;
  throw new ManagementError(
    409,
    "RoleAssignmentExists",
    `The role assignment already exists. The ID of the existing role assignment is ${nameOf(same.id).replaceAll("-", "")}.`,
  );
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1).toLowerCase();
}

function updateNotPermitted(): ManagementError {
  return new ManagementError(
    400,
    "RoleAssignmentUpdateNotPermitted",
    "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
  );
}
