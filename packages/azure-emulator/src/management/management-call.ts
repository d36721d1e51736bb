import type { Azure, RoleAction, TokenClaims } from "../azure.ts";
import { isManagementGroup, segmentsOf } from "../roles/scope.ts";
import type { ArmResources } from "./arm-resource.ts";
import { ManagementError, notEmulated } from "./management-error.ts";

/** A request to Resource Manager whose caller is known. */
export interface ManagementCall {
  readonly azure: Azure;
  readonly request: Request;
  readonly url: URL;
  readonly claims: TokenClaims;
  readonly apiVersion: string;
  /** Everything that exists. */
  readonly resources: ArmResources;
}

/**
 * Sees to it that the caller may do something.
 *
 * @param action As in `Microsoft.Search/searchServices/read`.
 * @throws ManagementError if no role grants it, or a deny assignment takes it away.
 */
export function requirePermission(
  { azure, claims }: ManagementCall,
  action: string,
  scope: string,
): void {
  const { objectId } = claims;
  const wanted: RoleAction = { action };
  if (azure.roles.permits(objectId, wanted, scope)) return;
  const client = `The client '${clientOf(azure, claims)}' with object id '${objectId}'`;
  const denial = azure.denials.find(objectId, wanted, scope);
  if (denial) {
    throw new ManagementError(
      403,
      "DenyAssignmentAuthorizationFailed",
      `${client} has permission to perform action '${action}' on scope '${scope}'; however, the access is denied because of the deny assignment with name '${denial.name}' and Id '${denial.id.split("/").at(-1)?.replaceAll("-", "")}' at scope '${denial.scope}'.`,
    );
  }
  throw new ManagementError(
    403,
    "AuthorizationFailed",
    `${client} does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** What a refusal calls the caller: a person by the user name, an app by its client id. */
function clientOf({ directory }: Azure, { objectId, clientId }: TokenClaims): string {
  return directory.users.find(({ id }) => id === objectId)?.userPrincipalName ?? clientId;
}

/**
 * Sees to it that a management group, subscription, resource group or resource exists. Of what lies in a resource, only the
 * resource is looked for.
 *
 * @throws ManagementError if it does not.
 */
export function requireScopeExists({ resources }: ManagementCall, scope: string): void {
  const segments = segmentsOf(scope);
  if (segments.length === 0 || isManagementGroup(segments)) return;
  if (segments[0] !== "subscriptions") {
    throw new ManagementError(404, "NotFound", `The scope '${scope}' could not be found.`);
  }
  const [, subscription, , group, , namespace, type, name] = scope.split("/").filter(Boolean);
  const exists = (length: number): boolean => {
    const wanted = segments.slice(0, length).join("/");
    return resources.list().some(({ id }) => segmentsOf(id).join("/") === wanted);
  };
  if (group !== undefined && !exists(4)) {
    throw new ManagementError(
      404,
      "ResourceGroupNotFound",
      `Resource group '${group}' could not be found.`,
    );
  }
  if (name !== undefined && !exists(8)) {
    throw new ManagementError(
      404,
      "ResourceNotFound",
      `The Resource '${namespace}/${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  }
  if (!exists(2)) throw subscriptionNotFound(subscription ?? "");
}

/** The refusal of a subscription that does not exist. */
export function subscriptionNotFound(id: string): ManagementError {
  return new ManagementError(
    404,
    "SubscriptionNotFound",
    `The subscription '${id}' could not be found.`,
  );
}

/**
 * Sees to it that no query option is ignored.
 *
 * @throws ManagementError for one that has no meaning here.
 */
export function requireKnownOptions({ url }: ManagementCall, known: readonly string[]): void {
  const unknown = [...url.searchParams.keys()].find(
    (name) => name !== "api-version" && !known.includes(name),
  );
  if (unknown !== undefined) throw notEmulated(`the query option '${unknown}' here`);
}
