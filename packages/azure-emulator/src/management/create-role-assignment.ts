import { z } from "zod";
import type { RoleAssignment } from "../azure.ts";
import { principalTypeOf } from "../roles/principal-type.ts";
import { parseRoleCondition } from "../roles/role-condition.ts";
import { covers, isScope, segmentsOf } from "../roles/scope.ts";
import type { ManagementCall } from "./management-call.ts";
import { badRequestFormat, ManagementError, notEmulated } from "./management-error.ts";
import { roleAssignmentBody } from "./role-assignment-body.ts";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const bodySchema = z.strictObject({
  properties: z.strictObject({
    roleDefinitionId: z.string(),
    principalId: z.string().regex(guid),
    principalType: z.enum(["User", "Group", "ServicePrincipal"]).nullish(),
    condition: z.string().min(1).nullish(),
    conditionVersion: z.literal("2.0").nullish(),
    delegatedManagedIdentityResourceId: z.null().optional(),
    description: z.string().nullish(),
  }),
});

/**
 * Makes a role assignment, or changes the description and condition of the one that is there already.
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
  const wanted = await readAssignment(call, scope);
  const { role, principalId, description, condition } = wanted;
  if (existing) {
    if (existing.roleDefinitionId !== role || existing.principalId !== principalId) {
      throw updateNotPermitted();
    }
    const isSame = existing.description === description && existing.condition === condition;
    const updated = isSame ? existing : azure.roles.update(existing.id, { description, condition });
    return Response.json(roleAssignmentBody(call, updated ?? existing));
  }
  const inUse = azure.roles.list().find(({ id }) => nameOf(id) === name.toLowerCase());
  if (inUse) throw updateNotPermitted();
  requireNew(azure.roles.list(), { role, principalId, scope });
  const created = azure.roles.grant({ ...wanted, scope, name: name.toLowerCase() });
  return Response.json(roleAssignmentBody(call, created), { status: 201 });
}

/** Who is to get what. */
interface WantedAssignment {
  readonly role: string;
  readonly principalId: string;
  readonly description: string | undefined;
  readonly condition: string | undefined;
}

async function readAssignment(
  { azure, request }: ManagementCall,
  scope: string,
): Promise<WantedAssignment> {
  const json: unknown = await request.json().catch(() => undefined);
  const body = bodySchema.safeParse(json);
  if (!body.success) {
    const member = body.error.issues[0]?.path[1];
    if (member === "delegatedManagedIdentityResourceId") {
      throw notEmulated(`the member '${member}' of role assignments`);
    }
    throw badRequestFormat();
  }
  const { roleDefinitionId, principalId, principalType, ...rest } = body.data.properties;
  const condition = rest.condition ?? undefined;
  requireCondition(condition, rest.conditionVersion ?? undefined);
  return {
    role: requireRoleDefinition(azure, roleDefinitionId, scope),
    principalId: requireDirectoryPrincipal(azure, principalId, principalType ?? undefined),
    description: rest.description ?? undefined,
    condition,
  };
}

/** A condition that is not understood must not be taken for one that is met, nor for none. */
function requireCondition(condition: string | undefined, version: string | undefined): void {
  if ((condition === undefined) !== (version === undefined)) throw badRequestFormat();
  if (condition === undefined) return;
  try {
    parseRoleCondition(condition);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw notEmulated(`the condition '${condition}'`);
  }
}

function requireRoleDefinition(
  { roles }: ManagementCall["azure"],
  id: string,
  scope: string,
): string {
  const [, subscription, guidOfRole = ""] =
    /^(?:\/subscriptions\/([^/]+))?\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i.exec(
      id,
    ) ?? [];
  const here = segmentsOf(scope);
  const isOther =
    subscription !== undefined &&
    here[0] === "subscriptions" &&
    subscription.toLowerCase() !== here[1];
  if (!guid.test(guidOfRole)) {
    throw new ManagementError(
      400,
      "InvalidRoleDefinitionId",
      `The role definition ID '${id}' is not valid.`,
    );
  }
  const role = isOther ? undefined : roles.definitions.find(guidOfRole);
  if (role) {
    if (role.assignableScopes.some((one) => covers(segmentsOf(one), here))) return role.id;
    throw new ManagementError(
      400,
      "RoleDefinitionNotAssignable",
      `The role definition '${role.name}' cannot be assigned at the scope '${scope}'; it can be at ${role.assignableScopes.join(", ")}.`,
    );
  }
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
