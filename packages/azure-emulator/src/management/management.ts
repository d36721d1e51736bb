import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import { segmentsOf } from "../roles/scope.ts";
import { answerDenyAssignments } from "./answer-deny-assignments.ts";
import { answerPermissions } from "./answer-permissions.ts";
import { answerResources } from "./answer-resources.ts";
import { answerRoleAssignments } from "./answer-role-assignments.ts";
import { answerRoleDefinitions } from "./answer-role-definitions.ts";
import { answerRoleEligibilities } from "./answer-role-eligibilities.ts";
import { requireApiVersion } from "./api-versions.ts";
import { parseArmPath } from "./arm-path.ts";
import type { ArmResources } from "./arm-resource.ts";
import { requireCaller } from "./management-caller.ts";
import { subscriptionNotFound, type ManagementCall } from "./management-call.ts";
import { ManagementError, managementErrorResponse } from "./management-error.ts";

/**
 * Azure Resource Manager: shows what exists, changes settings, and is where roles are read, granted and taken
 * away, each by the roles of who asks.
 *
 * @see https://learn.microsoft.com/rest/api/resources
 */
export function createManagement(azure: Azure, resources: ArmResources): EmulatedService {
  const answer = async (request: Request): Promise<Response> => {
    const claims = await requireCaller(azure, request);
    const url = new URL(request.url);
    const path = parseArmPath(url.pathname);
    const type =
      path.kind === "resource" ? path.type : `Microsoft.Authorization/${path.collection}`;
    const apiVersion = requireApiVersion(url.searchParams, type);
    const call: ManagementCall = {
      azure,
      request,
      url,
      claims,
      apiVersion,
      resources,
    };
    requireSubscription(call, path.kind === "resource" ? path.id : path.scope);
    if (path.kind === "resource") return answerResources(call, path);
    return answerAuthorization(call, path);
  };

  return {
    async fetch(request) {
      const response = await answer(request).catch((error: unknown) => {
        if (error instanceof ManagementError) return managementErrorResponse(error);
        throw error;
      });
      response.headers.set("x-ms-request-id", randomUUID());
      response.headers.set(
        "x-ms-correlation-request-id",
        request.headers.get("x-ms-correlation-request-id") ?? randomUUID(),
      );
      return response;
    },
  };
}

async function answerAuthorization(
  call: ManagementCall,
  path: {
    readonly scope: string;
    readonly collection: string;
    readonly name: string | undefined;
  },
): Promise<Response> {
  const { scope, collection, name } = path;
  switch (collection.toLowerCase()) {
    case "roleassignments":
      return answerRoleAssignments(call, scope, name);
    case "roledefinitions":
      return answerRoleDefinitions(call, scope, name);
    case "denyassignments":
      return answerDenyAssignments(call, scope, name);
    case "permissions":
      if (name === undefined) return answerPermissions(call, scope);
      break;
    case "roleeligibilityscheduleinstances":
      if (name === undefined) return answerRoleEligibilities(call, scope);
      break;
    default:
  }
  throw new ManagementError(
    404,
    "InvalidResourceType",
    `The resource type '${collection}' could not be found in the namespace 'Microsoft.Authorization' for api version '${call.apiVersion}'.`,
  );
}

/** Whether a subscription exists is told to everybody in the tenant. */
function requireSubscription({ resources }: ManagementCall, id: string): void {
  const [subscriptions, subscription] = segmentsOf(id);
  if (subscriptions !== "subscriptions" || subscription === undefined) return;
  const exists = resources
    .list()
    .some((one) => segmentsOf(one.id).join("/") === `subscriptions/${subscription}`);
  if (!exists) throw subscriptionNotFound(subscription);
}
