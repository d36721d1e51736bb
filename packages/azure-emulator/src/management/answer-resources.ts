import { covers, segmentsOf } from "../roles/scope.ts";
import type { ArmPath } from "./arm-path.ts";
import { changeResource } from "./change-resource.ts";
import { isKnownType } from "./known-types.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { ManagementError, notEmulated } from "./management-error.ts";

/** What `/resources` lists. */
const allTypes = "Microsoft.Resources/subscriptions/resources";

/**
 * Shows a resource or changes its settings, or shows those that lie somewhere: of one type, or all.
 *
 * @throws ManagementError for what does not exist, what the caller may not do, and every other change.
 */
export async function answerResources(
  call: ManagementCall,
  path: Extract<ArmPath, { kind: "resource" }>,
): Promise<Response> {
  const { request, apiVersion } = call;
  const { id, type, isCollection } = path;
  const isChange = request.method === "PATCH" && !isCollection;
  if (request.method !== "GET" && !isChange) throw notEmulated(`${request.method} of resources`);
  const isOfAllTypes = type === allTypes;
  requireKnownOptions(
    call,
    isCollection ? ["$skipToken", ...(isOfAllTypes ? ["$filter"] : [])] : [],
  );
  if (isCollection && type === "Microsoft.Resources/subscriptions") return listSubscriptions(call);
  requirePermission(call, `${type}/${isChange ? "write" : "read"}`, id);
  requireScopeExists(call, id);
  const resources = call.resources.list();
  if (isOfAllTypes) return listAllTypes(call, id);

  const wanted = segmentsOf(id).join("/");
  if (!isCollection) {
    const found = resources.find((one) => segmentsOf(one.id).join("/") === wanted);
    if (found)
      return isChange ? changeResource(call, found) : Response.json(found.show(apiVersion));
    throw new ManagementError(
      404,
      "ResourceNotFound",
      `The Resource '${type}/${id.split("/").at(-1)}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  }
  const isOfType = (one: string) => one.toLowerCase() === type.toLowerCase();
  if (!resources.some((one) => isOfType(one.type))) requireKnownType(call, type);
  const inside = resources.filter(
    (one) => isOfType(one.type) && covers(segmentsOf(id), segmentsOf(one.id)),
  );
  return listPage(
    call,
    inside.map((one) => one.show(apiVersion)),
  );
}

/** The resources of any type that lie somewhere; what lies in a resource is not among them. */
function listAllTypes(call: ManagementCall, id: string): Response {
  const filter = call.url.searchParams.get("$filter");
  const [, wanted] = /^\s*resourceType\s+eq\s+'([^']+)'\s*$/i.exec(filter ?? "") ?? [];
  if (filter !== null && wanted === undefined) {
    throw notEmulated(`the filter '${filter}' of resources`);
  }
  const here = segmentsOf(id);
  const inside = call.resources.list().filter((one) => {
    const segments = segmentsOf(one.id);
    const isOfType = wanted === undefined || one.type.toLowerCase() === wanted.toLowerCase();
    return segments.length === 8 && covers(here, segments) && isOfType;
  });
  return listPage(
    call,
    inside.map((one) => {
      // a list of all types shows what all have
      const { properties: _, ...shown } = one.show(call.apiVersion);
      return shown;
    }),
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
  const subscriptions = resources
    .list()
    .filter(({ type }) => type === "Microsoft.Resources/subscriptions");
  return listPage(call, hasRole ? subscriptions.map((one) => one.show(apiVersion)) : []);
}
