import { contextOf, type GraphCall } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import type { MembershipAction } from "./graph-path.ts";
import type { GraphSubject } from "./graph-subject.ts";
import { objectBody } from "./object-body.ts";

/** More groups than this are an error, never a part of them. */
const maxResults = 11_000;

/** As many ids as can be checked at once. */
const maxChecked = 20;

/**
 * Ids of the groups that an object is in, nested ones included: all of them, or those of a list.
 *
 * @throws GraphError for a body that is none, or more groups than Graph answers with.
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmembergroups
 * @see https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups
 */
export async function runMembershipAction(
  call: GraphCall,
  { object }: GraphSubject,
  action: MembershipAction,
): Promise<unknown> {
  const body = await objectBody(call.request);
  const parameter = parameters[action];
  const unknown = Object.keys(body).find((name) => name !== parameter);
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      "Request_BadRequest",
      `The parameter '${unknown}' in the request payload is not a valid parameter for the operation '${action}'.`,
    );
  }
  const argument = body[parameter];
  const groups = call.directory.transitiveGroupsOf(object.id, {
    securityEnabledOnly: parameter === "securityEnabledOnly" && argument === true,
  });
  const value =
    parameter === "securityEnabledOnly"
      ? allOf(groups, argument)
      : checked(groups, argument, parameter);
  return { "@odata.context": contextOf(call, "Collection(Edm.String)"), value };
}

const parameters = {
  getMemberGroups: "securityEnabledOnly",
  getMemberObjects: "securityEnabledOnly",
  checkMemberGroups: "groupIds",
  checkMemberObjects: "ids",
} as const satisfies Record<MembershipAction, string>;

/** All of them, or none: part of them would be taken for the whole. */
function allOf(groups: readonly string[], securityEnabledOnly: unknown): readonly string[] {
  if (!["boolean", "undefined"].includes(typeof securityEnabledOnly)) {
    throw invalidValue("securityEnabledOnly", "Edm.Boolean");
  }
  if (groups.length <= maxResults) return groups;
  throw new GraphError(
    400,
    "Directory_ResultSizeLimitExceeded",
    `The size of the result is over the limit of ${maxResults}.`,
  );
}

function checked(groups: readonly string[], ids: unknown, parameter: string): readonly string[] {
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) {
    throw invalidValue(parameter, "Collection(Edm.String)");
  }
  if (ids.length === 0 || ids.length > maxChecked) {
    throw new GraphError(
      400,
      "Request_BadRequest",
      `The number of values in '${parameter}' must be between 1 and ${maxChecked}.`,
    );
  }
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return groups.filter((id) => wanted.has(id));
}

function invalidValue(parameter: string, type: string): GraphError {
  return new GraphError(
    400,
    "Request_BadRequest",
    `Cannot convert the value of '${parameter}' to the expected type '${type}'.`,
  );
}
