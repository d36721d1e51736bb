import { GraphError } from "@microsoft/microsoft-graph-client";
import type { GraphClient } from "./graph-client.ts";
import { GroupMembershipError, isGroupMembershipError } from "./group-membership-error.ts";
import { canonicalGroupIds } from "./object-id.ts";
import { asObject, readPages } from "./read-pages.ts";

/** Whose groups, and which of them. */
export interface ReadGroupIdsOptions {
  /** Where Graph keeps the principal: `/me`, `/users/{id}` or `/servicePrincipals/{id}`. */
  readonly principalPath: string;
  /** Graph's origin, which page links must have. */
  readonly origin: string;
  /** Security groups only, or Microsoft 365 groups and distribution lists too. */
  readonly securityEnabledOnly: boolean;
}

/**
 * Reads all groups of a principal, nested ones included: in one request, or page by page where they are
 * too many for it. Either every page or an error.
 *
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects
 * @see https://learn.microsoft.com/graph/api/user-list-transitivememberof
 */
export async function readGroupIds(
  client: GraphClient,
  { principalPath, origin, securityEnabledOnly }: ReadGroupIdsOptions,
): Promise<readonly string[]> {
  // for security groups alone it needs less permission; with all groups it would add roles and units
  const action = securityEnabledOnly ? "getMemberObjects" : "getMemberGroups";
  try {
    const { value } = asObject(
      await client.post(`${principalPath}/${action}`, { securityEnabledOnly }),
    );
    return groupIds(value);
  } catch (error) {
    if (!isTooManyForOneAnswer(error)) throw error;
  }
  // without regard to `securityEnabledOnly`, which a user's own token may not see: a Microsoft 365 group in
  // the set is one that the principal is in
  const address = `${principalPath}/transitiveMemberOf/microsoft.graph.group?$select=id&$count=true&$top=999`;
  const groups = await readPages(client, origin, address);
  return groupIds(groups.filter(isGroup).map(({ id }) => id));
}

/** The address asks for groups alone; a directory role or an administrative unit opens nothing. */
function isGroup({ "@odata.type": type }: Readonly<Record<string, unknown>>): boolean {
  return type === undefined || type === "#microsoft.graph.group";
}

function groupIds(values: unknown): readonly string[] {
  const ids = Array.isArray(values) ? canonicalGroupIds(values) : undefined;
  if (ids === undefined) throw new GroupMembershipError("ANSWER_INVALID");
  return ids;
}

/** Above 11,000 groups the call fails as a whole; nothing is cut off. */
function isTooManyForOneAnswer(error: unknown): boolean {
  return (
    isGroupMembershipError(error) &&
    error.cause instanceof GraphError &&
    error.cause.statusCode === 400 &&
    error.cause.code === "Directory_ResultSizeLimitExceeded"
  );
}
