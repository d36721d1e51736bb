import { segmentsOf } from "../roles/scope.ts";
import type { ArmPath } from "./arm-path.ts";
import { isKnownType } from "./known-types.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { ManagementError, notEmulated } from "./management-error.ts";

/**
 * Shows a resource, or those of one type that lie somewhere.
 *
 * @throws ManagementError for what does not exist, what the caller may not read, and every change.
 */
export function answerResources(
  call: ManagementCall,
  path: Extract<ArmPath, { kind: "resource" }>,
): Response {
  const { request, resources, apiVersion } = call;
  const { id, type, isCollection } = path;
  if (request.method !== "GET") throw notEmulated(`${request.method} of resources`);
  requireKnownOptions(call, isCollection ? ["$skipToken"] : []);
  if (isCollection && id === "/") return listSubscriptions(call);
  requirePermission(call, `${type}/read`, id);
  requireScopeExists(call, id);

  const wanted = segmentsOf(id).join("/");
  if (!isCollection) {
    const found = resources.find((one) => segmentsOf(one.id).join("/") === wanted);
    if (found) return Response.json(found.show(apiVersion));
    throw new ManagementError(
      404,
      "ResourceNotFound",
      `The Resource '${type}/${id.split("/").at(-1)}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  }
  const isOfType = (one: string) => one.toLowerCase() === type.toLowerCase();
  if (!resources.some((one) => isOfType(one.type))) requireKnownType(call, type);
  const inside = resources.filter(
    (one) => isOfType(one.type) && segmentsOf(one.id).join("/").startsWith(`${wanted}/`),
  );
  return listPage(
    call,
    inside.map((one) => one.show(apiVersion)),
  );
}

/** An empty list must not come of a misspelt type. */
function requireKnownType({ apiVersion }: ManagementCall, type: string): void {
  if (isKnownType(type)) return;
  const [namespace, ...rest] = type.split("/");
  throw new ManagementError(
    404,
    "InvalidResourceType",
    `The resource type '${rest.join("/")}' could not be found in the namespace '${namespace}' for api version '${apiVersion}'.`,
  );
}

/** The subscriptions in which the caller has any role. */
function listSubscriptions(call: ManagementCall): Response {
  const { azure, claims, resources, apiVersion } = call;
  const principals = new Set([
    claims.objectId,
    ...azure.directory.transitiveGroupsOf(claims.objectId),
  ]);
  const hasRole = azure.roles.list().some(({ principalId }) => principals.has(principalId));
  const subscriptions = resources.filter(
    ({ type }) => type === "Microsoft.Resources/subscriptions",
  );
  return listPage(call, hasRole ? subscriptions.map((one) => one.show(apiVersion)) : []);
}
